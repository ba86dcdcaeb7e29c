//! Reading the rows, Hashiya's and those of WebAnno and INCEpTION since version 3.0.

use std::collections::HashMap;

use crate::annotation::{Anchor, Fragments, Id};
use crate::format::read::{Builder, utf8};
use crate::format::uima::{self, Found, LABELS, PACKAGE, PART};
use crate::format::webanno::head::{Column, Kind};
use crate::format::webanno::instance::{Instance, Target};
use crate::format::webanno::{escape, is_file};
use crate::format::{ImportError, Imported, Stamp};
use crate::schema::Schema;

#[derive(Default)]
struct Reader {
    kinds: Vec<Kind>,
    text: String,
    /// The length of the text in UTF-16 code units.
    length: usize,
    /// How much white space may be between two sentences: no more than the file has bytes.
    most: usize,
    /// The lines of the sentence that begins.
    pending: Option<String>,
    /// Whether a row of the sentence that begins could not be read.
    is_skipped: bool,
    instances: Vec<Instance>,
    numbered: HashMap<usize, usize>,
    /// The instances that begin at each unit, relations aside.
    units: HashMap<String, Vec<usize>>,
    faults: Vec<(usize, String)>,
}

pub(in crate::format) fn read(bytes: &[u8], schema: &Schema, stamp: &Stamp) -> Result<Imported, ImportError> {
    let file = utf8(bytes)?.trim_start_matches('\u{feff}');
    let malformed = |what: &str| ImportError::Malformed { format: "webanno-tsv", what: what.to_owned() };
    if !is_file(file) {
        return Err(malformed("its first line doesn't name it"));
    }
    let mut reader = Reader { most: bytes.len(), ..Reader::default() };
    for (number, line) in file.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Err(what) = reader.take(number + 1, line) {
            reader.faults.push((number + 1, what));
        }
    }
    reader.end_sentence();
    if reader.text.is_empty() {
        return Err(malformed("there is no token"));
    }
    // A sentence ends with a line end that is no part of the text.
    reader.text.pop();
    let mut builder = Builder::new(&reader.text, stamp);
    std::mem::take(&mut reader.faults).into_iter().for_each(|(line, what)| builder.fault(line, what));
    reader.build(schema, &mut builder);
    Ok(builder.finish(""))
}

