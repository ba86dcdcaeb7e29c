//! Dividing a corpus into train, dev and test: stable, and with near-duplicates on one side.
//!
//! Documents are near-duplicates where they share most of their runs of five words. Sources: Broder, "On the
//! resemblance and containment of documents" (1997); one byte of each minimum as in Li and König, "b-Bit minwise
//! hashing" (2010); banding as in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3.

use std::convert::Infallible;

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

/// Documents to be divided, wherever they are kept: there may be more than memory should hold.
pub trait Divided {
    /// Why something of them can't be read.
    type Error;

    fn count(&self) -> usize;

    /// Returns the name of the document with that number.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    fn name(&self, number: usize) -> Result<String, Self::Error>;

    /// Returns the signature of the document with that number.
    ///
    /// # Errors
    ///
    /// Where it can't be read.
    fn signature(&self, number: usize) -> Result<Signature, Self::Error>;

    /// Calls `take` with the signature of each document, in order.
    ///
    /// # Errors
    ///
    /// Where one can't be read.
    fn each(&self, take: &mut dyn FnMut(&Signature)) -> Result<(), Self::Error>;
}

/// Documents in memory: their names and signatures.
impl Divided for [(&str, Signature)] {
    type Error = Infallible;

    fn count(&self) -> usize {
        self.len()
    }

    fn name(&self, number: usize) -> Result<String, Infallible> {
        Ok(self[number].0.to_owned())
    }

    fn signature(&self, number: usize) -> Result<Signature, Infallible> {
        Ok(self[number].1.clone())
    }

    fn each(&self, take: &mut dyn FnMut(&Signature)) -> Result<(), Infallible> {
        self.iter().for_each(|(_, signature)| take(signature));
        Ok(())
    }
}

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

    /// Returns a band as a number, which sorts as its bytes do.
    fn band(&self, band: usize) -> u64 {
        let bytes = &self.0[band * ROWS..(band + 1) * ROWS];
        bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the signature of such bytes, `None` where there are more or fewer.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
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
    /// sorts first: documents added later move no other one that they are not alike. What is held in memory is some
    /// twenty bytes for each document.
    ///
    /// # Errors
    ///
    /// Where something of the documents can't be read.
    pub fn assign<D: Divided + ?Sized>(&self, documents: &D, seed: u64) -> Result<Vec<u16>, D::Error> {
        let groups = groups(documents)?;
        // For the first document of each group, the one of the group whose name sorts first.
        let mut firsts: Vec<u32> = (0..groups.len() as u32).collect();
        for (number, group) in groups.iter().enumerate().filter(|(number, group)| *number != **group as usize)
        {
            let first = &mut firsts[*group as usize];
            if documents.name(number)? < documents.name(*first as usize)? {
                *first = number as u32;
            }
        }
        let mut splits = Vec::with_capacity(groups.len());
        for (number, group) in groups.iter().enumerate() {
            let split = match splits.get(*group as usize) {
                Some(split) => *split,
                None => self.split_of(&documents.name(firsts[number] as usize)?, seed),
            };
            splits.push(split);
        }
        Ok(splits)
    }

    fn split_of(&self, name: &str, seed: u64) -> u16 {
        let place = (hash(name.as_bytes(), seed) >> 11) as f64 / (1_u64 << 53) as f64;
        let mut sum = 0.0;
        for (number, (_, share)) in (0..).zip(&self.0) {
            sum += share;
            if place < sum {
                return number;
            }
        }
        self.0.len() as u16 - 1
    }
}

/// Returns for each document the number of its group's first.
///
/// All documents that have a band in common are held against each other: to compare with the first alone would
/// let near-duplicates pass that share their band with something else.
fn groups<D: Divided + ?Sized>(documents: &D) -> Result<Vec<u32>, D::Error> {
    let mut parents: Vec<u32> = (0..documents.count() as u32).collect();
    // A band and the document that has it, together.
    let mut order: Vec<u64> = Vec::with_capacity(parents.len());
    for band in 0..BANDS {
        order.clear();
        documents.each(&mut |signature| order.push(signature.band(band) << 32 | order.len() as u64))?;
        order.sort_unstable();
        for bucket in order.chunk_by(|one, other| one >> 32 == other >> 32).filter(|bucket| bucket.len() > 1)
        {
            join_alike(bucket.iter().map(|entry| *entry as u32), documents, &mut parents)?;
        }
    }
    Ok((0..parents.len() as u32).map(|number| root(&mut parents, number)).collect())
}

/// Joins the near-duplicates among some documents. Those that are joined stand in one cluster, so that many
/// copies of one text are compared with one of them.
fn join_alike<D: Divided + ?Sized>(
    bucket: impl Iterator<Item = u32>,
    documents: &D,
    parents: &mut [u32],
) -> Result<(), D::Error> {
    let mut clusters: Vec<(u32, Vec<Signature>)> = Vec::new();
    for number in bucket {
        let signature = documents.signature(number as usize)?;
        let mut own = None;
        for (place, (first, cluster)) in clusters.iter().enumerate() {
            let (here, there) = (root(parents, number), root(parents, *first));
            if here != there {
                if !cluster.iter().any(|other| signature.is_alike(other)) {
                    continue;
                }
                parents[here.max(there) as usize] = here.min(there);
            }
            own = own.or(Some(place));
        }
        match own {
            None => clusters.push((number, vec![signature])),
            // A copy finds nothing that its original doesn't.
            Some(place) if clusters[place].1.contains(&signature) => {}
            Some(place) => clusters[place].1.push(signature),
        }
    }
    Ok(())
}

fn root(parents: &mut [u32], mut number: u32) -> u32 {
    while parents[number as usize] != number {
        parents[number as usize] = parents[parents[number as usize] as usize];
        number = parents[number as usize];
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
        let assign = |documents: &[(&str, Signature)], seed| -> Vec<u16> {
            let Ok(splits) = shares().assign(documents, seed);
            splits
        };
        let splits = assign(&documents, 7);
        let train = splits.iter().filter(|split| **split == 0).count();
        assert!((750..850).contains(&train), "{train}");
        assert_eq!(assign(&documents[..500], 7), splits[..500]);
        assert_ne!(assign(&documents, 8), splits);
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
        let Ok(groups) = super::groups(&documents[..]);
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
        assert_eq!(super::groups(&pair[..]), Ok(vec![0, 0]));
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
        let Ok(()) = super::join_alike([0, 1, 2].into_iter(), &documents[..], &mut parents);
        assert_eq!(parents, [0, 1, 1]);
    }

    #[test]
    fn bad_shares_are_refused() {
        for bad in ["train", "train=.5", "a=.5,a=.5", "a=1.5", "a=-1,b=2", "../x=1", ""] {
            assert!(bad.parse::<Shares>().is_err(), "{bad}");
        }
    }
}
