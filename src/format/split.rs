//! Dividing a corpus into train, dev and test: stable, and with near-duplicates on one side.
//!
//! Documents are near-duplicates where they share most of their runs of five words. Sources: Broder, "On the
//! resemblance and containment of documents" (1997); one byte of each minimum as in Li and König, "b-Bit minwise
//! hashing" (2010); banding as in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.

use std::collections::HashMap;

use crate::text::fold::{Folding, fold};

/// Words in a run.
const RUN: usize = 5;
/// Documents that share six tenths of their runs have a band in common with a probability of 0.99997.
const BANDS: usize = 43;
const ROWS: usize = 3;
/// The share of equal minima from which documents are taken for near-duplicates: half of them, less than what
/// is promised, as minima only estimate what is shared.
const ALIKE: usize = BANDS * ROWS / 2;

/// A document's minima over its runs of words: 129 bytes, however long it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature([u8; BANDS * ROWS]);

impl Signature {
    pub fn of(text: &str) -> Self {
        let folded = fold(text, Folding::Letters).text();
        let words: Vec<u64> = folded
            .split(|one: char| !one.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| hash(word.as_bytes(), 0))
            .collect();
        let salts: [u64; BANDS * ROWS] = std::array::from_fn(|number| mixed(number as u64 + 1));
        let mut minima = [u64::MAX; BANDS * ROWS];
        for run in words.windows(RUN.min(words.len().max(1))) {
            let run = run.iter().fold(0, |so_far: u64, word| mixed(so_far.rotate_left(5) ^ word));
            for (minimum, salt) in minima.iter_mut().zip(salts) {
                *minimum = (*minimum).min(mixed(run ^ salt));
            }
        }
        Self(minima.map(|minimum| (minimum & 0xff) as u8))
    }

    /// Tells whether documents are near-duplicates.
    fn is_alike(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count() > ALIKE
    }

