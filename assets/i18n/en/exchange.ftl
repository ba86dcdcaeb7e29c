button-choose = Choose…
button-choose-files = Choose files…
button-choose-folder = Choose a folder…
button-export = Export
button-import = Import
button-stop = Stop
button-show-in-folder = Show in folder
button-open-imported = Open what was imported
button-once-more = Once more
button-back = Back

dialog-export = Export
dialog-import = Import

notice-exported = Exported { $count ->
    [one] one document
   *[other] { $count } documents
 } to { $detail }. Left out: { $left }
notice-imported = Imported { $count ->
    [one] one document
   *[other] { $count } documents
 } into { $detail }. Left out: { $left }
notice-export-refused = Nothing was exported: something would be lost.
notice-exchange-stopped = Stopped. Documents written: { $count }
notice-exchange-failed = It could not be done: { $detail }
notice-no-file-manager = The file manager could not be opened: { $detail }

exchange-what = What
exchange-this-document = This document
exchange-whole-folder = The folder: { $count ->
    [one] one document
   *[other] { $count } documents
 }
exchange-format = Format
exchange-clitics = Marks that end inside a word
exchange-clitics-expand = Take the word
exchange-clitics-split = Split the word
exchange-clitics-skip = Leave out
exchange-excluded = Excluded regions
exchange-excluded-keep = Keep
exchange-excluded-mask = Blank out
exchange-excluded-drop = Remove
exchange-layers = Layers
exchange-whose = Whose annotations
exchange-whose-any = The adjudicated ones, or else the only ones
exchange-whose-gold = The adjudicated ones alone
exchange-whose-one = Those of one annotator
exchange-annotator = Annotator
exchange-split = Divide into training, development and test
exchange-shares = Parts and their shares
exchange-seed = Seed: another number divides differently
exchange-split-hint = A document always goes to the same part, and near-duplicates stay together.
exchange-names = Keep the names of annotators
exchange-strict = Write nothing if something would be lost
exchange-folder = Folder to write into
exchange-paths = Files or folders, one on a line
exchange-recognise = Told by the content
exchange-recognised = Recognised: { $format }
exchange-import-hint = Each document becomes an article with its record. Nothing in the folder is overwritten.

exchange-lacks-paths = Choose the files or the folder to import.
exchange-lacks-shares = Write the shares as train=.8,dev=.1,test=.1; together they make one.
exchange-lacks-folder = Choose the folder to write into.

exchange-sample-export = The first document as it will be written
exchange-sample-import = The first document as it will be read
exchange-looking = looking…
exchange-file = File
exchange-documents = { $count ->
    [one] one document
   *[other] { $count } documents
 }
exchange-without = without such annotations: { $count }
exchange-unknown = Files of no known format: { $count }
exchange-files = { $count ->
    [one] one file
   *[other] { $count } files
 }
exchange-relations = { $count ->
    [one] one relation
   *[other] { $count } relations
 }
exchange-no-text = This file is no text: { $bytes } bytes.
exchange-companions = Beside it, once for all: { $names }
exchange-all-carried = Everything is carried.
exchange-not-carried = Not carried: { $count }
exchange-loss = { $count } × { $what }
exchange-nothing-found = No document was found that can be read.
exchange-faults = Lines that can't be read: { $count }

exchange-choose-records = Choose whose annotations are exported.
exchange-name-format = Choose the format.
exchange-mend-or-name = Mend the file, or choose the format where it is of another one.
exchange-see-problems = Open it to see what is wrong with it.
exchange-other-format = Mend the file, or let its content tell the format.
exchange-annotate-first = Annotate it first: a record is written as soon as something is marked.
exchange-check-path = Check the path.
exchange-check-permissions = Check that you may read it and that its disk is there.

exchange-surveying = Looking through the documents.
exchange-writing = Writing.
exchange-stopping = Stopping.
exchange-progress = { $done } of { $count }
exchange-goes-on = The work goes on when this is closed.
exchange-exported = Exported
exchange-imported = Imported
exchange-stopped = Stopped; every document written is whole.
exchange-refused = Nothing was written: something would be lost.
exchange-where = In { $folder }
exchange-left-out = Left out: { $count }
exchange-schema-written = A schema was written that has the labels of the files beside the built-in ones.
exchange-schema-lacking = The project's schema lacks labels that the files have; they are listed as problems.

