//! The words for what went wrong with files, records and exports.

use crate::i18n::Words;
use crate::i18n::loss;
use crate::i18n::told::{Told, words_of};

/// What is told, and the ids of the words.
const TOLD: &[Told] = &[
    ("line {}, column {}", "fault-line-column"),
    ("line {}", "fault-line"),
    ("Line {}", "fault-line"),
    ("task {}", "fault-task"),
    ("File: {}", "fault-file-at"),
    ("Folder: {}", "fault-folder-at"),
    ("there is no tab behind an id", "fault-no-tab"),
    ("there are no offsets", "fault-no-offsets"),
    ("{} is no pair of offsets", "fault-offset"),
    ("{} is no offset", "fault-offset"),
    ("the event has no trigger", "fault-no-trigger"),
    ("an argument has no colon", "fault-no-colon"),
    ("the attribute has no target", "fault-no-target"),
    ("the note has no target", "fault-no-target"),
    ("the normalisation has no reference", "fault-no-reference"),
    ("{} is no id that is known", "fault-unknown-id"),
    ("the trigger {} is not there", "fault-trigger-gone"),
    ("a relation joins two", "fault-joins-two"),
    ("{} is not there", "fault-not-there"),
    ("the span is empty", "fault-empty-span"),
    ("an anchor is empty", "fault-empty-span"),
    ("the row has {} columns, not {}", "fault-columns"),
    ("there are {} cells, not {}", "fault-columns"),
    ("there is no column FORM", "fault-no-form"),
    ("{} is no range of words", "fault-word-number"),
    ("{} is no number of a word", "fault-word-number"),
    ("{} is no number of a span", "fault-span-number"),
    ("span {} has no name", "fault-no-name"),
    ("the attribute {} belongs to no span", "fault-of-no-span"),
    ("the note {} belongs to no span", "fault-of-no-span"),
    ("the role {} joins no two spans", "fault-joins-no-spans"),
    ("the relation {} joins no two spans", "fault-joins-no-spans"),
    ("the token has no tag", "fault-no-tag"),
    ("{} is no tag of IOB2", "fault-bad-tag"),
    ("{} follows no mark of its label; it begins one", "fault-begins"),
    ("there is no token", "fault-no-token"),
    ("there is no document", "fault-no-document"),
    ("it is not UTF-8", "fault-it-not-utf8"),
    ("A document in it is longer than {} MiB", "fault-document-long"),
    ("Cannot keep the list of documents in a temporary file: {}", "fault-temporary"),
    ("it names no layer that can be read", "fault-no-layer"),
    ("the row has no unit, offsets and token", "fault-no-unit"),
    ("a column of {} is missing", "fault-column-missing"),
    ("the row has more columns than the head names", "fault-more-columns"),
    ("a part of a token stands before its token", "fault-part-before"),
    ("it begins at {}, where text already stands", "fault-text-stands"),
    ("it begins at {}, far behind the text before it", "fault-far-behind"),
    ("nothing is at {}", "fault-nothing-at"),
    ("it doesn't say where it comes from", "fault-no-from"),
    ("the entity {} stands twice", "fault-stands-twice"),
    ("the region {} stands twice", "fault-stands-twice"),
    ("the id {} stands twice", "fault-stands-twice"),
    ("a relation", "fault-in-relation"),
    ("an entity", "fault-in-entity"),
    ("the relation {} points at nothing", "fault-points-nowhere"),
    ("the relation {} begins at nothing", "fault-begins-nowhere"),
    ("a relation lacks an end", "fault-relation-end"),
    ("a result of type {} is not read", "fault-result-type"),
    ("{} is no list and not read", "fault-no-list"),
    ("it has no data", "fault-no-data"),
    ("its data have no text", "fault-data-no-text"),
    ("it has {} annotations, of which the first is read", "fault-first-read"),
    ("the task was not accepted: its spans are left out", "fault-not-accepted"),
    ("none of its spans is there", "fault-no-spans"),
    ("an annotation has no id", "fault-no-id"),
    ("an entity record has no id", "fault-no-id"),
    ("it has no id", "fault-no-id"),
    ("invalid type: {}, expected {}", "fault-in-type"),
    ("missing field `{}`", "fault-missing-field"),
    ("missing field `{}` at line {}", "fault-missing-field"),
    ("{} at column {}", "fault-json"),
    ("{} at line {} column {}", "fault-json-line"),
    ("{} at the line's end", "fault-json-end"),
    ("it is empty", "fault-empty-file"),
    ("The file is empty", "fault-empty-file"),
    ("the text is empty", "fault-empty-text"),
    ("its text is empty", "fault-empty-text"),
    ("no column is called {}; its columns are {}", "fault-no-text-column"),
    (
        "it lists spans without the text that they lie in; export the documents as hf to bring them back",
        "fault-spans-alone",
    ),
    ("there is no line", "fault-nothing"),
    ("there is no row", "fault-nothing"),
    ("there is no task", "fault-nothing"),
    ("there is no annotation", "fault-nothing"),
    ("There is no document in it", "fault-nothing"),
    ("{} is no span of the text", "fault-no-span"),
    ("at {} stands {}, not {}", "fault-other-text"),
    ("it has no target in the text", "fault-no-target-text"),
    ("its source is another: {}", "fault-other-source"),
    ("its selector selects no text", "fault-no-selector"),
    ("{} is not in the text", "fault-not-in-text"),
    ("{} stands there {} times; the first is taken", "fault-several-times"),
    ("a body without a text is not read", "fault-body-text"),
    ("it is not of the first text", "fault-other-view"),
    ("{} is no span and not read", "fault-not-a-span"),
    ("an end of it is not read", "fault-end-not-read"),
    ("its offsets are no numbers", "fault-no-numbers"),
    ("what fills it is not read", "fault-filler-not-read"),
    ("an end tag without a beginning", "fault-stray-end"),
    ("the element has no end", "fault-no-end"),
    ("the file ends before {}", "fault-file-ends"),
    ("the line is not UTF-8", "fault-line-not-utf8"),
    ("The format {} can't be imported", "fault-no-import"),
    ("The file is not UTF-8 (first bad byte at {})", "fault-not-utf8"),
    ("the file is not UTF-8 (first bad byte at {})", "fault-not-utf8"),
    ("The text that the annotations belong to is missing", "fault-text-missing"),
    ("brat keeps it in a .txt of the same name", "fault-text-beside"),
    (
        "its annotations target a text that is not in it; put it beside as a .txt of the same name",
        "fault-text-beside",
    ),
    ("the CAS has no text in it", "fault-cas-no-text"),
    ("The file is not of the format {}", "fault-not-of-format"),
    ("its first line doesn't name it", "fault-not-named"),
    ("Cannot tell the file's format", "fault-unknown-format"),
    ("There is no such file", "fault-no-file"),
    ("Cannot read the file", "fault-unreadable-file"),
    ("Cannot read its folder", "fault-unreadable-folder"),
    ("There is no record beside the article", "fault-no-record"),
    ("Several annotators have records", "fault-several-records"),
    ("The record is damaged", "fault-damaged-record"),
    ("This is a folder, not an article", "fault-a-folder"),
    ("The text is not valid UTF-8 (first bad byte at {}); it looks like {}", "fault-bad-encoding"),
    ("The text is not valid {}", "fault-not-valid"),
    ("There is no encoding named {}", "fault-no-encoding"),
    ("The file is no text (a zero byte at {})", "fault-no-plain-text"),
    ("The file is too large to be a text ({} bytes; the most is {})", "fault-too-large"),
    ("Cannot read the project's file", "fault-project-unreadable"),
    ("The project's file is not as it should be", "fault-project-malformed"),
    ("The project's schema lies outside its folder", "fault-schema-outside"),
    ("The schema is not valid JSON of its form", "fault-schema-json"),
    ("The schema has no layer {}", "fault-schema-layer"),
    ("This build draws no pages, and {} is one", "fault-not-drawn"),
    ("Cannot write", "fault-unwritable"),
    ("Cannot write the file", "fault-unwritable"),
    ("The articles themselves lie in the folder to write into", "fault-among-articles"),
    ("The record was changed by another program since it was read", "fault-changed-outside"),
    ("The record was opened for reading alone", "fault-for-reading"),
    ("A source is never written", "fault-never-written"),
    ("Export it from the other program in one of the formats that can.", "fault-hint-other-format"),
    ("Convert the file to UTF-8.", "fault-hint-utf8"),
    ("Put the text beside the file, with the same name.", "fault-hint-text-beside"),
    ("Its layers are {}.", "fault-hint-layers"),
    ("Build the program with the feature `typeset`.", "fault-hint-typeset"),
    ("Check that the folder may be written to and that there is room on the disk.", "fault-hint-room"),
    ("Choose another folder, so that no article is written over.", "fault-hint-other-folder"),
    ("Check that the file is there and may be read.", "fault-hint-project-file"),
    ("Mend the file at that place; every key in it may be left out.", "fault-hint-mend-project"),
    ("Put the schema into the project's folder and name it from there.", "fault-hint-schema-inside"),
    ("{} is no name of a split, or stands twice", "fault-share-name"),
    ("{} is no share above 0 and up to 1", "fault-share-amount"),
    ("{} is not NAME=SHARE", "fault-share-form"),
    ("the shares make {}, not 1", "fault-shares-sum"),
    ("Cannot write {}", "fault-unwritable-name"),
    ("There is already an article {}", "fault-article-there"),
    ("No such file or directory (os error {})", "fault-os-missing"),
    ("Permission denied (os error {})", "fault-os-denied"),
    ("Operation not permitted (os error {})", "fault-os-denied"),
    ("No space left on device (os error {})", "fault-os-full"),
    ("Disk quota exceeded (os error {})", "fault-os-full"),
    ("Is a directory (os error {})", "fault-os-folder"),
    ("Not a directory (os error {})", "fault-os-not-folder"),
    ("Read-only file system (os error {})", "fault-os-read-only"),
    ("File name too long (os error {})", "fault-os-long"),
    ("the file is no record: its format is {}, not \"hashiya\"", "fault-record-none"),
    ("the version {} is not a whole number from 1", "fault-record-version"),
    ("the offsets are counted in {}, which is unknown", "fault-record-offsets"),
    ("the record holds no text, and there is no source beside it", "fault-record-no-text"),
    ("the texts differ from code point {} on", "fault-record-texts"),
    ("is not the hash of the record's text", "fault-record-hash"),
    ("is not the hash of the source's text", "fault-record-source-hash"),
    ("must be an object, not {}", "fault-record-object"),
    ("must be text, not {}", "fault-record-text"),
    ("must be a whole number, not {}", "fault-record-whole"),
    ("must be a number, not {}", "fault-record-number"),
    ("must be a list, not {}", "fault-record-list"),
    ("must be doubtful or lost, not {}", "fault-record-state"),
    ("must be text", "fault-record-must-text"),
    ("must be a list of anchors", "fault-record-anchors"),
    ("is missing", "fault-record-missing"),
    ("must not be empty", "fault-record-empty"),
    ("has neither fragments nor a ref", "fault-record-no-fragments"),
    ("is empty ({})", "fault-record-empty-piece"),
    ("ends before it begins ({})", "fault-record-backwards"),
    ("{} reaches past the text's {} code points", "fault-record-past"),
    ("two of them overlap", "fault-record-overlap"),
    ("the record has {}, the text {}", "fault-record-says"),
    ("there is no source beside the record; its own text is shown", "fault-record-no-source"),
    ("{}; `hashiya merge` brings them together", "fault-record-copy"),
    ("the key {} stands twice", "fault-record-key-twice"),
    ("the key {} stands twice in what begins here", "fault-record-key-twice"),
    ("something stands after the record's end", "fault-record-behind"),
    ("{}: several fragments", "fault-record-fragments"),
];

