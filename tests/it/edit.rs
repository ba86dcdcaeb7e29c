//! What annotators do, drawn: the text before, the act, the text after, and back again.

use hashiya::annotation::{Fragments, Id};
use hashiya::edit::{Author, Edge, Edit, Filling, History, Step, Transaction};
use serde_json::json;

use crate::marked::{Marked, author, draw, parse};

/// Does `act` on `before`, expects `after`, undoes it, and does it again.
fn check(before: &str, act: impl Fn(&Edit<'_>, &Marked) -> Option<Transaction>, after: &str) {
    let mut marked = parse(before);
    let start = marked.set.clone();
    let author = author();
    let transaction = act(&marked.edit(&author), &marked).expect("the act changes something");
    let mut history = History::default();
    history.commit(transaction, &mut marked.set).expect("it fits");
    assert_eq!(draw(&marked.document, &marked.set), after, "after the act");
    let end = marked.set.clone();
    history.undo(&mut marked.set).expect("it fits").expect("one act was done");
    assert!(marked.set == start, "undone: {}", draw(&marked.document, &marked.set));
    history.redo(&mut marked.set).expect("it fits").expect("one act was undone");
    assert!(marked.set == end, "redone: {}", draw(&marked.document, &marked.set));
}

/// Expects that the act changes nothing.
fn refused(before: &str, act: impl Fn(&Edit<'_>, &Marked) -> Option<Transaction>) {
    let marked = parse(before);
    let author: Author = author();
    let transaction = act(&marked.edit(&author), &marked);
    assert_eq!(transaction, None);
}

fn id(id: &str) -> Id {
    Id::new(id)
}

#[test]
fn marking() {
    let pers =
        |edit: &Edit<'_>, marked: &Marked| Some(edit.annotate("entity", "PERS", marked.fragments())?.0);
    check("‹محمد› يعمل", pers, "[a1 PERS|محمد] يعمل\n---\na1 level=\"NAM\"");
    check("قال ل‹بوتين›", pers, "قال ل[a1 PERS|بوتين]\n---\na1 level=\"NAM\"");
    check("[a1 ORG|جامعة ‹الملك سعود›]", pers, "[a1 ORG|جامعة [a2 PERS|الملك سعود]]\n---\na2 level=\"NAM\"");
    check("[a1 PERS|‹محمد›]", pers, "[a1 PERS|[a2 PERS|محمد]]\n---\na2 level=\"NAM\"");
    check(
        "‹حقوق النشر›",
        |edit, marked| Some(edit.annotate("region", "boilerplate", marked.fragments())?.0),
        "[a1 boilerplate|حقوق النشر]\n---\na1 exclude=true",
    );
    check(
        "«‹سنبدأ›»، قال، «‹ولن نتأخر›»",
        |edit, marked| Some(edit.annotate("quote", "direct", marked.fragments())?.0),
        "«[a1 direct|سنبدأ]»، قال، «[a1|ولن نتأخر]»\n---\na1 force=\"neutral\"\na1 medium=\"speech\"\na1 kind=\"utterance\"",
    );
    refused("‹محمد›", |edit, marked| Some(edit.annotate("entity", "NONE", marked.fragments())?.0));
}

#[test]
fn numbers_are_not_given_twice() {
    let pers =
        |edit: &Edit<'_>, marked: &Marked| Some(edit.annotate("entity", "PERS", marked.fragments())?.0);
    check("[a9 PERS|محمد] و‹علي›", pers, "[a9 PERS|محمد] و[a10 PERS|علي]\n---\na10 level=\"NAM\"");
}

#[test]
fn relabelling() {
    check("[a1 PERS|الأهرام]", |edit, _| edit.relabel(&id("a1"), "ORG"), "[a1 ORG|الأهرام]");
    check(
        "[a1 body|حقوق]\n---\na1 exclude=false",
        |edit, _| edit.relabel(&id("a1"), "boilerplate"),
        "[a1 boilerplate|حقوق]\n---\na1 exclude=true",
    );
    refused("[a1 PERS|محمد]", |edit, _| edit.relabel(&id("a1"), "direct"));
    refused("[a1 PERS|محمد]", |edit, _| edit.relabel(&id("a1"), "PERS"));
}

#[test]
fn moving_an_edge() {
    let nudge = |edge, step| {
        move |edit: &Edit<'_>, marked: &Marked| edit.nudge(&marked.document, &id("a1"), "mention", edge, step)
    };
    check("ل[a1 PERS|بوتين]", nudge(Edge::Start, Step::GraphemeBackward), "[a1 PERS|لبوتين]");
    check("[a1 PERS|لبوتين]", nudge(Edge::Start, Step::GraphemeForward), "ل[a1 PERS|بوتين]");
    check("[a1 PERS|مُحَمَّد]", nudge(Edge::End, Step::GraphemeBackward), "[a1 PERS|مُحَمَّ]د");
    check("[a1 PERS|محمد] بن علي", nudge(Edge::End, Step::WordForward), "[a1 PERS|محمد بن] علي");
    check("[a1 PERS|محمد بن] علي", nudge(Edge::End, Step::WordBackward), "[a1 PERS|محمد] بن علي");
    check("[a1 PERS|محمد بن] علي", nudge(Edge::Start, Step::WordForward), "محمد [a1 PERS|بن] علي");
    refused("[a1 PERS|م]حمد", nudge(Edge::End, Step::GraphemeBackward));
    refused("[a1 PERS|محمد]", nudge(Edge::End, Step::GraphemeForward));
    check(
        "[a1 PERS|محمد] ‹›بن علي",
        |edit, marked| {
            edit.move_edge(&marked.document, &id("a1"), "mention", Edge::End, marked.selected().start)
        },
        "[a1 PERS|محمد ]بن علي",
    );
}

#[test]
fn an_edge_moves_past_whole_fragments() {
    check(
        "[a1 direct|أول] ثم [a1|ثا‹›نٍ] ثم [a1|ثالث]",
        |edit, marked| {
            edit.move_edge(&marked.document, &id("a1"), "content", Edge::End, marked.selected().start)
        },
        "[a1 direct|أول] ثم [a1|ثا]نٍ ثم ثالث",
    );
}

#[test]
fn resizing_and_growing() {
    check(
        "[a1 PERS|محمد] ‹بن علي›",
        |edit, marked| edit.resize(&id("a1"), "mention", marked.fragments()),
        "محمد [a1 PERS|بن علي]",
    );
    check(
        "[a1 direct|نعم] قال ‹ولا›",
        |edit, marked| edit.add_fragment(&id("a1"), "content", marked.selected()),
        "[a1 direct|نعم] قال [a1|ولا]",
    );
    check(
        "[a1 PERS|محمد]‹ علي›",
        |edit, marked| edit.add_fragment(&id("a1"), "mention", marked.selected()),
        "[a1 PERS|محمد علي]",
    );
    refused("[a1 PERS|محمد] قال ‹علي›", |edit, marked| {
        edit.add_fragment(&id("a1"), "mention", marked.selected())
    });
}

#[test]
fn filling_roles() {
    let fill = |role: &'static str| {
        move |edit: &Edit<'_>, marked: &Marked| edit.fill(&id("a1"), role, Filling::Text(marked.fragments()))
    };
    let point = |role: &'static str, target: &'static str| {
        move |edit: &Edit<'_>, _: &Marked| edit.fill(&id("a1"), role, Filling::Ref(id(target)))
    };
    check("‹قال›: [a1 direct|نعم]", fill("cue"), "[a1.cue|قال]: [a1 direct|نعم]");
    check(
        "[a2 PERS|علي]: [a1 direct|نعم]",
        point("source", "a2"),
        "[a2 PERS|علي]: [a1 direct|نعم]\n---\na1.source=a2",
    );
    check(
        "[a2 PERS|علي] [a3 ORG|والمجلس]: [a1 direct|نعم]\n---\na1.source=a2",
        point("source", "a3"),
        "[a2 PERS|علي] [a3 ORG|والمجلس]: [a1 direct|نعم]\n---\na1.source=a2\na1.source=a3",
    );
    check("قال ‹آخر›: [a1 direct|نعم]", fill("content"), "قال [a1 direct|آخر]: نعم");
    refused("[a1 direct|نعم]", point("source", "a1"));
    refused("[a1 PERS|علي] ‹قال›", fill("cue"));
    refused("[a1 direct|نعم] [a2 PERS|علي]", point("cue", "a2"));
    check(
        "[a1.cue|قال]: [a1 direct|نعم]",
        |edit, _| edit.clear_role(&id("a1"), "cue", 0),
        "قال: [a1 direct|نعم]",
    );
    refused("[a1 direct|نعم]", |edit, _| edit.clear_role(&id("a1"), "content", 0));
}

#[test]
fn deleting_takes_along_what_hangs_on_it() {
    check(
        "[a1 PERS|علي]: [a2 direct|نعم] [a3 position|لا]\n---\na2.source=a1\nr1 a2 supports a3",
        |edit, _| edit.delete(&[id("a2")]),
        "[a1 PERS|علي]: نعم [a3 position|لا]",
    );
    check(
        "[a1 PERS|علي]: [a2 direct|نعم]\n---\na2.source=a1",
        |edit, _| edit.delete(&[id("a1")]),
        "علي: [a2 direct|نعم]",
    );
    check(
        "[a1 direct|نعم] [a2 direct|لا]\n---\na2 parent=\"a1\"",
        |edit, _| edit.delete(&[id("a1")]),
        "نعم [a2 direct|لا]",
    );
    check(
        "[a1 position|نعم] [a2 position|لا]\n---\nr1 a1 attacks a2\nr2 r1 supports a2",
        |edit, _| edit.delete(&[id("a1")]),
        "نعم [a2 position|لا]",
    );
    refused("[a1 PERS|علي]", |edit, _| edit.delete(&[id("a7")]));
}

#[test]
fn relating_and_saying() {
    check(
        "[a1 position|نعم] [a2 position|لا]",
        |edit, _| Some(edit.relate("attacks", &id("a1"), &id("a2"))?.0),
        "[a1 position|نعم] [a2 position|لا]\n---\nr1 a1 attacks a2",
    );
    refused("[a1 position|نعم] [a2 position|لا]\n---\nr1 a1 attacks a2", |edit, _| {
        Some(edit.relate("attacks", &id("a1"), &id("a2"))?.0)
    });
    refused("[a1 position|نعم]", |edit, _| Some(edit.relate("attacks", &id("a1"), &id("a1"))?.0));
    check(
        "[a1 direct|نعم]\n---\na1 medium=\"speech\"",
        |edit, _| edit.set_attribute(&id("a1"), "force", json!("denial")),
        "[a1 direct|نعم]\n---\na1 force=\"denial\"\na1 medium=\"speech\"",
    );
    check(
        "[a1 PERS|علي]",
        |edit, _| edit.new_record(&id("a1"), "علي"),
        "[a1 PERS|علي]\n---\na1 record=\"E1\"\nE1 علي",
    );
}

#[test]
fn an_act_that_was_outrun_changes_nothing() {
    let mut marked = parse("[a1 PERS|علي]");
    let author = author();
    let late = marked.edit(&author).relabel(&id("a1"), "ORG").expect("another label");
    let first = marked.edit(&author).relabel(&id("a1"), "GPE").expect("another label");
    first.apply(&mut marked.set).expect("it fits");
    late.apply(&mut marked.set).expect_err("the annotation is not as it was");
    assert_eq!(draw(&marked.document, &marked.set), "[a1 GPE|علي]");
    let fragments = Fragments::one(marked.set.iter().next().and_then(|held| held.place()).expect("one"));
    let author = crate::marked::author();
    let insert = marked.edit(&author).annotate("entity", "PERS", fragments.expect("not empty"));
    let (mut insert, _) = insert.expect("built in");
    insert.changes.extend(late.changes);
    insert.apply(&mut marked.set).expect_err("its second half doesn't fit");
    assert_eq!(draw(&marked.document, &marked.set), "[a1 GPE|علي]", "nor did its first half stay");
}
