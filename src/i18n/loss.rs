//! The words for what a format can't carry: formats tell it in English.

use crate::i18n::Words;
use crate::i18n::told::{Told, words_of};

/// What formats tell, and the ids of the words.
pub(super) const TOLD: &[Told] = &[
    ("{}: roles other than the main one", "loss-roles"),
    ("{}: its place in the text is lost", "loss-lost"),
    ("{}: that its place is doubtful", "loss-doubtful"),
    ("{}: it lies outside the text", "loss-outside"),
    ("{}: it lies in an excluded region", "loss-excluded"),
    ("{}: a part lies in an excluded region", "loss-part-excluded"),
    ("{}: it points at something left out", "loss-dangling"),
    ("{}: what fills it has no region", "loss-unfilled"),
    ("{}: what fills it has no line", "loss-unfilled"),
    ("{}: what fills it has no span", "loss-unfilled"),
    ("{}: what fills it holds no token", "loss-unfilled"),
    ("{}: a span without a token", "loss-role-no-token"),
    ("{}: it is widened to whole words", "loss-role-widened"),
    ("{}: it ends inside a word and is left out", "loss-role-inside-word"),
    ("{}: white space or controls at its ends", "loss-role-edges"),
    ("{}: what it names holds no token", "loss-unfilled"),
    ("the attribute {}", "loss-attribute"),
    ("the document's label {}", "loss-document-label"),
    ("the document's metadata {}", "loss-metadata"),
    ("the conflict over {}", "loss-conflict"),
    ("the further field {}", "loss-further"),
    ("the note", "loss-note"),
    ("the relation", "loss-relation"),
    ("the status", "loss-status"),
    ("the confidence", "loss-confidence"),
    ("the origin", "loss-origin"),
    ("the entity record", "loss-record"),
    ("the aliases of the entity record", "loss-aliases"),
    ("the language", "loss-language"),
    ("the document's status", "loss-document-status"),
    ("the document's notes", "loss-document-notes"),
    ("the document's direction", "loss-direction"),
    ("the directions of paragraphs", "loss-directions"),
    ("it has no span in its main role", "loss-no-main"),
    ("it has no place in the text", "loss-no-place"),
    ("what fills its main role behind the first span", "loss-behind"),
    ("spans of its main role behind the first", "loss-behind"),
    ("its fragments become one span, with what lies between", "loss-one-span"),
    ("its fragments become spans of their own", "loss-apart"),
    ("it holds no token", "loss-no-token"),
    ("it ends inside a word and is left out", "loss-inside-word"),
    ("it is widened to whole words", "loss-widened"),
    ("it crosses another mark of its own label", "loss-crosses"),
    ("it overlaps a longer mark or one of an earlier layer", "loss-overlaps"),
    ("a fragment of it holds no token", "loss-fragment-no-token"),
    ("its fragments become one: no token stands between", "loss-one-span"),
    ("it has no span in its main role, and brat needs one", "loss-no-main"),
    ("which of its roles' spans belong together", "loss-together"),
    ("white space or controls at its ends", "loss-edges"),
    ("line ends at the ends of a span or between its fragments", "loss-line-ends"),
    ("line ends in the entity record's name", "loss-line-ends-name"),
    ("uncommon line ends in the note", "loss-line-ends-note"),
    ("the entity record: no mention has it", "loss-record-unmentioned"),
    ("{} control characters of the text, which XML can't hold", "loss-controls"),
    ("{}: roles other than the claim and one claimant", "loss-roles"),
    ("the addresses of further fact-checks", "loss-addresses"),
    ("it is no claim", "loss-no-claim"),
    ("it has no verdict", "loss-no-verdict"),
    (
        "it has no address of a published fact-check (fact_check_urls, beginning with https://)",
        "loss-no-address",
    ),
    ("an end of the relation is left out", "loss-relation-end"),
    ("an end of the relation has no line", "loss-relation-end"),
    ("an end of the relation has no region", "loss-relation-end"),
    ("an end of the relation has no span", "loss-relation-end"),
    ("an end of the relation holds no token", "loss-relation-end"),
];

/// Returns the words for what a format told; what isn't known stands as it was told.
pub fn loss_words(words: &Words, what: &str) -> String {
    words_of(words, &[TOLD], what).unwrap_or_else(|| format!("\u{2068}{what}\u{2069}"))
}

#[cfg(test)]
mod tests {
    use super::{TOLD, loss_words};
    use crate::i18n::Words;
    use crate::settings::Language;

    #[test]
    fn everything_told_has_words_and_keeps_its_name() {
        for language in Language::ALL {
            let words = Words::new(language);
            for (told, id) in TOLD {
                let said = loss_words(&words, &told.replace("{}", "تاريخ"));
                assert!(said != *id && !said.contains('{'), "{told}: {said}");
                assert_eq!(said.contains("تاريخ"), told.contains("{}"), "{told}: {said}");
            }
            assert_eq!(loss_words(&words, "a new thing"), "\u{2068}a new thing\u{2069}");
        }
    }
}