/// Returns the words for what went wrong, line by line; what isn't known stands as it was told, and so does a name
/// before a colon.
pub fn fault_words(words: &Words, what: &str) -> String {
    let lines = what.lines().map(|line| known(words, line).unwrap_or_else(|| isolated(line)));
    lines.collect::<Vec<_>>().join("\n")
}

fn known(words: &Words, what: &str) -> Option<String> {
    named(words, what).or_else(|| words_of(words, &[TOLD, loss::TOLD], what)).or_else(|| {
        // Of two sentences both are known, or neither is said.
        let (first, second) = what.split_once(". ")?;
        Some(format!("{}. {}", known(words, first)?, known(words, second)?))
    })
}

/// Returns the words for something that is named and what is said of it behind a colon: of a task, a line, an id, a
/// place in the JSON. What a library says stands as it is behind what is known.
fn named(words: &Words, what: &str) -> Option<String> {
    let (name, said) = what.split_once(": ")?;
    if name.matches('"').count() % 2 == 1 {
        // The colon stands in what is quoted.
        return None;
    }
    let said_words = known(words, said);
    match words_of(words, &[TOLD], name) {
        Some(name) => Some(format!("{name}: {}", said_words.unwrap_or_else(|| isolated(said)))),
        None => Some(format!("{}: {}", isolated(name), said_words?)),
    }
}

fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::{TOLD, fault_words};
    use crate::i18n::Words;
    use crate::settings::Language;

    #[test]
    fn everything_told_has_words_and_keeps_its_names() {
        for language in Language::ALL {
            let words = Words::new(language);
            for (told, id) in TOLD {
                let mut filled = told.to_string();
                let mut names = Vec::new();
                while filled.contains("{}") {
                    let name = format!("تاريخ{}", names.len());
                    filled = filled.replacen("{}", &name, 1);
                    names.push(name);
                }
                let said = fault_words(&words, &filled);
                let own = words.get(id);
                assert!(!said.contains(*id) && !said.contains('{'), "{told}: {said}");
                // No other row takes what is this one's.
                let begin = own.split('{').next().unwrap_or_default();
                assert!(said.starts_with(begin), "{told}: {said}, not {own}");
                assert!(language == Language::English || !said.contains(filled.as_str()), "{told}: {said}");
            }
        }
    }

    #[test]
    fn what_is_named_stands_before_what_is_said_of_it() {
        let words = Words::new(Language::Arabic);
        let said = |what| fault_words(&words, what).replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(said("task 2: a7: 3-9 is no span of the text"), "المهمة 2: a7: الموضع 3-9 ليس في النص");
        assert_eq!(
            said("The file is not UTF-8 (first bad byte at 3). Convert the file to UTF-8."),
            "الملف ليس بترميز UTF-8 (أول بايت معيب عند 3). حوّل الملف إلى UTF-8."
        );
        assert_eq!(
            said("Cannot write: Permission denied (os error 13)\nFolder: /srv/x"),
            "تتعذّر الكتابة: لا إذن بذلك\nالمجلد: /srv/x"
        );
        assert_eq!(
            said("line 4: annotations[1].roles: must be an object, not []"),
            "السطر 4: annotations[1].roles: يجب أن يكون كائن JSON لا []"
        );
        assert_eq!(said("\"a: b\" is not in the text"), "\"a: b\" ليس في النص");
        assert_eq!(said("something new"), "something new");
    }
}
