//! An instance of a layer, put together cell by cell.

use crate::format::webanno::escape;
use crate::format::webanno::head::Column;

/// An instance of a layer in making.
pub(super) struct Instance {
    pub line: usize,
    pub kind: usize,
    pub begin: usize,
    pub end: usize,
    /// The unit that it begins at.
    pub unit: String,
    pub features: Vec<(String, String)>,
    pub roles: Vec<Option<String>>,
    pub targets: Vec<Target>,
    /// Both ends of a relation.
    pub ends: Option<(Target, Target)>,
    /// The chain and the place in it.
    pub link: Option<(usize, usize)>,
    /// Whether it only goes on with another one.
    pub goes_on: bool,
}

/// What is pointed at: the unit that it begins at, its number or 0, its type.
pub(super) struct Target {
    pub unit: String,
    pub number: usize,
    pub base: String,
}

impl Instance {
    /// Takes one value of a column; `*` is none.
    pub fn take(&mut self, column: &Column, value: &str, suffix: Option<&str>) {
        let part = |value: &str, base: &str| {
            let (unit, number) = escape::suffix(value);
            let number = number.and_then(|number| number.parse().ok()).unwrap_or(0);
            Target { unit: unit.to_owned(), number, base: base.to_owned() }
        };
        match column {
            Column::Feature(name) => {
                // A link of a chain names its chain and its place there.
                if let Some((before, link)) =
                    value.rsplit_once("->").filter(|(before, _)| !before.ends_with('\\'))
                    && let Some((chain, place)) = link.split_once('-')
                    && let (Ok(chain), Ok(place)) = (chain.parse(), place.parse())
                {
                    self.link = Some((chain, place));
                    return self.take(column, before, None);
                }
                if value != "*" && !self.features.iter().any(|(known, _)| known == name) {
                    self.features.push((name.clone(), escape::undo(value)));
                }
            }
            Column::Roles if value != "_" => {
                let role = |role: &str| (role != "*").then(|| escape::undo(role));
                self.roles = escape::split(value, ';').into_iter().map(role).collect();
            }
            Column::Targets(base) if value != "*" && value != "_" => {
                self.targets = escape::split(value, ';').into_iter().map(|one| part(one, base)).collect();
            }
            Column::From(base) => {
                let numbers = suffix.and_then(|suffix| suffix.split_once('_'));
                let number = |text: &str| text.parse().unwrap_or(0);
                let (from, to) = numbers.map_or((0, 0), |(from, to)| (number(from), number(to)));
                let end = |unit: &str, number| Target { unit: unit.to_owned(), number, base: base.clone() };
                self.ends = Some((end(value, from), end(&self.unit, to)));
            }
            Column::Roles | Column::Targets(_) | Column::Presence => {}
        }
    }
}