impl Reader {
    fn take(&mut self, number: usize, line: &str) -> Result<(), String> {
        if let Some(text) = line.strip_prefix("#Text=") {
            let pending = self.pending.get_or_insert_default();
            pending.push_str(&escape::undo(text));
            pending.push('\n');
            return Ok(());
        }
        if line.is_empty() {
            self.end_sentence();
            return Ok(());
        }
        if line.starts_with('#') {
            let kind = Kind::of(line);
            if kind.is_none() && line.starts_with("#T_") {
                return Err("it names no layer that can be read".to_owned());
            }
            self.kinds.extend(kind);
            return Ok(());
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let offsets = fields.get(1).and_then(|offsets| offsets.split_once('-'));
        let number_of = |text: &str| text.parse::<usize>().ok();
        let offsets = offsets.and_then(|(begin, end)| Some((number_of(begin)?, number_of(end)?)));
        let (Some((begin, end)), [unit, _, token, rest @ ..]) = (offsets, &fields[..]) else {
            self.is_skipped |= self.pending.is_some();
            return Err("the row has no unit, offsets and token".to_owned());
        };
        self.place(begin, end, token, unit)?;
        let mut columns = rest.iter();
        for kind in 0..self.kinds.len() {
            let width = self.kinds[kind].columns.len();
            let cells: Vec<&str> = columns.by_ref().take(width).copied().collect();
            if cells.len() < width {
                return Err(format!("a column of {} is missing", self.kinds[kind].name));
            }
            self.cells(number, unit, (begin, end), kind, &cells);
        }
        match columns.all(|column| column.is_empty()) {
            true => Ok(()),
            false => Err("the row has more columns than the head names".to_owned()),
        }
    }

    /// Adds the text of a sentence that begins here, or of a token that no sentence has.
    fn place(&mut self, begin: usize, end: usize, token: &str, unit: &str) -> Result<(), String> {
        let sentence = match self.pending.take() {
            Some(sentence) => sentence,
            None if self.length >= end => return Ok(()),
            None if unit.contains('.') => return Err("a part of a token stands before its token".to_owned()),
            None => format!("{token}\n"),
        };
        let begin = match std::mem::take(&mut self.is_skipped) {
            true => self.begin_of(&sentence, token, begin),
            false => begin,
        };
        if self.length == begin + 1 && self.text.ends_with('\n') {
            self.text.pop();
            self.length -= 1;
        }
        if self.length > begin {
            self.pending = None;
            return Err(format!("it begins at {begin}, where text already stands"));
        }
        if begin - self.length > self.most {
            return Err(format!("it begins at {begin}, far behind the text before it"));
        }
        self.text.extend(std::iter::repeat_n(' ', begin - self.length));
        self.length = begin + sentence.encode_utf16().count();
        self.text.push_str(&sentence);
        Ok(())
    }

    /// Returns where a sentence begins whose first rows can't be read: where a token of it lies so that the sentence
    /// is nearest to the text before.
    fn begin_of(&self, sentence: &str, token: &str, begin: usize) -> usize {
        let before = |(at, _): (usize, &str)| sentence[..at].encode_utf16().count();
        let begins = sentence.match_indices(token).filter_map(|found| begin.checked_sub(before(found)));
        begins.min_by_key(|place| place.abs_diff(self.length)).unwrap_or(begin)
    }

    /// Adds the text of a sentence none of whose rows could be read.
    fn end_sentence(&mut self) {
        if std::mem::take(&mut self.is_skipped)
            && let Some(sentence) = self.pending.take()
        {
            self.length += sentence.encode_utf16().count();
            self.text.push_str(&sentence);
        }
    }

    /// Reads the cells of one layer in one row.
    fn cells(&mut self, line: usize, unit: &str, (begin, end): (usize, usize), kind: usize, cells: &[&str]) {
        let columns = self.kinds[kind].columns.clone();
        let (is_relation, is_chain) = (self.kinds[kind].is_relation, self.kinds[kind].is_chain);
        // The instances of this row by their place in the stack.
        let mut here: Vec<usize> = Vec::new();
        for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| **cell != "_") {
            for (place, held) in escape::split(cell, '|').into_iter().enumerate() {
                let (value, suffix) = match column {
                    Column::Targets(_) => (held, None),
                    _ => escape::suffix(held),
                };
                let number = suffix.and_then(|suffix| suffix.parse::<usize>().ok());
                let number = number.filter(|_| !is_relation && !is_chain);
                while here.len() <= place {
                    // The same number on another row is the same instance, which goes on.
                    let known = number.and_then(|number| self.numbered.get(&number).copied());
                    let known = known.filter(|known| self.instances[*known].kind == kind);
                    let at = known.unwrap_or_else(|| {
                        self.instances.push(Instance {
                            line,
                            kind,
                            begin,
                            end,
                            unit: unit.to_owned(),
                            features: Vec::new(),
                            roles: Vec::new(),
                            targets: Vec::new(),
                            ends: None,
                            link: None,
                            goes_on: false,
                        });
                        self.instances.len() - 1
                    });
                    self.instances[at].end = end.max(self.instances[at].end);
                    here.push(at);
                }
                let at = here[place];
                self.numbered.extend(number.map(|number| (number, at)));
                if self.instances[at].unit == unit {
                    self.instances[at].take(column, value, suffix);
                }
            }
        }
    }

    /// Returns the instance that is pointed at: by its number, else the first of its type there.
    fn resolve(&self, target: &Target) -> Option<usize> {
        if target.number > 0 {
            return self.numbered.get(&target.number).copied();
        }
        let found = self.units.get(&target.unit)?;
        let of_type = |at: &&usize| self.kinds[self.instances[**at].kind].name == target.base;
        found.iter().find(of_type).or(found.first()).copied()
    }

    fn is_part(&self, instance: &Instance) -> bool {
        let own = self.kinds.iter().any(Kind::is_own);
        own && self.kinds[instance.kind].name == format!("{PACKAGE}{PART}")
    }

    /// Returns an instance's own id, or one by its number.
    fn id(&self, at: usize) -> String {
        let instance = &self.instances[at];
        let is_own = self.kinds[instance.kind].is_own();
        let own = instance.features.iter().find(|(name, _)| is_own && name == "id");
        own.map_or_else(|| format!("a{}", at + 1), |(_, id)| uima::read_text(id))
    }

