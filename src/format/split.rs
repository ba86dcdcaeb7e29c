//! Dividing a corpus into train, dev and test: stable, and with near-duplicates on one side.
//!
//! Documents are near-duplicates where they share most of their runs of five words. Source: Broder, "On the
//! resemblance and containment of documents" (1997); banding as in Leskovec, Rajaraman and Ullman, "Mining of
//! Massive Datasets", chapter 3.
//!
//! How many minima two signatures have apart is a distance, so the triangle inequality holds. Two documents with
//! a band in common are joined where at most [`APART`] minima differ. Of a bucket's documents, one is not kept for
//! comparing that differs by at most [`COVERED`] from one that is; so whatever differs by at most `APART - COVERED`
//! from any document of the bucket meets one that it is joined with.

use std::collections::HashMap;

use crate::text::fold::{Folding, fold};

/// Words in a run.
const RUN: usize = 5;
const BANDS: usize = 32;
const ROWS: usize = 4;
/// How many of the 128 minima may differ between documents that are joined: a half.
const APART: usize = 64;
/// How many may differ between a document that is not kept for comparing and one that is.
const COVERED: usize = 12;
/// The most documents of a bucket that are kept for comparing; more would be a corpus made from one template.
const KEPT: usize = 256;

/// A document's minima over its runs of words: 512 bytes, however long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature([u32; BANDS * ROWS]);

impl Signature {
    pub fn of(text: &str) -> Self {
        let folded = fold(text, Folding::Letters).text();
        let words: Vec<u64> = folded
            .split(|one: char| !one.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| hash(word.as_bytes(), 0))
            .collect();
        let mut minima = [u32::MAX; BANDS * ROWS];
        for run in words.windows(RUN.min(words.len().max(1))) {
            let run = run.iter().fold(0, |so_far: u64, word| mixed(so_far.rotate_left(5) ^ word));
            for (number, minimum) in minima.iter_mut().enumerate() {
                *minimum = (*minimum).min((mixed(run ^ mixed(number as u64 + 1)) >> 32) as u32);
            }
        }
        Self(minima)
    }

    /// Returns how many minima differ.
    fn apart(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).filter(|(one, other)| one != other).count()
    }

    fn band(&self, number: usize) -> &[u32] {
        &self.0[number * ROWS..(number + 1) * ROWS]
    }
}

/// Names of splits with their shares, which make one together.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares(Vec<(String, f64)>);

impl std::str::FromStr for Shares {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut shares: Vec<(String, f64)> = Vec::new();
        for part in text.split(',') {
            let (name, share) = part.split_once('=').ok_or_else(|| format!("{part} is not NAME=SHARE"))?;
            let clean = name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_' || one == '-');
            if name.is_empty() || !clean || shares.iter().any(|(other, _)| other == name) {
                return Err(format!("{name:?} is no name of a split, or stands twice"));
            }
            match share.parse::<f64>() {
                Ok(share) if share > 0.0 && share <= 1.0 => shares.push((name.to_owned(), share)),
                _ => return Err(format!("{share} is no share above 0 and up to 1")),
            }
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > 1e-6 { Err(format!("the shares make {sum}, not 1")) } else { Ok(Self(shares)) }
    }
}

impl Shares {
    /// Returns the names in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the number of the split of each document.
    ///
    /// It depends on the document's name and the seed alone, for a group of near-duplicates on the name that
    /// sorts first; not on the documents' order. Documents added later move no other one but where they are
    /// near-duplicates of it: a group may then get another first name, and two groups become one.
    pub fn assign(&self, documents: &[(String, Signature)], seed: u64) -> Vec<usize> {
        let groups = groups(documents);
        let mut names: HashMap<usize, &str> = HashMap::new();
        for (number, (name, _)) in documents.iter().enumerate() {
            let first = names.entry(groups[number]).or_insert(name);
            *first = (*first).min(name);
        }
        groups.iter().map(|group| self.split_of(names[group], seed)).collect()
    }

    fn split_of(&self, name: &str, seed: u64) -> usize {
        let place = (hash(name.as_bytes(), seed) >> 11) as f64 / (1_u64 << 53) as f64;
        let mut sum = 0.0;
        for (number, (_, share)) in self.0.iter().enumerate() {
            sum += share;
            if place < sum {
                return number;
            }
        }
        self.0.len() - 1
    }
}

