//! Finding annotations again in texts that were edited as writers edit, held against what is known.

mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use hashiya::anchor::{Outcome, Reanchored, reanchor};
use hashiya::annotation::{Anchor, AnchorState, Annotation, Extra, Fragments, Id};
use hashiya::edit::Author;
use hashiya::text::{CharOffset, Document, Span, segment};
use indexmap::IndexMap;

use crate::random::Random;
use text::{Edited, Kind, furnished};

const SAMPLES: [&str; 4] = [
    include_str!("../../../assets/samples/port-project.txt"),
    include_str!("../../../assets/samples/coastal-reserve.he.txt"),
    include_str!("../../../assets/samples/library-night.fa.txt"),
    include_str!("../../../assets/samples/river-school.ur.txt"),
];

/// Makes an article of sentences as news has them; names and phrases come again and again.
fn generated(random: &mut Random) -> String {
    const WHO: [&str; 8] = [
        "وزير النقل سليم الحداد",
        "المتحدث باسم البلدية",
        "رئيس اللجنة",
        "النائبة ليلى منصور",
        "مدير الميناء",
        "اتحاد الصيادين",
        "الخبير الاقتصادي نبيل عواد",
        "وكالة الأنباء المحلية",
    ];
    const CUE: [&str; 6] = ["قال", "أضاف", "أكد", "أوضح", "نفى", "اعتبر"];
    const WHAT: [&str; 8] = [
        "إن المشروع سيبدأ في الربع الأول من عام 2027",
        "أن الكلفة ارتفعت إلى ١٢ مليون دينار",
        "«لن نقبل بتأجيل جديد»",
        "أن اللجنة ستجتمع يوم الخميس المقبل",
        "“العمل مستمر رغم كل شيء”",
        "أن 38% من السكان يؤيدون الخطة",
        "أن الاتفاق وُقّع في المدينة القديمة",
        "\"الأرقام غير دقيقة\"",
    ];
    const TAIL: [&str; 6] = [
        "خلال مؤتمر صحفي عُقد أمس",
        "بحسب بيان رسمي",
        "في تصريح لصحيفة محلية",
        "على هامش الاجتماع",
        "وفقاً لمصادر مطلعة",
        "في جلسة مغلقة",
    ];
    let mut article = String::from("الميناء الجديد بين التأجيل والتنفيذ\n");
    for _ in 0..5 + random.below(4) {
        for _ in 0..2 + random.below(3) {
            let mut one = |list: &[&'static str]| list[random.below(list.len())];
            let sentence = format!("و{} {} {} {}. ", one(&CUE), one(&WHO), one(&WHAT), one(&TAIL));
            article.push_str(&sentence);
        }
        article.push('\n');
    }
    article
}

fn fragments(document: &Document, places: &[(usize, usize)]) -> Fragments {
    let spans = places.iter().map(|(start, end)| {
        document.span_of_chars(CharOffset(*start), CharOffset(*end)).expect("in the text")
    });
    Fragments::new(spans.map(|span| segment::snap(document.text(), span)).collect()).expect("not empty")
}

/// Marks mentions, clitics, quotes, discontinuous quotes and frames all over the text.
fn annotations(document: &Document, random: &mut Random) -> Vec<Arc<Annotation>> {
    let text = document.text();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end().chars().count();
        if word > 1 {
            words.push((at, at + word));
        }
        at += piece.chars().count();
    }
    let author = Author { name: "sara".into(), now: "2026-11-22T10:00:00Z".into() };
    let mut made = Vec::new();
    for number in 0..60 {
        let first = random.below(words.len());
        let run = |from: usize, count: usize| {
            let last = (from + count - 1).min(words.len() - 1);
            (words[from].0, words[last].1)
        };
        let mut roles: IndexMap<String, Vec<Anchor>> = IndexMap::new();
        let mut role = |name: &str, places: &[(usize, usize)]| {
            roles.insert(name.to_owned(), vec![Anchor::text(fragments(document, places))]);
        };
        match random.below(8) {
            0..=3 => role("mention", &[run(first, 1 + random.below(3))]),
            4 => {
                let (start, end) = words[first];
                role("mention", &[(start + 1, end)]);
            }
            5 => role("content", &[run(first, 5 + random.below(12))]),
            6 if first + 8 < words.len() => role("content", &[run(first, 3), run(first + 5, 3)]),
            _ if first + 8 < words.len() => {
                role("content", &[run(first + 3, 5)]);
                role("source", &[run(first + 1, 2)]);
                role("cue", &[run(first, 1)]);
            }
            _ => role("mention", &[run(first, 1)]),
        }
        made.push(Arc::new(Annotation {
            id: Id::new(&format!("a{number}")),
            layer: "quote".into(),
            label: "direct".into(),
            roles,
            attributes: serde_json::Map::new(),
            note: None,
            provenance: author.provenance(),
            extra: Extra::new(),
        }));
    }
    made
}

/// What is known of a span after the edits.
enum Truth {
    /// Its text is still there, at this place.
    There(Span),
    /// Something of it is gone, or was torn apart.
    Gone,
}

fn truth(edited: &Edited, old: &Document, new: &Document, span: Span, places: &[Option<usize>]) -> Truth {
    let (start, end) = old.chars(span);
    let mut held = Vec::new();
    for (origin, place) in places.iter().enumerate().take(end.0).skip(start.0) {
        match place {
            Some(place) => held.push(*place),
            None if edited.slight.contains(&origin) => {}
            None => return Truth::Gone,
        }
    }
    let (Some(first), Some(last)) = (held.first(), held.last()) else { return Truth::Gone };
    let is_whole = held.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 4);
    if !is_whole {
        return Truth::Gone;
    }
    let span = new.span_of_chars(CharOffset(*first), CharOffset(last + 1)).expect("in the text");
    Truth::There(segment::snap(new.text(), span))
}

