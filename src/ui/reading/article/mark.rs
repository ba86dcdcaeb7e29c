//! What a screen reader is told of an annotation where it stands in the article.

use egui::accesskit::{Action, Node, NodeId, Rect, Role};

use crate::annotation::{Anchor, Annotation, Id};
use crate::i18n::{Place, Words};
use crate::page::Card;
use crate::schema::LayerStyle;
use crate::session::Open;
use crate::text::{ByteOffset, Span, segment};
use crate::ui::look;

/// The most code points of the words marked that are told.
const MOST: usize = 160;

/// A mark as it is told, without its state.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub id: NodeId,
    pub annotation: Id,
    /// Where it begins, in bytes of the document.
    pub start: ByteOffset,
    /// The number of the paragraph that it begins in.
    pub paragraph: usize,
    pub node: Node,
}

/// Returns the node of a mark: the words, what they are, and what is said of them.
pub(super) fn node(open: &Open, annotation: &Annotation, span: Span, bounds: Rect, words: &Words) -> Node {
    let code = words.language().code();
    let text = look::shorten(&open.document.slice(span).replace('\n', " "), MOST);
    let mut node = Node::new(Role::Mark);
    node.set_label(format!("{text} — {}", look::label_name(open, annotation, code)));
    node.set_description(description(open, annotation, span, words));
    node.set_bounds(bounds);
    node.add_action(Action::Click);
    node.add_action(Action::Focus);
    node
}

/// Layer and label; who said it, or how the claim stands; whether the place is certain; the outermost words.
fn description(open: &Open, annotation: &Annotation, span: Span, words: &Words) -> String {
    let card = Card::new(open, annotation, words);
    let mut parts = vec![card.title];
    let style = open.layer_of(annotation).map(|layer| layer.style);
    if matches!(style, Some(LayerStyle::Ground | LayerStyle::Wave)) {
        parts.push(card.detail);
    }
    let anchors = annotation.roles.values().flatten();
    if anchors.into_iter().any(Anchor::awaits_decision) {
        parts.push(words.get("review-doubtful").into_owned());
    }
    if let Some((first, last)) = segment::outermost_words(open.document.slice(span)) {
        let id = if first == last { "mark-word" } else { "mark-words" };
        let (first, last) = (look::shorten(first, 40), look::shorten(last, 40));
        parts.push(words.with(id, &[("first", Place::Text(&first)), ("last", Place::Text(&last))]));
    }
    parts.join(" · ")
}
