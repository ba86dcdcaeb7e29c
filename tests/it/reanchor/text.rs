//! A text whose every character knows where it comes from, and what writers do to it.

use std::collections::HashSet;

use hashiya::text::{CharOffset, Document, segment};
use unicode_normalization::char::{compose, decompose_canonical};

use crate::random::Random;

/// A text under an editor's hands.
#[derive(Clone)]
pub struct Edited {
    /// Each character with its number in the old text; none where it is new.
    pub characters: Vec<(char, Option<usize>)>,
    /// Characters that went without taking anything away: a letter too many, half of a letter composed.
    pub slight: HashSet<usize>,
}

/// What a writer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Insert,
    Cut,
    Move,
    Rewrite,
    Typos,
    Quotes,
    Diacritics,
    Furniture,
    LineEnds,
    Normal,
    Spaces,
    LookAlike,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Insert,
        Self::Cut,
        Self::Move,
        Self::Rewrite,
        Self::Typos,
        Self::Quotes,
        Self::Diacritics,
        Self::Furniture,
        Self::LineEnds,
        Self::Normal,
        Self::Spaces,
        Self::LookAlike,
    ];

    pub fn words(self) -> &'static str {
        match self {
            Self::Insert => "a sentence inserted",
            Self::Cut => "a sentence cut",
            Self::Move => "a sentence moved",
            Self::Rewrite => "a paragraph rewritten",
            Self::Typos => "typing errors mended",
            Self::Quotes => "quote marks made the same",
            Self::Diacritics => "vowel signs added or dropped",
            Self::Furniture => "furniture removed",
            Self::LineEnds => "CRLF line ends",
            Self::Normal => "NFC and NFD",
            Self::Spaces => "spaces made even",
            Self::LookAlike => "a sentence cut, one like it put elsewhere",
        }
    }
}

impl Edited {
    pub fn new(text: &str) -> Self {
        let characters = text.chars().enumerate().map(|(at, character)| (character, Some(at))).collect();
        Self { characters, slight: HashSet::new() }
    }

    pub fn text(&self) -> String {
        self.characters.iter().map(|(character, _)| character).collect()
    }

    pub fn edit(&mut self, kind: Kind, random: &mut Random) {
        match kind {
            Kind::Insert => {
                let at = self.boundary(random);
                self.put(at, &self.fresh(random));
            }
            Kind::Cut => {
                let sentence = self.sentence(random);
                self.characters.drain(sentence);
            }
            Kind::Move => {
                let sentence = self.sentence(random);
                let mut moved: Vec<_> = self.characters.drain(sentence).collect();
                if moved.last().is_some_and(|last| !last.0.is_whitespace()) {
                    moved.push((' ', None));
                }
                let at = self.boundary(random);
                self.characters.splice(at..at, moved);
            }
            Kind::Rewrite => {
                let line = self.line(random);
                let count = line.len() / 60 + 1;
                let fresh: String = (0..count).map(|_| self.fresh(random)).collect();
                let mut kept: Vec<char> = fresh.trim().chars().collect();
                kept.truncate(line.len() + 40);
                let kept = kept.into_iter().map(|character| (character, None));
                self.characters.splice(line, kept);
            }
            Kind::Typos => self.typos(random),
            Kind::Quotes => {
                let styles = [['“', '”'], ['«', '»'], ['"', '"']];
                let style = styles[random.below(3)];
                let mut is_open = false;
                for (character, _) in &mut self.characters {
                    if matches!(character, '“' | '”' | '«' | '»' | '"') {
                        is_open = !is_open;
                        *character = style[usize::from(!is_open)];
                    }
                }
            }
            Kind::Diacritics => self.diacritics(random),
            Kind::Furniture => {
                let furniture: Vec<_> = self
                    .lines()
                    .into_iter()
                    .filter(|line| FURNITURE.contains(&self.slice(line.clone()).trim_end()))
                    .collect();
                for line in furniture.into_iter().rev() {
                    self.characters.drain(line);
                }
            }
            Kind::LineEnds => {
                let crlf = self.text().replace('\n', "\r\n");
                let decoded = hashiya::text::decode(crlf.as_bytes()).expect("UTF-8");
                assert_eq!(decoded.text, self.text());
            }
            Kind::Normal => self.normalise(random.below(2) == 0),
            Kind::Spaces => self.spaces(random),
            Kind::LookAlike => {
                let sentence = self.sentence(random);
                let alike = self.alike(&self.slice(sentence.clone()), random);
                let cut = sentence.start;
                self.characters.drain(sentence);
                // Put in its own place it would be the same sentence, mended.
                let far = |at: &usize| at.abs_diff(cut) > 60;
                let Some(at) = (0..20).map(|_| self.boundary(random)).find(far) else { return };
                self.put(at, &alike);
            }
        }
    }