/// Returns for each document the number of its group's first.
fn groups(documents: &[(String, Signature)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by(|one, other| documents[*one].0.cmp(&documents[*other].0));
    let mut parents: Vec<usize> = (0..documents.len()).collect();
    // Band by band, so that one band's buckets are in memory at a time.
    for band in 0..BANDS {
        let mut buckets: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for &number in &order {
            let signature = &documents[number].1;
            let bucket = buckets.entry(signature.band(band)).or_default();
            let mut is_covered = false;
            for &other in bucket.iter() {
                let apart = signature.apart(&documents[other].1);
                is_covered |= apart <= COVERED;
                if apart <= APART {
                    let (one, other) = (root(&mut parents, other), root(&mut parents, number));
                    parents[one.max(other)] = one.min(other);
                }
            }
            if !is_covered && bucket.len() < KEPT {
                bucket.push(number);
            }
        }
    }
    (0..documents.len()).map(|number| root(&mut parents, number)).collect()
}

fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}

/// FNV-1a, mixed: the same on every machine and in every version.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ mixed(seed);
    mixed(bytes.iter().fold(start, |so_far, byte| (so_far ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// The finaliser of SplitMix64.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

    use super::{APART, COVERED, Shares, Signature, mixed};

    fn shares() -> Shares {
        "train=.8,dev=.1,test=.1".parse().expect("they make one")
    }

    fn article(number: usize) -> String {
        let word = |place| format!("كلمة{} ", mixed(number as u64 * 1000 + place) % 5003);
        (0..120).map(word).collect()
    }

    #[test]
    fn shares_are_held_and_stable() {
        let documents: Vec<_> =
            (0..1000).map(|number| (format!("d{number}"), Signature::of(&article(number)))).collect();
        let splits = shares().assign(&documents, 7);
        let train = splits.iter().filter(|split| **split == 0).count();
        assert!((750..850).contains(&train), "{train}");
        assert_eq!(shares().assign(&documents[..500], 7), splits[..500]);
        assert_ne!(shares().assign(&documents, 8), splits);
    }

    #[test]
    fn near_duplicates_stay_together() {
        let mut documents = Vec::new();
        for number in 0..100 {
            let text = article(number);
            documents.push((format!("a{number}"), Signature::of(&text)));
            let copy = format!("عاجل: {} انتهى", text.replacen("كلمة1", "كَلِمة1", 3));
            documents.push((format!("b{number}"), Signature::of(&copy)));
        }
        let splits = shares().assign(&documents, 1);
        assert!(splits.chunks(2).all(|pair| pair[0] == pair[1]));
        assert!(splits.iter().any(|split| *split > 0));
    }

    #[test]
    fn bad_shares_are_refused() {
        for bad in ["train", "train=.5", "a=.5,a=.5", "a=1.5", "a=-1,b=2", "../x=1", ""] {
            assert!(bad.parse::<Shares>().is_err(), "{bad}");
        }
    }

    /// Returns the words with some of them replaced, left out or doubled.
    fn edited(words: &[String], edits: &[(usize, u8)]) -> Vec<String> {
        let mut words = words.to_vec();
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

        /// Each copy has one word in fifty of the one before changed; the last one may be far from the first.
        #[test]
        fn whatever_grew_from_one_article_stays_on_one_side(
            seed in any::<u32>(), length in 60..300_usize, seed_of_split in any::<u64>(),
            steps in prop::collection::vec(prop::collection::vec((any::<usize>(), any::<u8>()), 6), 1..12),
            others in 0..40_usize,
        ) {
            let mut words: Vec<String> = (0..length as u64)
                .map(|place| format!("كلمة{}", mixed(u64::from(seed) * 10_007 + place) % 5003))
                .collect();
            let mut documents: Vec<_> =
                (0..others).map(|number| (format!("m{number}"), Signature::of(&article(number)))).collect();
            documents.push(("z".to_owned(), Signature::of(&words.join(" "))));
            for (number, edits) in steps.iter().enumerate() {
                words = edited(&words, &edits[..(words.len() / 50).min(edits.len())]);
                let signature = Signature::of(&words.join(" "));
                let (_, before) = documents.last().expect("one was put in");
                prop_assert!(before.apart(&signature) <= APART - COVERED, "what is promised holds here");
                documents.push((format!("{}", (b'a' + (number * 7 % 26) as u8) as char), signature));
            }
            let splits = shares().assign(&documents, seed_of_split);
            prop_assert!(splits[others..].iter().all(|split| *split == splits[others]), "{splits:?}");
            let alone = shares().assign(&documents[..others], seed_of_split);
            prop_assert_eq!(&alone[..], &splits[..others], "nobody else moves");
            documents.reverse();
            let mut reversed = shares().assign(&documents, seed_of_split);
            reversed.reverse();
            prop_assert_eq!(reversed, splits, "their order doesn't matter");
        }
    }
}