#[derive(Default)]
struct Row {
    there: usize,
    right: usize,
    gone: usize,
    wrong: usize,
}

fn judge(row: &mut Row, found: &Reanchored, truths: &[Vec<Truth>], told: &dyn Fn() -> String) {
    let is_there = truths.iter().flatten().all(|truth| matches!(truth, Truth::There(_)));
    let is_sure = found.outcome <= Outcome::Moved;
    let anchors = found.roles.values().flatten();
    let is_right = is_there
        && anchors.zip(truths).all(|((_, found), truths)| {
            let spans = truths.iter().map(|truth| match truth {
                Truth::There(span) => *span,
                Truth::Gone => Span::default(),
            });
            found.fragments == Fragments::new(spans.collect())
        });
    if is_there {
        row.there += 1;
        row.right += usize::from(is_right && is_sure);
    } else {
        row.gone += 1;
    }
    if is_sure && !is_right {
        row.wrong += 1;
        println!("{}", told());
    }
}

fn trial(row: &mut Row, article: &str, kinds: &[Kind], random: &mut Random) {
    let seed = random.0;
    let old = Document::new(furnished(article));
    let mut edited = Edited::new(old.text());
    kinds.iter().for_each(|kind| edited.edit(*kind, random));
    let new = Document::new(edited.text());
    let mut places = vec![None; old.char_len()];
    for (place, (_, origin)) in edited.characters.iter().enumerate() {
        if let Some(origin) = origin {
            places[*origin] = Some(place);
        }
    }
    let annotations = annotations(&old, random);
    for (annotation, found) in annotations.iter().zip(reanchor(&old, &new, &annotations)) {
        let truths: Vec<Vec<Truth>> = annotation
            .roles
            .values()
            .flatten()
            .filter_map(Anchor::fragments)
            .map(|fragments| {
                let spans = fragments.spans().iter();
                spans.map(|span| truth(&edited, &old, &new, *span, &places)).collect()
            })
            .collect();
        let told = || {
            let words = |document: &Document, fragments: &Fragments| {
                let (before, after) = document.context(fragments.hull(), 20);
                format!("{before}[{}]{after}", document.slice(fragments.hull())).replace('\n', "⏎")
            };
            let lines = found.roles.values().flatten().map(|(was, is)| {
                let is_at = is.fragments.as_ref().map(|fragments| words(&new, fragments));
                format!("  {} → {:?} {:.2}", words(&old, was), is_at, is.score)
            });
            format!("{kinds:?} seed {seed}: {}\n{}", found.id, lines.collect::<Vec<_>>().join("\n"))
        };
        judge(row, &found, &truths, &told);
        holds(&annotation_state(&found), &new);
    }
}

/// Returns the anchors of the annotation over the new text.
fn annotation_state(found: &Reanchored) -> Vec<Anchor> {
    found.annotation.roles.values().flatten().cloned().collect()
}

/// Whatever became of an anchor, it lies within the text and can be decided about.
fn holds(anchors: &[Anchor], new: &Document) {
    for anchor in anchors {
        let Anchor::Text { fragments, state, extra } = anchor else { continue };
        assert!(fragments.spans().iter().all(|span| new.get(*span).is_some_and(|text| !text.is_empty())));
        match state {
            Some(AnchorState::Lost { text }) => {
                assert_eq!(text.len(), fragments.spans().len());
                assert!(extra.contains_key("prefix"));
            }
            Some(AnchorState::Doubtful { .. }) => assert!(extra.contains_key("anchor")),
            None => {}
        }
    }
}

#[test]
fn annotations_are_found_again_in_edited_texts() {
    let rounds: usize = std::env::var("HASHIYA_EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(6);
    let mut random = Random(20);
    let mut rows: BTreeMap<usize, (String, Row)> = BTreeMap::new();
    for _ in 0..rounds {
        let mut articles: Vec<String> = SAMPLES.iter().map(|text| (*text).to_owned()).collect();
        articles.extend((0..2).map(|_| generated(&mut random)));
        for article in articles {
            for (number, kind) in Kind::ALL.into_iter().enumerate() {
                let (_, row) =
                    rows.entry(number).or_insert_with(|| (kind.words().to_owned(), Row::default()));
                trial(row, &article, &[kind], &mut random);
            }
            let count = 2 + random.below(3);
            let kinds: Vec<Kind> = (0..count).map(|_| Kind::ALL[random.below(Kind::ALL.len())]).collect();
            let (_, row) =
                rows.entry(99).or_insert_with(|| ("two to four of them".to_owned(), Row::default()));
            trial(row, &article, &kinds, &mut random);
        }
    }
    let mut all = Row::default();
    println!(
        "| edit | still there | found right | share | gone or torn | wrongly placed |\n|---|---|---|---|---|---|"
    );
    for (words, row) in rows.values() {
        println!(
            "| {words} | {} | {} | {:.2} % | {} | {} |",
            row.there,
            row.right,
            row.right as f64 * 100.0 / row.there.max(1) as f64,
            row.gone,
            row.wrong
        );
        all.there += row.there;
        all.right += row.right;
        all.gone += row.gone;
        all.wrong += row.wrong;
    }
    let share = all.right as f64 * 100.0 / all.there as f64;
    println!("| all | {} | {} | {share:.2} % | {} | {} |", all.there, all.right, all.gone, all.wrong);
    assert!(all.there > 1000 && all.gone > 50, "there is something to find and something to miss");
    assert_eq!(all.wrong, 0, "nothing is in the wrong place while it is called kept or moved");
    assert!(share >= 99.0, "{share:.2} % of what is still there was found");
}