    fn put(&mut self, at: usize, text: &str) {
        self.characters.splice(at..at, text.chars().map(|character| (character, None)));
    }

    fn slice(&self, range: std::ops::Range<usize>) -> String {
        self.characters[range].iter().map(|(character, _)| character).collect()
    }

    /// Returns the lines, each with its line feed.
    fn lines(&self) -> Vec<std::ops::Range<usize>> {
        let mut start = 0;
        let lines = self.characters.split_inclusive(|(character, _)| *character == '\n').map(|line| {
            let range = start..start + line.len();
            start = range.end;
            range
        });
        lines.collect()
    }

    /// Returns the sentences of some length, each with the space behind it, without line feeds.
    fn sentences(&self) -> Vec<std::ops::Range<usize>> {
        let document = Document::new(self.text());
        let mut sentences = Vec::new();
        for line in self.lines() {
            let mut at = line.start;
            while at < line.end {
                let start = at;
                let span = document.span_of_chars(CharOffset(at), CharOffset(at)).expect("in the text");
                let sentence = segment::sentence_at(document.text(), span.start);
                let (_, end) = document.chars(sentence);
                let mut end = end.0.max(at + 1);
                while end < line.end
                    && self.characters[end].0.is_whitespace()
                    && self.characters[end].0 != '\n'
                {
                    end += 1;
                }
                if end - start > 15 {
                    sentences.push(start..end);
                }
                at = end;
            }
        }
        sentences
    }

    fn sentence(&self, random: &mut Random) -> std::ops::Range<usize> {
        let sentences = self.sentences();
        if sentences.is_empty() { 0..0 } else { sentences[random.below(sentences.len())].clone() }
    }

    /// Returns a line of some length, without its line feed.
    fn line(&self, random: &mut Random) -> std::ops::Range<usize> {
        let lines: Vec<_> = self.lines().into_iter().filter(|line| line.len() > 60).collect();
        if lines.is_empty() {
            return 0..0;
        }
        let line = lines[random.below(lines.len())].clone();
        let ends = self.characters[line.end - 1].0 == '\n';
        line.start..line.end - usize::from(ends)
    }

    /// Returns where a sentence begins.
    fn boundary(&self, random: &mut Random) -> usize {
        let sentences = self.sentences();
        if sentences.is_empty() { 0 } else { sentences[random.below(sentences.len())].start }
    }

    /// Makes a sentence of the words that the text has anyway.
    fn fresh(&self, random: &mut Random) -> String {
        let text = self.text();
        let words: Vec<&str> = text.split_whitespace().collect();
        let count = 6 + random.below(10);
        let mut sentence: Vec<&str> = Vec::new();
        while sentence.len() < count {
            // Two words at a time, as they stand in the text: that is what misleads.
            let at = random.below(words.len() - 1);
            sentence.extend([
                words[at].trim_end_matches(['.', '؟', '۔']),
                words[at + 1].trim_end_matches(['.', '؟', '۔']),
            ]);
        }
        sentence.join(" ") + ". "
    }

