//! Random acts: undo is exact, and no act leaves the set in disorder.

use hashiya::annotation::{AnnotationSet, Fragments, Id, Severity, Status, check};
use hashiya::edit::{Edge, Edit, Filling, History, Step, Transaction};
use hashiya::schema::Schema;
use hashiya::text::{CharOffset, Document, Span, segment};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

use crate::generate;
use crate::marked::author;

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

fn marks(set: &AnnotationSet, document: &Document) -> Vec<(Span, Id, String)> {
    let all = Span::new(0, document.text().len());
    let mut marks: Vec<_> = set
        .marks_in(all)
        .into_iter()
        .map(|mark| {
            let (annotation, role) = set.role_of(mark).expect("a mark belongs to an annotation");
            (mark.span, annotation.id.clone(), role.to_owned())
        })
        .collect();
    marks.sort();
    marks
}

/// The marks that the annotations themselves tell of: what the index must find.
fn told(set: &AnnotationSet) -> Vec<(Span, Id, String)> {
    let mut marks: Vec<_> = set
        .iter()
        .flat_map(|annotation| {
            let fragments = annotation.all_fragments();
            fragments.map(|(role, span)| (span, annotation.id.clone(), role.to_owned()))
        })
        .collect();
    marks.sort();
    marks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn an_act_and_its_inverse_leave_no_trace(
        (_, document) in generate::decoded(),
        dice in vec(any::<Dice>(), 1..40),
    ) {
        let author = author();
        let mut set = AnnotationSet::default();
        for dice in dice {
            let edit = Edit { set: &set, schema: Schema::news(), author: &author };
            let Some(transaction) = act(&edit, &document, dice) else { continue };
            let before = set.clone();
            transaction.apply(&mut set).expect("it was made for this set");
            let after = set.clone();
            transaction.inverse().apply(&mut set).expect("what was done can be undone");
            prop_assert!(set == before, "{:?}", transaction);
            prop_assert_eq!(marks(&set, &document), told(&set));
            prop_assert_eq!(&transaction.inverse().inverse(), &transaction);
            transaction.apply(&mut set).expect("and done again");
            prop_assert!(set == after, "{:?}", transaction);
        }
    }

    #[test]
    fn acts_keep_the_set_in_order(
        (_, document) in generate::decoded(),
        dice in vec((any::<Dice>(), 0..10_u8), 1..60),
    ) {
        let author = author();
        let mut set = AnnotationSet::default();
        let mut history = History::default();
        for (dice, turn) in dice {
            match turn {
                0 | 1 => drop(history.undo(&mut set).expect("history fits its set")),
                2 => drop(history.redo(&mut set).expect("history fits its set")),
                _ => {
                    let edit = Edit { set: &set, schema: Schema::news(), author: &author };
                    let Some(transaction) = act(&edit, &document, dice) else { continue };
                    history.commit(transaction, &mut set).expect("it was made for this set");
                }
            }
            let problems = check(&set, &document, Schema::news());
            let errors: Vec<_> =
                problems.iter().filter(|problem| problem.code.severity() == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{:?}", errors);
            prop_assert_eq!(marks(&set, &document), told(&set));
        }
        let end = set.clone();
        let mut undone = 0;
        while history.undo(&mut set).expect("history fits its set").is_some() {
            undone += 1;
        }
        prop_assert!(set == AnnotationSet::default(), "undoing everything leaves nothing");
        for _ in 0..undone {
            history.redo(&mut set).expect("history fits its set");
        }
        prop_assert!(set == end, "redoing what was undone brings everything back");
    }
}