    fn band(&self, band: usize) -> &[u8] {
        &self.0[band * ROWS..(band + 1) * ROWS]
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
    /// sorts first: documents added later move no other one that they are not alike.
    pub fn assign(&self, documents: &[(&str, Signature)], seed: u64) -> Vec<usize> {
        let groups = groups(documents);
        let mut names: HashMap<usize, &str> = HashMap::new();
        for (group, (name, _)) in groups.iter().zip(documents) {
            let first = names.entry(*group).or_insert(name);
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
///
/// All documents that have a band in common are held against each other: to compare with the first alone would
/// let near-duplicates pass that share their band with something else.
fn groups(documents: &[(&str, Signature)]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..documents.len()).collect();
    let signature = |number: usize| &documents[number].1;
    for band in 0..BANDS {
        let mut order: Vec<usize> = (0..documents.len()).collect();
        order.sort_unstable_by_key(|number| (signature(*number).band(band), *number));
        for bucket in order.chunk_by(|one, other| signature(*one).band(band) == signature(*other).band(band))
        {
            join_alike(bucket, documents, &mut parents);
        }
    }
    (0..documents.len()).map(|number| root(&mut parents, number)).collect()
}

/// Joins the near-duplicates among some documents. Those that are joined stand in one cluster, so that many
/// copies of one text are compared with one of them.
fn join_alike(bucket: &[usize], documents: &[(&str, Signature)], parents: &mut [usize]) {
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for &number in bucket {
        let signature = &documents[number].1;
        let mut own = None;
        for (place, cluster) in clusters.iter().enumerate() {
            let (here, there) = (root(parents, number), root(parents, cluster[0]));
            if here != there {
                if !cluster.iter().any(|other| signature.is_alike(&documents[*other].1)) {
                    continue;
                }
                parents[here.max(there)] = here.min(there);
            }
            own = own.or(Some(place));
        }
        match own {
            None => clusters.push(vec![number]),
            // A copy finds nothing that its original doesn't.
            Some(place) if clusters[place].iter().any(|other| documents[*other].1 == *signature) => {}
            Some(place) => clusters[place].push(number),
        }
    }
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
    use super::{Shares, Signature, mixed};

    fn shares() -> Shares {
        "train=.8,dev=.1,test=.1".parse().expect("they make one")
    }

    fn article(number: usize) -> String {
        let word = |place| format!("كلمة{} ", mixed(number as u64 * 1000 + place) % 5003);
        (0..120).map(word).collect()
    }

    #[test]
    fn shares_are_held_and_stable() {
        let names: Vec<String> = (0..1000).map(|number| format!("d{number}")).collect();
        let documents: Vec<(&str, Signature)> = names
            .iter()
            .enumerate()
            .map(|(number, name)| (name.as_str(), Signature::of(&article(number))))
            .collect();
        let splits = shares().assign(&documents, 7);
        let train = splits.iter().filter(|split| **split == 0).count();
        assert!((750..850).contains(&train), "{train}");
        assert_eq!(shares().assign(&documents[..500], 7), splits[..500]);
        assert_ne!(shares().assign(&documents, 8), splits);
    }

    /// The runs of five words, to hold the signatures against.
    fn runs(text: &str) -> std::collections::HashSet<Vec<&str>> {
        text.split_whitespace().collect::<Vec<_>>().windows(5).map(<[&str]>::to_vec).collect()
    }

    #[test]
    fn near_duplicates_stay_together_and_nothing_else_does() {
        // Articles with a third of their words from an agency, and versions of each that drift away from it.
        let agency = article(999);
        let mut texts = Vec::new();
        for number in 0..24 {
            let own = article(number) + &article(number + 500);
            let words: Vec<&str> = own.split_whitespace().chain(agency.split_whitespace()).collect();
            for version in 0..5 {
                let changed = words.iter().enumerate().map(|(place, word)| {
                    let gone = place < version * 25;
                    if gone { format!("{word}{version}") } else { (*word).to_owned() }
                });
                texts.push(changed.collect::<Vec<_>>().join(" "));
            }
        }
        let names: Vec<String> = (0..texts.len()).map(|number| format!("{number:03}")).collect();
        let documents: Vec<(&str, Signature)> =
            names.iter().zip(&texts).map(|(name, text)| (name.as_str(), Signature::of(text))).collect();
        let groups = super::groups(&documents);
        let runs: Vec<_> = texts.iter().map(|text| runs(text)).collect();
        let (mut alike, mut apart) = (0, 0);
        for one in 0..texts.len() {
            for other in 0..one {
                let shared = runs[one].intersection(&runs[other]).count();
                let resemblance = shared as f64 / (runs[one].len() + runs[other].len() - shared) as f64;
                if resemblance >= 0.6 {
                    assert_eq!(groups[one], groups[other], "{one} and {other}: {resemblance}");
                    alike += 1;
                } else if one / 5 != other / 5 {
                    assert_ne!(groups[one], groups[other], "{one} and {other}: {resemblance}");
                    apart += 1;
                }
            }
        }
        assert!(alike > 100 && apart > 6_000, "{alike} {apart}");
        // Beside the groups: vowel signs and forms of letters are no difference.
        let copy = format!("عاجل: {} انتهى", texts[0].replace("كلمة1", "كَلِمة1"));
        let pair = [documents[0].clone(), ("copy", Signature::of(&copy))];
        assert_eq!(super::groups(&pair), [0, 0]);
    }

    #[test]
    fn who_shares_a_band_with_a_stranger_is_found_all_the_same() {
        let mut signature = Signature::of(&article(1));
        let stranger = signature.clone();
        // The twins have all in common with each other, and with the stranger the first band alone.
        for byte in &mut signature.0[super::ROWS..] {
            *byte = byte.wrapping_add(1);
        }
        let mut twin = signature.clone();
        for byte in &mut twin.0[super::ROWS..super::ROWS + 40] {
            *byte = byte.wrapping_add(1);
        }
        let documents = [("a", stranger), ("b", signature), ("c", twin)];
        let mut parents = vec![0, 1, 2];
        super::join_alike(&[0, 1, 2], &documents, &mut parents);
        assert_eq!(parents, [0, 1, 1]);
    }

    #[test]
    fn bad_shares_are_refused() {
        for bad in ["train", "train=.5", "a=.5,a=.5", "a=1.5", "a=-1,b=2", "../x=1", ""] {
            assert!(bad.parse::<Shares>().is_err(), "{bad}");
        }
    }
}
