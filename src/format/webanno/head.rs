//! The head of a file: which layer has which columns.

use crate::format::uima::PACKAGE;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Feature(String),
    Roles,
    /// What fills the roles of the column before, of that type.
    Targets(String),
    /// Where a relation of that type's instances comes from.
    From(String),
    /// Nothing but that there is an instance.
    Presence,
}

/// A layer of the head.
#[derive(Debug)]
pub(super) struct Kind {
    pub name: String,
    pub is_relation: bool,
    pub is_chain: bool,
    pub columns: Vec<Column>,
}

impl Kind {
    /// Returns the layer that a line of the head declares.
    pub fn of(line: &str) -> Option<Self> {
        let (prefix, rest) = line.split_once('=')?;
        if !["#T_SP", "#T_RL", "#T_CH"].contains(&prefix) {
            return None;
        }
        let mut fields = rest.trim_end().split('|');
        let name = fields.next()?.to_owned();
        let mut columns: Vec<Column> = Vec::new();
        for field in fields {
            columns.push(match field {
                "" => Column::Presence,
                field if field.starts_with("ROLE_") => Column::Roles,
                field => match (field.strip_prefix("BT_"), columns.last()) {
                    (Some(base), _) => Column::From(base.to_owned()),
                    (None, Some(Column::Roles)) => Column::Targets(field.to_owned()),
                    _ => Column::Feature(field.to_owned()),
                },
            });
        }
        if columns.is_empty() {
            columns.push(Column::Presence);
        }
        Some(Self { name, is_relation: prefix == "#T_RL", is_chain: prefix == "#T_CH", columns })
    }

    /// Tells whether Hashiya declared it.
    pub fn is_own(&self) -> bool {
        let first = self.columns.iter().take(2).map(|column| match column {
            Column::Feature(name) => name.as_str(),
            _ => "",
        });
        let first: Vec<&str> = first.collect();
        self.name.starts_with(PACKAGE) && (first == ["id", "label"] || first == ["id", "kind"])
    }
}