    /// Makes one instance of the rows of a chain's link: they have no number, but their place in the chain.
    fn join_links(&mut self) {
        let mut first: HashMap<(usize, (usize, usize)), usize> = HashMap::new();
        for at in 0..self.instances.len() {
            let Some(link) = self.instances[at].link else { continue };
            let known = *first.entry((self.instances[at].kind, link)).or_insert(at);
            if known != at {
                self.instances[known].end = self.instances[at].end.max(self.instances[known].end);
                self.instances[at].goes_on = true;
            }
        }
    }

    fn build(mut self, schema: &Schema, builder: &mut Builder<'_>) {
        self.join_links();
        for (at, instance) in self.instances.iter().enumerate() {
            if !self.kinds[instance.kind].is_relation {
                self.units.entry(instance.unit.clone()).or_default().push(at);
            }
        }
        let mut records = HashMap::new();
        let mut chains: HashMap<(usize, usize), Vec<(usize, usize)>> = HashMap::new();
        let mut items = HashMap::new();
        for (at, instance) in self.instances.iter().enumerate() {
            let kind = &self.kinds[instance.kind];
            if kind.is_relation {
                if let Err(what) = self.relation(at, builder) {
                    builder.fault(instance.line, format!("{}: {what}", kind.name));
                }
                continue;
            }
            if self.is_part(instance) || instance.goes_on {
                continue;
            }
            if let Some((chain, place)) = instance.link {
                chains.entry((instance.kind, chain)).or_default().push((place, at));
            }
            let place = match self.fragments(instance, builder) {
                Ok(place) => place,
                Err(what) => {
                    builder.fault(instance.line, what);
                    continue;
                }
            };
            let anchors = self.anchors(instance, builder);
            let features = instance.features.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let found = Found {
                line: instance.line,
                id: self.id(at),
                kind: &kind.name,
                is_own: kind.is_own(),
                place,
                features: features.collect(),
                anchors,
            };
            let annotation = found.annotation(schema, &mut records, builder);
            let record = annotation.attributes.get("record").and_then(serde_json::Value::as_str);
            let identifier = instance.features.iter().find(|(name, _)| kind.is_own() && name == "identifier");
            let item = identifier.and_then(|(_, identifier)| uima::item_of(identifier));
            items.extend(record.zip(item).map(|(record, item)| (record.to_owned(), item.to_owned())));
            builder.add(instance.line, annotation);
        }
        self.chains(chains, builder);
        builder.make_records(schema, &items);
    }

    fn fragments(&self, instance: &Instance, builder: &Builder<'_>) -> Result<Fragments, String> {
        let span = builder.text.span_of_units(instance.begin, instance.end)?;
        Fragments::one(span).ok_or_else(|| "the span is empty".to_owned())
    }

    fn anchors(&self, instance: &Instance, builder: &mut Builder<'_>) -> Vec<(String, Anchor)> {
        let mut anchors = Vec::new();
        for (role, target) in instance.roles.iter().zip(&instance.targets) {
            let role = role.as_ref().map_or_else(|| "linked".to_owned(), |role| uima::read_text(role));
            let anchor = match self.resolve(target).map(|at| (at, &self.instances[at])) {
                Some((_, part)) if self.is_part(part) => self.fragments(part, builder).ok().map(Anchor::text),
                Some((at, _)) => Some(Anchor::reference(Id::new(&self.id(at)))),
                None => None,
            };
            match anchor {
                Some(anchor) => anchors.push((role, anchor)),
                None => builder.fault(instance.line, format!("{role}: nothing is at {}", target.unit)),
            }
        }
        anchors
    }

    fn relation(&self, at: usize, builder: &mut Builder<'_>) -> Result<(), String> {
        let instance = &self.instances[at];
        let (from, to) = instance.ends.as_ref().ok_or("it doesn't say where it comes from")?;
        let find = |end: &Target| self.resolve(end).ok_or_else(|| format!("nothing is at {}", end.unit));
        let (from, to) = (find(from)?, find(to)?);
        let feature = |name: &str| {
            let found = instance.features.iter().find(|(of, _)| of == name);
            found.map(|(_, value)| uima::read_text(value))
        };
        let kind = &self.kinds[instance.kind];
        let label = LABELS.into_iter().find_map(feature);
        let label = label.unwrap_or_else(|| kind.name.rsplit('.').next().unwrap_or_default().to_owned());
        let id = feature("id").filter(|_| kind.is_own()).unwrap_or_else(|| format!("r{}", at + 1));
        let (from, to) = (Id::new(&self.id(from)), Id::new(&self.id(to)));
        let mut relation = builder.relation(&id, &label, from, to);
        relation.note = feature("note");
        let held = instance.features.iter().find(|(name, _)| name == "attributes");
        if let Some(serde_json::Value::Object(held)) = held.map(|(_, held)| uima::read_value(held)) {
            relation.attributes = held;
        }
        builder.add_relation(instance.line, relation);
        Ok(())
    }

