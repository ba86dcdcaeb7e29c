//! The cards in the margin: what each says, and how they make room for each other.

use crate::annotation::{Anchor, Annotation, Id};
use crate::i18n::{Place, Words};
use crate::page::Paint;
use crate::schema::{AttributeKind, LayerStyle};
use crate::session::Open;

/// A card: what is said of one quote or claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub id: Id,
    /// Layer and label.
    pub title: String,
    /// Who said it, or how the claim stands.
    pub detail: String,
    /// The colour of its bar.
    pub paint: Paint,
}

impl Card {
    /// Returns the card of an annotation in the language of `words`.
    pub fn new(open: &Open, annotation: &Annotation, words: &Words) -> Self {
        let code = words.language().code();
        let layer = open.layer_of(annotation);
        let label = layer.and_then(|layer| layer.label(&annotation.label));
        let layer_name = layer.map_or(annotation.layer.as_str(), |layer| layer.name.in_language(code));
        let label_name = label.map_or(annotation.label.as_str(), |label| label.name.in_language(code));
        let is_claim = layer.is_some_and(|layer| layer.style == LayerStyle::Wave);
        Self {
            id: annotation.id.clone(),
            title: format!("{layer_name} · {label_name}"),
            detail: if is_claim { claim(open, annotation, words) } else { quote(open, annotation, words) },
            paint: if is_claim { Paint::ClaimWave } else { Paint::CueLine },
        }
    }
}

fn quote(open: &Open, annotation: &Annotation, words: &Words) -> String {
    let source = texts(open, annotation, "source");
    let cue = texts(open, annotation, "cue");
    let mut parts = Vec::new();
    if source.is_empty() {
        parts.push(words.get("card-no-source").into_owned());
    } else {
        parts.push(words.with("card-source", &[("source", Place::Text(&source))]));
    }
    if !cue.is_empty() {
        parts.push(words.with("card-cue", &[("cue", Place::Text(&cue))]));
    }
    parts.join(" · ")
}

fn claim(open: &Open, annotation: &Annotation, words: &Words) -> String {
    let mut parts = Vec::new();
    if let Some(score) = annotation.attributes.get("check_worthiness").and_then(serde_json::Value::as_i64) {
        parts.push(words.with("card-worth", &[("score", Place::Text(&score.to_string()))]));
    }
    let verdict = annotation.attributes.get("verdict").and_then(|verdict| verdict.get("label"));
    match verdict.and_then(serde_json::Value::as_str) {
        Some(label) => {
            let name = verdict_name(open, annotation, label, words.language().code());
            parts.push(words.with("card-verdict", &[("verdict", Place::Text(&name))]));
        }
        None => parts.push(words.get("card-awaits-verdict").into_owned()),
    }
    let claimant = texts(open, annotation, "claimant");
    if !claimant.is_empty() {
        parts.push(words.with("card-claimant", &[("claimant", Place::Text(&claimant))]));
    }
    parts.join(" · ")
}

/// The name of a verdict's label where the schema lists it, else the label itself.
fn verdict_name(open: &Open, annotation: &Annotation, label: &str, code: &str) -> String {
    let attribute = open.layer_of(annotation).and_then(|layer| layer.attribute("verdict"));
    if let Some(AttributeKind::Object { fields }) = attribute.map(|attribute| &attribute.kind) {
        let scales = fields.iter().filter_map(|field| match &field.kind {
            AttributeKind::Choice { options } => Some(options),
            _ => None,
        });
        let mut labels = scales.flatten().flat_map(|scale| &scale.labels);
        if let Some(found) = labels.find(|option| option.id == label) {
            return found.name.in_language(code).to_owned();
        }
    }
    label.to_owned()
}

/// The texts that fill a role, references followed.
fn texts(open: &Open, annotation: &Annotation, role: &str) -> String {
    let text = |anchor: &Anchor| match anchor {
        Anchor::Text { fragments, .. } => {
            let parts = fragments.spans().iter().filter_map(|span| open.document.get(*span));
            Some(parts.collect::<Vec<_>>().join(" … "))
        }
        Anchor::Ref { id, .. } => open.set.get(id).map(|target| open.text_of(target)),
    };
    annotation.role(role).iter().filter_map(text).collect::<Vec<_>>().join("، ")
}

/// Returns the tops of boxes of these heights, as near as can be to where each would like to stand,
/// in order, `gap` apart and not above `least`; all in points.
///
/// Boxes that would overlap are moved together so that the sum of the squares of their moves is
/// least. Source: isotonic regression by pooling adjacent violators (Ayer et al., 1955).
pub fn stack(wanted: &[(f32, f32)], gap: f32, least: f32) -> Vec<f32> {
    // A pool: the sum of offsets, how many boxes, and the height that they take together.
    struct Pool {
        sum: f32,
        count: usize,
        height: f32,
    }
    impl Pool {
        fn top(&self, least: f32) -> f32 {
            (self.sum / self.count as f32).max(least)
        }
    }
    let mut pools: Vec<Pool> = Vec::new();
    for (y, height) in wanted {
        let mut pool = Pool { sum: *y, count: 1, height: height + gap };
        while let Some(above) = pools.pop_if(|above| above.top(least) + above.height > pool.top(least)) {
            // Each box of the lower pool wants the whole to stand higher by what is above it.
            pool = Pool {
                sum: above.sum + pool.sum - above.height * pool.count as f32,
                count: above.count + pool.count,
                height: above.height + pool.height,
            };
        }
        pools.push(pool);
    }
    let mut tops = Vec::with_capacity(wanted.len());
    for pool in pools {
        let mut top = pool.top(least);
        for (_, height) in wanted.iter().skip(tops.len()).take(pool.count) {
            tops.push(top);
            top += height + gap;
        }
    }
    tops
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop, prop_assert, proptest};

    use super::stack;

    #[test]
    fn lonely_cards_stand_where_they_belong() {
        assert_eq!(stack(&[(10.0, 40.0), (200.0, 40.0)], 6.0, 0.0), [10.0, 200.0]);
    }

    #[test]
    fn neighbours_share_the_move() {
        assert_eq!(stack(&[(100.0, 40.0), (100.0, 40.0)], 0.0, 0.0), [80.0, 120.0]);
        assert_eq!(stack(&[(0.0, 40.0), (0.0, 40.0)], 6.0, 0.0), [0.0, 46.0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn cards_never_overlap(mut wanted in prop::collection::vec((0.0_f32..900.0, 20.0_f32..60.0), 0..40)) {
            wanted.sort_by(|one, other| one.0.total_cmp(&other.0));
            let tops = stack(&wanted, 5.0, 0.0);
            prop_assert!(tops.len() == wanted.len());
            prop_assert!(tops.first().is_none_or(|top| *top >= 0.0));
            for (pair, (_, height)) in tops.windows(2).zip(&wanted) {
                prop_assert!(pair[1] - pair[0] >= height + 5.0 - 0.01);
            }
        }
    }
}
