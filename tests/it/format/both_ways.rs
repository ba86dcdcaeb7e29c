//! Every format that goes both ways, with every choice: what comes back is what went out but for what was told, and
//! what was told is really lost.
//!
//! What went out is taken from the Hugging Face rows of the same choices, which carry everything: layers and regions
//! left out are gone from them too, and offsets moved.

use hashiya::annotation::{AnnotationSet, Id};
use hashiya::format::{Clitics, Excluded, Exported, Format, Loss, Options};
use hashiya::text::Document;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert, prop_oneof, proptest};
use proptest::sample::select;

use super::told::{Fact, any_set, facts, is_of_structure, of_document};
use super::{back, exported};

fn options() -> impl Strategy<Value = Options> {
    let clitics = select(vec![Clitics::Expand, Clitics::Split, Clitics::Skip]);
    let excluded = select(vec![Excluded::Keep, Excluded::Mask, Excluded::Drop]);
    let layers = prop_oneof![3 => Just(None), 1 => Just(Some(vec!["entity".to_owned(), "quote".to_owned()]))];
    (clitics, excluded, layers).prop_map(|(clitics, excluded, layers)| {
        let of_text = Options { excluded, layers, ..Options::default() };
        Options { clitics, ..of_text }
    })
}

/// A loss that nobody sees who counts visible characters.
const UNSEEN: &str = "white space or controls at its ends";

/// What went out, what came back of it, and what was said to be lost between.
struct Journey {
    format: Format,
    out: Vec<Fact>,
    returned: Vec<Fact>,
    losses: Vec<Loss>,
    by_tokens: bool,
    wrong: Vec<String>,
}

impl Journey {
    /// Sends a set there and back; `None` where nothing of the text is left to send.
    fn of(format: Format, document: &Document, set: &AnnotationSet, options: &Options) -> Option<Self> {
        let whole = exported(Format::HuggingFace, document, set, options);
        let out = back(Format::HuggingFace, &whole).remove(0);
        if !out.document.text().contains(char::is_alphanumeric) {
            return None;
        }
        let mut sent = exported(format, document, set, options);
        // The map of offsets is for people, not for readers.
        sent.files.retain(|file| !file.name.ends_with(".offsets.json"));
        let returned = back(format, &sent).remove(0);
        // Where the text between tokens isn't carried, places are compared by what they hold.
        let by_tokens = !is_same_text(&out.document, &returned.document);
        let mut journey = Self {
            format,
            out: facts(&out.document, &out.set, by_tokens),
            returned: facts(&returned.document, &returned.set, by_tokens),
            losses: own_losses(&sent, &whole),
            by_tokens,
            wrong: Vec::new(),
        };
        journey.compare_items();
        let (before, after) = (of_document(out.set.about()), of_document(returned.set.about()));
        for (what, value) in &before {
            let told = journey.told(None).contains(&what.as_str());
            if (after.get(what) == Some(value)) == told {
                journey.wrong.push(format!("{what}: {value} (told: {told})"));
            }
        }
        Some(journey)
    }

    fn told(&self, id: Option<&Id>) -> Vec<&str> {
        let own = self.losses.iter().filter(|loss| loss.item.as_ref() == id);
        own.map(|loss| loss.what.as_str()).collect()
    }

