//! Finding what refers to itself, perhaps by way of others.

use std::collections::{HashMap, HashSet};

use crate::annotation::Id;

/// Who refers to whom.
#[derive(Debug, Default)]
pub(super) struct References<'a>(HashMap<&'a Id, Vec<Id>>);

impl<'a> References<'a> {
    pub fn add(&mut self, from: &'a Id, to: Id) {
        self.0.entry(from).or_default().push(to);
    }

    /// Returns whoever leads back to itself, in time that grows with the number of references.
    ///
    /// Source: Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972);
    /// the calls are a list, since a chain of references may be long.
    pub fn circular(&self) -> HashSet<Id> {
        let mut search = Search { numbers: HashMap::new(), open: Vec::new(), found: HashSet::new() };
        for start in self.0.keys() {
            if !search.numbers.contains_key(start) {
                self.search(start, &mut search);
            }
        }
        search.found
    }

    fn search(&'a self, start: &'a Id, search: &mut Search<'a>) {
        // Who is looked at, which of their references comes next, and the lowest number reached from them.
        let mut path: Vec<(&Id, usize, usize)> = vec![(start, 0, search.enter(start))];
        while let Some((here, next, low)) = path.last_mut() {
            let targets = self.0.get(*here).map_or(&[][..], Vec::as_slice);
            if let Some(target) = targets.get(*next) {
                *next += 1;
                match search.numbers.get(target) {
                    None => path.push((target, 0, search.enter(target))),
                    Some(Some(number)) => *low = (*low).min(*number),
                    Some(None) => {}
                }
                continue;
            }
            let (here, low) = (*here, *low);
            path.pop();
            if let Some((_, _, above)) = path.last_mut() {
                *above = (*above).min(low);
            }
            if search.numbers[here] == Some(low) {
                let refers_to_itself = targets.contains(here);
                search.leave(here, refers_to_itself);
            }
        }
    }
}

struct Search<'a> {
    /// The number of each that was come by; none once all that it leads to is known.
    numbers: HashMap<&'a Id, Option<usize>>,
    /// Those come by that may yet turn out to lead back.
    open: Vec<&'a Id>,
    found: HashSet<Id>,
}

impl<'a> Search<'a> {
    fn enter(&mut self, id: &'a Id) -> usize {
        let number = self.numbers.len();
        self.numbers.insert(id, Some(number));
        self.open.push(id);
        number
    }

    /// Closes everybody from `first` on: they lead to each other.
    fn leave(&mut self, first: &'a Id, refers_to_itself: bool) {
        let at = self.open.iter().rposition(|id| *id == first).expect("it was entered");
        let group: Vec<&Id> = self.open.drain(at..).collect();
        if group.len() > 1 || refers_to_itself {
            self.found.extend(group.iter().map(|id| (*id).clone()));
        }
        self.numbers.extend(group.into_iter().map(|id| (id, None)));
    }
}

#[cfg(test)]
mod tests {
    use super::References;
    use crate::annotation::Id;

    fn circular(pairs: &[(&str, &str)]) -> Vec<String> {
        let ids: Vec<(Id, Id)> = pairs.iter().map(|(from, to)| (Id::new(from), Id::new(to))).collect();
        let mut references = References::default();
        ids.iter().for_each(|(from, to)| references.add(from, to.clone()));
        let mut found: Vec<String> = references.circular().iter().map(ToString::to_string).collect();
        found.sort();
        found
    }

    #[test]
    fn who_leads_back_is_found_and_who_leads_there_is_not() {
        assert_eq!(circular(&[("a", "a"), ("b", "a")]), ["a"]);
        assert_eq!(circular(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("e", "e")]), ["b", "c", "e"]);
        assert_eq!(circular(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]), [""; 0]);
        assert_eq!(circular(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("d", "a")]).len(), 4);
    }

    #[test]
    fn a_long_chain_takes_no_long_time_and_no_deep_stack() {
        let names: Vec<String> = (0..30_000).map(|number| format!("a{number}")).collect();
        let mut pairs: Vec<(&str, &str)> =
            names.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
        assert!(circular(&pairs).is_empty());
        pairs.push((&names[29_999], &names[0]));
        assert_eq!(circular(&pairs).len(), 30_000);
    }
}
