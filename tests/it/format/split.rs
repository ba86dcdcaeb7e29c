//! Splits: what grew from one article stays on one side, whatever else there is.

use hashiya::format::{Shares, Signature};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

fn shares() -> Shares {
    "train=.8,dev=.1,test=.1".parse().expect("they make one")
}

/// Returns words that follow from a number and are those of no other number's article.
fn article(number: u64, length: usize) -> Vec<String> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let words = (0..length).map(|_| {
        // Xorshift: any sequence of words would do.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("كلمة{}", state % 5003)
    });
    words.collect()
}

/// Replaces, puts in or takes out a word at each of the places; vowel signs are no difference at all.
fn edited(words: &[String], edits: &[(usize, u8)]) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|word| word.replacen("ل", "لِ", 1)).collect();
    for (at, kind) in edits {
        let at = at % words.len();
        match kind % 3 {
            0 => words[at] = format!("بديل{at}"),
            1 => words.insert(at, "زيادة".to_owned()),
            _ => drop(words.remove(at)),
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Each copy has a word in fifty of the one before changed; the last may be far from the first.
    #[test]
    fn what_grew_from_one_article_stays_on_one_side(
        number in 1000..1_000_000_u64, length in 60..300_usize, seed in any::<u64>(),
        steps in prop::collection::vec(prop::collection::vec((any::<usize>(), any::<u8>()), 6), 1..20),
        others in 0..40_u64,
    ) {
        let mut texts: Vec<(String, String)> =
            (0..others).map(|number| (format!("m{number}"), article(number, 120).join(" "))).collect();
        let count = texts.len();
        let mut words = article(number, length);
        texts.push(("z".to_owned(), words.join(" ")));
        for (number, edits) in steps.iter().enumerate() {
            words = edited(&words, &edits[..(words.len() / 50).min(edits.len())]);
            // Their names sort before and after those of the others.
            texts.push((format!("{}{number}", if number % 2 == 0 { 'a' } else { 'x' }), words.join("  ")));
        }
        let documents: Vec<(&str, Signature)> =
            texts.iter().map(|(name, text)| (name.as_str(), Signature::of(text))).collect();
        let Ok(splits) = shares().assign(&documents[..], seed);
        prop_assert!(splits[count..].iter().all(|split| *split == splits[count]), "{splits:?}");
        let Ok(before) = shares().assign(&documents[..count], seed);
        prop_assert_eq!(&before[..], &splits[..count], "nobody else moves");
        let mut turned = documents.clone();
        turned.reverse();
        let Ok(mut again) = shares().assign(&turned[..], seed);
        again.reverse();
        prop_assert_eq!(again, splits, "their order doesn't matter");
    }
}