    fn compare_items(&mut self) {
        let mut wrong = Vec::new();
        for fact in &self.out {
            let told = self.told(Some(&fact.id));
            let is_seen = |what: &&str| is_of_structure(what) && !(self.by_tokens && *what == UNSEEN);
            let structural: Vec<&str> = told.iter().copied().filter(is_seen).collect();
            let leaned = fact.leans.iter().any(|id| self.told(Some(id)).into_iter().any(is_of_structure));
            let at_place = |facts: &[Fact]| facts.iter().filter(|one| one.place == fact.place).count();
            // What lost a part of itself may have come to look like this one.
            let kind = |place: &str| place.split(' ').next().map(str::to_owned);
            let reduced = self.out.iter().filter(|one| {
                let lost = |id: &Id| self.told(Some(id)).into_iter().any(is_of_structure);
                let is_less = lost(&one.id) || one.leans.iter().any(lost);
                is_less && one.place != fact.place && kind(&one.place) == kind(&fact.place)
            });
            let is_fewer = at_place(&self.returned) < at_place(&self.out) + reduced.count();
            if !structural.is_empty() {
                if !is_fewer {
                    wrong.push(format!("{}: {structural:?} was told, and {} is there", fact.id, fact.place));
                }
                continue;
            }
            if leaned {
                continue;
            }
            if at_place(&self.returned) == 0 {
                wrong.push(format!("{}: {} went and was not told", fact.id, fact.place));
                continue;
            }
            for (what, value) in &fact.facets {
                let has = |one: &&Fact| one.place == fact.place && one.facets.get(what) == Some(value);
                let (out, returned) =
                    (self.out.iter().filter(has).count(), self.returned.iter().filter(has).count());
                let is_told = told.contains(&what.as_str());
                if is_told && returned >= out || !is_told && returned == 0 {
                    wrong.push(format!("{}: {what}: {value} (told: {is_told})", fact.id));
                }
            }
        }
        self.wrong.extend(wrong);
    }
}

/// Tells whether two texts are the same but for characters that a format can't hold and says so.
fn is_same_text(one: &Document, other: &Document) -> bool {
    let is_same = |(one, other): (char, char)| one == other || one.is_control() && other == '\u{fffd}';
    one.char_len() == other.char_len() && one.text().chars().zip(other.text().chars()).all(is_same)
}

/// Returns what one format loses and the other one doesn't.
fn own_losses(exported: &Exported, other: &Exported) -> Vec<Loss> {
    exported.losses.iter().filter(|loss| !other.losses.contains(loss)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_told_is_lost_and_nothing_else((document, set) in any_set(), options in options()) {
        for format in Format::ALL.into_iter().filter(|format| format.goes_both_ways()) {
            if let Some(journey) = Journey::of(format, &document, &set, &options) {
                prop_assert!(journey.wrong.is_empty(), "{}: {:#?}", journey.format.name(), journey.wrong);
            }
        }
    }

    #[test]
    fn masking_keeps_every_offset_and_dropping_every_letter((document, set) in any_set()) {
        let of = |excluded| {
            let options = Options { excluded, ..Options::default() };
            back(Format::HuggingFace, &exported(Format::HuggingFace, &document, &set, &options)).remove(0)
        };
        let masked = of(Excluded::Mask);
        prop_assert!(masked.document.char_len() == document.char_len());
        for one in masked.set.iter() {
            for (role, span) in one.all_fragments() {
                let before = set.get(&one.id).expect("it went out");
                let stood = before.all_fragments().any(|(own, place)| {
                    own == role && document.chars(place).0 <= masked.document.chars(span).0
                        && masked.document.chars(span).1 <= document.chars(place).1
                });
                prop_assert!(stood, "{}: {role}", one.id);
                let same = document.chars(span) == masked.document.chars(span)
                    && document.get(span) == masked.document.get(span);
                // A map of code points: bytes differ where letters became spaces before.
                let (start, end) = masked.document.chars(span);
                let original = document.span_of_chars(start, end).expect("as long");
                prop_assert!(same || document.slice(original) == masked.document.slice(span), "{}: {role}", one.id);
            }
        }
        let dropped = of(Excluded::Drop);
        for one in dropped.set.iter() {
            let letters = |document: &Document, set: &AnnotationSet| -> Vec<String> {
                let found = set.get(&one.id).expect("it went out");
                found.all_fragments().map(|(_, span)| document.slice(span).to_owned()).collect()
            };
            let (before, after) = (letters(&document, &set).concat(), letters(&dropped.document, &dropped.set).concat());
            let mut rest = before.chars();
            prop_assert!(after.chars().all(|letter| rest.any(|one| one == letter)), "{before:?} {after:?}");
        }
    }
}