    /// Makes relations of chains, from each link to the one behind it.
    fn chains(&self, chains: HashMap<(usize, usize), Vec<(usize, usize)>>, builder: &mut Builder<'_>) {
        let mut ordered: Vec<_> = chains.into_iter().collect();
        ordered.sort_unstable();
        for (_, mut links) in ordered {
            links.sort_unstable();
            for pair in links.windows(2) {
                let (one, other) = (pair[0].1, pair[1].1);
                let held = self.instances[one].features.iter().find(|(name, _)| name == "referenceRelation");
                let kind = held.map_or("next", |(_, kind)| kind.as_str());
                let (from, to) = (Id::new(&self.id(one)), Id::new(&self.id(other)));
                let relation = builder.relation(&format!("n{}", one + 1), kind, from, to);
                builder.add_relation(self.instances[one].line, relation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::annotation::Id;
    use crate::format::Stamp;
    use crate::schema::Schema;

    /// As INCEpTION writes it: stacked and many-token values, a part of a token, a relation, a slot, a chain.
    const FOREIGN: &str = "#FORMAT=WebAnno TSV 3.3\n\
        #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
        #T_SP=webanno.custom.Host|ROLE_webanno.custom.Host:links_webanno.custom.Link|webanno.custom.Host\n\
        #T_CH=webanno.custom.CorefLink|referenceType|referenceRelation\n\
        #T_RL=webanno.custom.Rel|value|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\
        \n\n\
        #Text=😀 وزير النقل هنا\n\
        1-1\t0-2\t😀\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
        1-2\t3-7\tوزير\t*[1]|*[2]\tOCC[1]|A\\_B[2]\t*\t1-4\tpr[1]\tcoref->1-1\t_\t_\t\n\
        1-3\t8-13\tالنقل\t*[1]\tOCC[1]\t_\t_\t_\t_\t_\t_\t\n\
        1-4\t14-17\tهنا\t_\t_\t*\t*\tpr[1]\t*->1-2\t_\t_\t\n\
        1-4.1\t14-16\tهن\thttp://www.wikidata.org/entity/Q42\tLOC\t_\t_\t_\t_\tin\t1-2[2_0]\t\n\
        \n\
        #Text=ثم\\tمضى\n\
        2-1\t18-20\tثم\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
        2-2\t21-24\tمضى\tbroken\n";

    #[test]
    fn a_wild_offset_is_a_fault_and_no_memory() {
        let file = "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=قال\n1-1\t0-3\tقال\t\n\n#Text=نعم\n2-1\t99999999999999-99999999999999\tنعم\t\n";
        let read = read(file.as_bytes(), Schema::news(), &Stamp::default()).expect("read");
        assert_eq!(read.document.text(), "قال");
        assert_eq!(read.faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [8]);
    }

    #[test]
    fn a_foreign_file_keeps_its_annotations() {
        let read = read(FOREIGN.as_bytes(), Schema::news(), &Stamp::default()).expect("read");
        assert_eq!(read.document.text(), "😀 وزير النقل هنا\nثم\tمضى");
        let found: Vec<(&str, &str)> = read
            .set
            .iter()
            .map(|one| (one.label.as_str(), read.document.slice(one.place().expect("a span"))))
            .collect();
        assert_eq!(
            found,
            [
                ("OCC", "وزير النقل"),
                ("A_B", "وزير"),
                ("Host", "وزير"),
                ("pr", "وزير"),
                ("Host", "هنا"),
                ("pr", "هنا"),
                ("LOC", "هن")
            ]
        );
        let joins: Vec<String> = read
            .set
            .relations()
            .map(|one| {
                let label = |id: &Id| read.set.get(id).map_or("", |one| one.label.as_str()).to_owned();
                format!("{} {} {}", label(&one.from), one.kind, label(&one.to))
            })
            .collect();
        assert_eq!(joins, ["A_B in LOC", "pr coref pr"]);
        let host = read.set.iter().find(|one| one.label == "Host").expect("kept");
        assert_eq!(host.role("linked").len(), 1);
        let lines: Vec<usize> = read.faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [17]);
        assert_eq!(read.set.entities().next().and_then(|one| one.wikidata.clone()).as_deref(), Some("Q42"));
    }
}
