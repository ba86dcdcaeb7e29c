//! Random acts: undo is exact, and no act leaves the set in disorder.

use hashiya::annotation::{AnnotationSet, Id, Severity, check};
use hashiya::edit::{Edit, History};
use hashiya::schema::Schema;
use hashiya::text::{Document, Span};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::acts::{Dice, act};
use crate::generate;
use crate::marked::author;

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
