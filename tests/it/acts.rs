//! Acts made of random numbers: whatever annotators may do.

use hashiya::annotation::{AnnotationSet, Fragments, Id, Status};
use hashiya::edit::{Edge, Edit, Filling, Step, Transaction};
use hashiya::text::{CharOffset, Document, segment};
use serde_json::{Value, json};

/// Random numbers that an act is made of.
pub type Dice = (u8, usize, usize, usize, usize);

fn span(document: &Document, start: usize, length: usize) -> Option<Fragments> {
    let start = start % document.char_len();
    let end = (start + 1 + length % 15).min(document.char_len());
    let span = document.span_of_chars(CharOffset(start), CharOffset(end))?;
    Fragments::one(segment::snap(document.text(), span))
}

fn annotation(set: &AnnotationSet, number: usize) -> Option<Id> {
    (!set.is_empty()).then(|| set.at(number % set.len()).expect("a rank below the length").id.clone())
}

/// Makes an act of the dice; one that isn't possible is `None`.
pub fn act(edit: &Edit<'_>, document: &Document, dice: Dice) -> Option<Transaction> {
    let (kind, one, two, three, four) = dice;
    let schema = edit.schema;
    let id = annotation(edit.set, one);
    let layer = || schema.layer(&edit.set.get(&id.clone()?)?.layer);
    match kind % 14 {
        0..=2 => {
            let layer = &schema.layers[one % schema.layers.len()];
            let label = &layer.labels[two % layer.labels.len()].id;
            Some(edit.annotate(&layer.id, label, span(document, three, four)?)?.0)
        }
        3 => {
            let labels = &layer()?.labels;
            edit.relabel(&id.clone()?, &labels[two % labels.len()].id)
        }
        4 => edit.resize(&id.clone()?, &layer()?.main_role().id, span(document, three, four)?),
        5 => {
            let edge = if two % 2 == 0 { Edge::Start } else { Edge::End };
            let steps =
                [Step::GraphemeForward, Step::GraphemeBackward, Step::WordForward, Step::WordBackward];
            edit.nudge(document, &id.clone()?, &layer()?.main_role().id, edge, steps[three % 4])
        }
        6 => {
            let roles = &layer()?.roles;
            let filling = Filling::Text(span(document, three, four)?);
            edit.fill(&id.clone()?, &roles[two % roles.len()].id, filling)
        }
        7 => {
            let roles = &layer()?.roles;
            let target = annotation(edit.set, three)?;
            edit.fill(&id.clone()?, &roles[two % roles.len()].id, Filling::Ref(target))
        }
        8 => {
            let roles = &layer()?.roles;
            edit.clear_role(&id.clone()?, &roles[two % roles.len()].id, three % 2)
        }
        9 => edit.delete(&[id.clone()?, annotation(edit.set, two)?]),
        10 => {
            let kind = &schema.relations[three % schema.relations.len()].id;
            Some(edit.relate(kind, &id.clone()?, &annotation(edit.set, two)?)?.0)
        }
        11 => {
            let text = span(document, three, four)?.spans()[0];
            edit.add_fragment(&id.clone()?, &layer()?.main_role().id, text)
        }
        12 if layer()?.id == "entity" => edit.new_record(&id.clone()?, "اسم"),
        12 => edit.set_note(&id.clone()?, if two % 2 == 0 { "" } else { "ملاحظة" }),
        _ if layer()?.id == "claim" => {
            let values = [json!(two % 5), Value::Null];
            edit.set_attribute(&id.clone()?, "check_worthiness", values[three % 2].clone())
        }
        _ => edit.set_status(&id.clone()?, if two % 2 == 0 { Status::Final } else { Status::Draft }),
    }
}
