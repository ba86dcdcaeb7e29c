//! What must hold whatever comes in, tried with real files that were spoilt.
//!
//! `HASHIYA_FUZZ=50` tries fifty times as many cases; `fuzz/` runs the same functions under libFuzzer.

use std::fs;

use hashiya::annotation::AnnotationSet;
use hashiya::store::record::read;
use hashiya::text::Document;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use proptest::sample::select;

use crate::acts::Dice;
use crate::load::{ARTICLE, Load};
use crate::properties;
use crate::record::fixtures;

fn cases(count: u32) -> ProptestConfig {
    let times = std::env::var("HASHIYA_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    ProptestConfig::with_cases(count.saturating_mul(times))
}

/// What is put in the place of something else.
const TOKENS: [&str; 24] = [
    "",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "18446744073709551616",
    "\"id\": \"a1\",",
    "\"id\": \"\",",
    "\\ud800",
    "\u{202e}",
    "\0",
    "\u{feff}",
    "\r",
    "\"annotations\": [",
];

/// One way in which bytes are spoilt; places are taken modulo the length.
#[derive(Clone, Debug)]
enum Spoil {
    Flip(usize, u8),
    Cut(usize),
    Token(usize, usize, &'static str),
    /// A stretch stands twice.
    Twice(usize, usize),
    /// A stretch is gone.
    Gone(usize, usize),
    /// Two stretches change places.
    Swap(usize, usize, usize),
    /// The number nearest behind the place is another one.
    Number(usize, u32),
}

fn spoils() -> impl Strategy<Value = Vec<Spoil>> {
    let place = || any::<usize>();
    let spoil = proptest::prop_oneof![
        (place(), 0..8_u8).prop_map(|(at, bit)| Spoil::Flip(at, bit)),
        place().prop_map(Spoil::Cut),
        (place(), 0..12_usize, select(&TOKENS[..]))
            .prop_map(|(at, length, token)| Spoil::Token(at, length, token)),
        (place(), 1..900_usize).prop_map(|(at, length)| Spoil::Twice(at, length)),
        (place(), 1..900_usize).prop_map(|(at, length)| Spoil::Gone(at, length)),
        (place(), place(), 1..300_usize).prop_map(|(one, other, length)| Spoil::Swap(one, other, length)),
        (place(), any::<u32>()).prop_map(|(at, number)| Spoil::Number(at, number)),
    ];
    vec(spoil, 0..6)
}

fn spoilt(mut bytes: Vec<u8>, spoils: &[Spoil]) -> Vec<u8> {
    for spoil in spoils {
        let length = bytes.len().max(1);
        let stretch = |at: usize, count: usize| at % length..(at % length + count).min(bytes.len());
        match *spoil {
            _ if bytes.is_empty() => {}
            Spoil::Flip(at, bit) => bytes[at % length] ^= 1 << bit,
            Spoil::Cut(at) => bytes.truncate(at % length),
            Spoil::Token(at, count, token) => drop(bytes.splice(stretch(at, count), token.bytes())),
            Spoil::Twice(at, count) => {
                let copy = bytes[stretch(at, count)].to_vec();
                drop(bytes.splice(at % length..at % length, copy));
            }
            Spoil::Gone(at, count) => drop(bytes.drain(stretch(at, count))),
            Spoil::Swap(one, other, count) => {
                let (one, other) = (stretch(one, count), stretch(other, count));
                let count = one.len().min(other.len());
                for step in 0..count {
                    bytes.swap(one.start + step, other.start + step);
                }
            }
            Spoil::Number(at, number) => {
                let begun =
                    bytes[at % length..].iter().position(u8::is_ascii_digit).map(|ahead| at % length + ahead);
                if let Some(begun) = begun {
                    let digits = bytes[begun..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let number = if number % 3 == 0 { number } else { number % 90 };
                    drop(bytes.splice(begun..begun + digits, number.to_string().into_bytes()));
                }
            }
        }
    }
    bytes
}

fn records() -> Vec<Vec<u8>> {
    let entries = fs::read_dir(fixtures()).expect("there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("there")).collect()
}

/// Returns a journal as the program writes it, and the text that it is over.
fn journal(seed: u64) -> (Vec<u8>, Document) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    fs::write(&path, ARTICLE).expect("writable");
    let mut load = Load::open(&path, seed);
    for number in 0..12 {
        let (kind, transaction) = load.act();
        load.writer.append(kind, &transaction).expect("writable");
        if number == 5 {
            load.rewrite().expect("writable");
        }
    }
    let bytes = fs::read(crate::journal::only_file(&folder, "journal")).expect("there");
    (bytes, load.document.clone())
}

fn base(document: &Document, dice: &[Dice]) -> AnnotationSet {
    properties::edited(&AnnotationSet::default(), document, dice)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn decoding(spoils in spoils(), bytes in vec(any::<u8>(), 0..200), wide in any::<bool>()) {
        let article = if wide {
            ARTICLE.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            ARTICLE.as_bytes().to_vec()
        };
        properties::decode(&spoilt(article, &spoils));
        properties::decode(&bytes);
    }

    #[test]
    fn records_spoilt(number in any::<usize>(), spoils in spoils(), bytes in vec(any::<u8>(), 0..60)) {
        let records = records();
        properties::record(&spoilt(records[number % records.len()].clone(), &spoils));
        properties::record(&bytes);
    }

    #[test]
    fn records_cut_off_keep_what_precedes_the_cut(number in any::<usize>(), at in any::<usize>()) {
        let records = records();
        let bytes = &records[number % records.len()];
        let whole = read(bytes, None).expect("a fixture");
        let at = at % bytes.len();
        let Ok(cut) = read(&bytes[..at], None) else { return Ok(()) };
        let held = |id: &str| bytes.windows(id.len()).position(|window| window == id.as_bytes());
        for annotation in whole.set.iter() {
            // What begins behind an annotation is surely behind its end.
            let begun = held(&format!("\"id\": \"{}\"", annotation.id)).expect("it stands there");
            let end = bytes[begun..].windows(4).position(|window| window == b"\n  }").expect("it ends") + begun + 4;
            if end < at {
                assert_eq!(cut.set.get(&annotation.id), Some(annotation), "cut at {at}");
            }
        }
    }

    #[test]
    fn merging(
        start in vec(any::<Dice>(), 0..12),
        ours in vec(any::<Dice>(), 0..8),
        theirs in vec(any::<Dice>(), 0..8),
    ) {
        let document = Document::new(ARTICLE.replace("\r\n", "\n"));
        let base = base(&document, &start);
        let [ours, theirs] = [ours, theirs].map(|dice| properties::edited(&base, &document, &dice));
        properties::merge(&base, &ours, &theirs);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn journals_spoilt(seed in 0..20_u64, spoils in spoils(), summed in any::<bool>()) {
        let (bytes, document) = journal(seed);
        let sound = properties::journal(&bytes, &document);
        assert!(sound.fault.is_none() && sound.acts.len() == 12);
        let bad = spoilt(bytes, &spoils);
        let bad = if summed { properties::summed_anew(&bad) } else { bad };
        let read = properties::journal(&bad, &document);
        if !summed && read.header == sound.header {
            assert!(sound.acts.starts_with(&read.acts), "what is read is what was written first");
        }
    }

    #[test]
    fn places_found_again(
        spoils in spoils(),
        places in vec((any::<usize>(), 0..90_usize), 1..8),
        old in "[اب ج.\n\u{64b}\u{200d}👩😀«»]{0,60}",
        new in "[اب ج.\n\u{64b}\u{200d}👩😀«»]{0,60}",
    ) {
        let edited = String::from_utf8_lossy(&spoilt(ARTICLE.as_bytes().to_vec(), &spoils)).into_owned();
        properties::reanchor(ARTICLE, &edited, &places);
        properties::reanchor(&edited, ARTICLE, &places);
        properties::reanchor(&old, &new, &places);
        properties::reanchor(&new, &new, &places);
    }
}
