app-name = Hashiya
button-commands = Commands
button-open = Open…
button-close = Close
button-cancel = Cancel
button-quit-anyway = Quit without saving
button-save-copy = Save a copy…
button-open-as = Open as { $encoding }
button-delete = Delete
button-add = Add
button-new-record = New entity record
button-relate = Relate…
button-skip = Skip

panel-documents = Documents · { $done } of { $count }
panel-annotations = Annotations
panel-document = Document
panel-relations = Relations
list-all = All
list-empty = Nothing is marked yet. Select some text and press E, Q, C or X.
inspector-nothing = Choose an annotation to see its details.
inspector-label = Label
inspector-note = Note
inspector-status = Status
inspector-record-name = Name
inspector-record-aliases = Aliases
inspector-record-wikidata = Wikidata
inspector-none = none
inspector-add-item = Add one
inspector-remove = Remove
inspector-made-by = Made by { $creator }, { $date }
status-draft = draft
status-final = final
status-disputed = disputed

state-saved = Saved
state-pending = Saving…
state-failed = Not saved
state-read-only = Read only
state-opening = Reading the marks…
state-no-document = No document
state-chars = Code points { $start }–{ $end }
state-caret = Code point { $start }
state-edges = Inside: { $inside } · outside: { $outside }
state-done = done

edge-space = space
edge-line = line end
edge-text-start = start of text
edge-text-end = end of text
edge-control = invisible control { $name }
edge-clitic = clitic { $text }
edge-word = letters of the word { $text }
edge-mark = mark { $text }

control-nbsp = no-break space (NBSP)
control-shy = soft hyphen (SHY)
control-cgj = combining grapheme joiner (CGJ)
control-alm = Arabic letter mark (ALM)
control-tatweel = tatweel
control-zwsp = zero-width space (ZWSP)
control-zwnj = zero-width non-joiner (ZWNJ)
control-zwj = zero-width joiner (ZWJ)
control-lrm = left-to-right mark (LRM)
control-rlm = right-to-left mark (RLM)
control-lre = left-to-right embedding (LRE)
control-rle = right-to-left embedding (RLE)
control-pdf = end of embedding or override (PDF)
control-lro = left-to-right override (LRO)
control-rlo = right-to-left override (RLO)
control-nnbsp = narrow no-break space (NNBSP)
control-wj = word joiner (WJ)
control-lri = left-to-right isolate (LRI)
control-rli = right-to-left isolate (RLI)
control-fsi = first-strong isolate (FSI)
control-pdi = end of isolate (PDI)
control-bom = byte order mark (BOM)

mode-label = Choose a label: press its key
mode-fill = Now the { $role }: select it, click an annotation, or press Enter with the caret in one. Tab skips, Esc ends.
mode-relate = Click the annotation that this one { $kind }, or press Enter with the caret in it. Esc ends.

count-annotations = { $count ->
    [one] { $count } annotation
   *[other] { $count } annotations
 }
count-layer = { $layer }: { $count }
count-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
 }

card-source = Source: { $source }
card-no-source = No source yet
card-claimant = Claimant: { $claimant }
card-worth = Worth { $score }/4
card-verdict = Verdict: { $verdict }
card-awaits-verdict = No verdict yet
card-cue = “{ $cue }”
page-text = Text
page-details = Details
page-made-with = Made with Hashiya

welcome-title = Open an article to begin
welcome-hint = Drop a text file or a folder here, or press Ctrl O.
welcome-recent = Opened lately