    /// Makes a sentence that differs from another by a word or two.
    fn alike(&self, sentence: &str, random: &mut Random) -> String {
        let text = self.text();
        let all: Vec<&str> = text.split_whitespace().collect();
        let mut words: Vec<&str> = sentence.split_whitespace().collect();
        for _ in 0..1 + random.below(2) {
            let at = random.below(words.len());
            let mut other = all[random.below(all.len())];
            while other == words[at] {
                other = all[random.below(all.len())];
            }
            words[at] = other;
        }
        words.join(" ") + " "
    }

    fn typos(&mut self, random: &mut Random) {
        const LETTERS: [char; 6] = ['ا', 'ن', 'ت', 'ב', 'ر', 'ي'];
        for _ in 0..2 + random.below(8) {
            let at = random.below(self.characters.len());
            if !self.characters[at].0.is_alphabetic() {
                continue;
            }
            let letter = LETTERS[random.below(LETTERS.len())];
            match random.below(3) {
                0 => self.characters[at].0 = letter,
                1 => {
                    let inside = at > 0 && self.characters[at - 1].0.is_alphabetic();
                    if inside {
                        self.characters.insert(at, (letter, None));
                    }
                }
                _ => {
                    let inside =
                        at > 0 && self.characters.get(at + 1).is_some_and(|next| next.0.is_alphabetic());
                    if inside && self.characters[at - 1].0.is_alphabetic() {
                        self.slight.extend(self.characters.remove(at).1);
                    }
                }
            }
        }
    }

    fn diacritics(&mut self, random: &mut Random) {
        if random.below(3) == 0 {
            let is_sign = |character: char| matches!(character, '\u{64b}'..='\u{652}');
            self.slight
                .extend(self.characters.iter().filter(|held| is_sign(held.0)).filter_map(|held| held.1));
            self.characters.retain(|held| !is_sign(held.0));
            return;
        }
        let mut marked = Vec::with_capacity(self.characters.len() * 2);
        for held in self.characters.drain(..) {
            marked.push(held);
            if matches!(held.0, 'ء'..='ي') && random.below(6) == 0 {
                let sign = 0x64b + random.below(8) as u32;
                marked.push((char::from_u32(sign).expect("a sign"), None));
            }
        }
        self.characters = marked;
    }

    fn normalise(&mut self, apart: bool) {
        let mut characters: Vec<(char, Option<usize>)> = Vec::with_capacity(self.characters.len());
        for (character, origin) in self.characters.drain(..) {
            if apart {
                let mut origin = origin;
                decompose_canonical(character, |part| characters.push((part, origin.take())));
                continue;
            }
            if let Some(last) = characters.last_mut()
                && let Some(composed) = compose(last.0, character)
            {
                last.0 = composed;
                self.slight.extend(origin);
                continue;
            }
            characters.push((character, origin));
        }
        self.characters = characters;
    }

    fn spaces(&mut self, random: &mut Random) {
        for _ in 0..6 {
            let at = random.below(self.characters.len());
            let Some(space) = (at..self.characters.len()).find(|at| self.characters[*at].0 == ' ') else {
                return;
            };
            if random.below(2) == 0 {
                self.characters[space].0 = '\u{a0}';
            } else {
                self.characters.insert(space, (' ', None));
            }
        }
    }
}

/// Lines that scraped articles have around them.
pub const FURNITURE: [&str; 7] = [
    "[ad_1]",
    "مقالات ذات صلة",
    "شارك المقال",
    "لن يتم نشر عنوان بريدك الإلكتروني",
    "زر الذهاب إلى الأعلى",
    "[ad_2]",
    "Source link",
];

/// Returns the article with furniture around it.
pub fn furnished(article: &str) -> String {
    let [first, related, share, comment, top, second, link] = FURNITURE;
    format!("{related}\n{first}\n{}\n{second}\n{link}\n{share}\n{comment}\n{top}\n", article.trim_end())
}