format-brat = brat
format-brat-for = Standoff files for the brat annotator and the tools that read them.
format-conll = CoNLL (IOB2)
format-conll-for = A word and its tag on each line: training named-entity recognisers.
format-nested-iob = Nested IOB2
format-nested-iob-for = A column of tags for each layer: marks inside marks, for nested recognisers.
format-hf = Hugging Face (Parquet)
format-hf-for = A dataset with its card that load_dataset opens, in compact columns; carries nearly everything.
format-hf-jsonl = Hugging Face (JSON lines)
format-hf-jsonl-for = The same dataset as lines of JSON, which people and scripts can read.
format-prodigy = Prodigy
format-prodigy-for = Tasks to go on annotating or training in Prodigy.
format-spacy = spaCy
format-spacy-for = Documents for training in spaCy, with the script that makes its binary files.
format-label-studio = Label Studio
format-label-studio-for = Tasks and the labelling interface for a Label Studio project.
format-doccano = doccano
format-doccano-for = Lines to import into a doccano project.
format-csv = CSV
format-csv-for = A table of the annotations for spreadsheets and statistics.
format-tsv = TSV
format-tsv-for = The table with tabs between columns, for scripts.
format-conllu = CoNLL-U
format-conllu-for = Words in columns with marks in the last, for tools of Universal Dependencies.
format-w3c = W3C Web Annotation
format-w3c-for = JSON-LD with selectors, for annotation servers and linked data.
format-xmi = UIMA XMI
format-xmi-for = For INCEpTION, WebAnno and pipelines of UIMA.
format-webanno-tsv = WebAnno TSV
format-webanno-tsv-for = The table that WebAnno and INCEpTION read.
format-claimreview = ClaimReview
format-claimreview-for = Verdicts on claims, as fact-checking sites put them on their pages for search engines.
format-html = HTML
format-html-for = The annotated article as one page for the browser.
format-svg = SVG
format-svg-for = The page as a vector drawing.
format-png = PNG
format-png-for = The page as a picture.
format-pdf = PDF
format-pdf-for = The page to print and pass on, with text that can be searched.

loss-roles = roles beside the main one: { $name }
loss-lost = { $name }: its place in the text is lost
loss-doubtful = { $name }: that its place is doubtful
loss-outside = { $name }: it lies outside the text
loss-excluded = { $name }: it lies in an excluded region
loss-part-excluded = { $name }: a part lies in an excluded region
loss-dangling = { $name }: it points at something left out
loss-unfilled = { $name }: what fills it isn't written
loss-role-no-token = { $name }: a span without a word
loss-role-widened = { $name }: widened to whole words
loss-role-inside-word = { $name }: it ends inside a word and is left out
loss-role-edges = { $name }: white space or controls at its ends
loss-attribute = the attribute { $name }
loss-document-label = the document's label { $name }
loss-metadata = the document's metadata { $name }
loss-conflict = the conflict over { $name }
loss-further = the further field { $name }
loss-note = the note
loss-relation = the relation
loss-status = the status
loss-confidence = the confidence
loss-origin = where it comes from
loss-record = the entity record
loss-aliases = the entity record's other names
loss-language = the language
loss-document-status = the document's status
loss-document-notes = the document's notes
loss-direction = the document's direction
loss-directions = the directions of paragraphs
loss-no-main = a mark without text in its main role
loss-no-place = a mark without a place in the text
loss-behind = what fills the main role behind the first span
loss-one-span = fragments become one span, with what lies between
loss-apart = fragments become marks of their own
loss-no-token = a mark that holds no word
loss-inside-word = a mark that ends inside a word and is left out
loss-widened = a mark widened to whole words
loss-crosses = a mark that crosses another of its label
loss-overlaps = a mark that overlaps another
loss-relation-end = a relation one end of which is left out
loss-fragment-no-token = a fragment that holds no word
loss-together = which spans of its roles belong together
loss-edges = white space or controls at a mark's ends
loss-line-ends = line ends at the ends of a span or between fragments
loss-line-ends-name = line ends in the entity record's name
loss-line-ends-note = uncommon line ends in the note
loss-record-unmentioned = an entity record that no mention has
loss-controls = control characters of the text: { $name }
loss-no-claim = an annotation that is no claim
loss-no-verdict = a claim without a verdict
loss-no-address = a claim without the address of a published fact-check
loss-addresses = the addresses of further fact-checks