notice-read-only = This document is open for reading only.
notice-opening = The record is still being read: what is marked can be changed in a moment.
notice-select-first = Select some text first.
notice-role-takes-not = That cannot fill this role.
notice-does-not-fit = The change does not fit: { $detail }
notice-copy-saved = A copy was saved: { $detail }
notice-copy-failed = The copy could not be saved: { $detail }
notice-folder-empty = There are no articles in this folder: { $detail }
notice-folder-failed = The folder could not be read: { $detail }
notice-merged = Another program changed the record. Its changes were taken in: { $count }
notice-found-again = The article was changed. Annotations: { $kept } kept · { $moved } moved · { $doubtful } doubtful · { $lost } lost
notice-conflicts = Fields that two writers changed in different ways: { $count }
notice-copy-there = Another version of the record lies beside it: { $detail }
notice-copy-merged = The copy was merged. Changes taken in: { $count }
notice-copy-unread = The copy could not be merged: { $detail }
notice-copy-put-aside = The copy was put aside: { $detail }
notice-source-gone = The article is no longer there. Everything is kept; nothing is overwritten.
notice-source-unusable = The article can't be read for now; everything is kept. { $detail }
notice-source-back = The article is there again, unchanged.
notice-recovered = Acts restored from the journal: { $detail }
notice-settings-failed = The settings could not be saved: { $detail }

dialog-type-path = Type a path
dialog-type-path-hint = No file dialog answered, or it was closed. Type the path of a text file or a folder.
dialog-type-copy-hint = No file dialog answered, or it was closed. Type the path of the copy.
dialog-path = Path
dialog-problems = Problems
dialog-problems-none = There are no problems.
dialog-palette = Commands
dialog-palette-search = Type to find a command
dialog-help = Keys
dialog-help-mouse = Drag to select. A double click takes a word, a triple click a sentence. A click on a mark chooses it; a second click takes the next one that lies there. Drag the handles of the chosen mark to move its edges.
dialog-help-layers = With text selected
dialog-settings = Settings
dialog-unsaved = Not everything is saved
dialog-unsaved-hint = The disk refused the last save: { $detail } Your work is still in this window. Save a copy elsewhere, or try again.
dialog-try-again = Try again

setting-annotator = Your name in annotations
setting-language = Language
setting-language-system = As the system
setting-theme = Colours
setting-theme-system = As the system
setting-theme-light = Light
setting-theme-dark = Dark
setting-family = Typeface of articles
setting-family-language = Language of the articles
setting-family-usual = Automatic ({ $family })
setting-caret = Arrow keys move the caret
setting-caret-visual = As seen
setting-caret-logical = As read
setting-controls = Show invisible characters
setting-size = Text size
setting-line-height = Line height
setting-measure = Column width

language-ar = Arabic
language-fa = Persian
language-ur = Urdu
language-he = Hebrew

failure-title = The article could not be opened
failure-not-utf8 = This file is not UTF-8. It looks like { $encoding }.
failure-empty = This file is empty.
failure-binary = This file is not text.
failure-too-large = This file is too large to be a text.
failure-unreadable = This file could not be read.
failure-malformed = The file could not be decoded in that encoding.

read-only-newer = The record was written by a newer version of the program (format { $version }). It is open for reading only, and nothing is overwritten.
read-only-text = The record does not fit this text. It is open for reading only, and nothing is overwritten.
read-only-damaged = The record is damaged. It is open for reading only, and nothing is overwritten.
read-only-held = { $holder } has this document open. It is open for reading only here.
read-only-outside = The record is a link to a file outside of the project's folder. It is open for reading only, and nothing is overwritten.

metadata-title = Title
metadata-publisher = Publisher
metadata-author = Author
metadata-url = Address
metadata-archived_url = Archived address
metadata-published = Published on
metadata-accessed = Read on
metadata-language = Language (code)

review-progress = { $at } of { $count }
review-ended = The review has ended
review-all-decided = Everything is decided.
review-left = Still to decide: { $count }
review-doubtful = doubtful
review-lost = lost
review-decided = decided
review-gone = This is no longer there.
review-conflict = in conflict
review-was = It was: { $words }
review-seeking = Looking for its place…
review-no-candidate = Nothing like it was found. Select its place in the text and press Enter, or remove it.
review-accept = It stands here
review-discard = Remove the annotation
review-empty-role = Empty this role
review-skip = Skip
review-back = Back
review-field = Changed by two writers: { $field }
review-ours = Here: { $value }
review-theirs = There: { $value }
review-base = Before: { $value }
review-whole = the whole annotation
review-removed = removed
review-kept-whole = kept
