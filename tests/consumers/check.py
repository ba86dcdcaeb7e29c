"""Holds what other programs read of Hashiya's exports against what was marked: check.py HASHIYA WORK [CONSUMER…]

Every consumer is the real library. One that isn't installed is reported as skipped, by name.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import types
import warnings
from pathlib import Path

HERE = Path(__file__).parent
FIXTURE = HERE.parent / "fixtures" / "formats" / "brat" / "hard"
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
TEXT = EXPECTED["text"]
MARKED = EXPECTED["marked"]


class Hashiya:
    def __init__(self, program, work):
        self.program, self.work = program, Path(work)
        self.run("import", FIXTURE, "-o", self.work / "records")

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"

    def export(self, to, *options):
        folder = self.work / "-".join([to, *options]).replace("--", "")
        self.run("export", self.work / "records", "--to", to, "-o", folder, *options)
        return folder


def same(found, expected):
    found, expected = sorted(found), sorted(expected)
    lost = [one for one in expected if one not in found]
    new = [one for one in found if one not in expected]
    assert found == expected, f"missing {lost}, not marked {new}"


def name(mark):
    """The label as exports name it: by its layer, but for entities; other roles by layer and role."""
    main = {"entity": "mention", "quote": "content", "claim": "text", "region": "area"}[mark["layer"]]
    if mark["role"] != main:
        return f"{mark['layer']}.{mark['role']}"
    return mark["label"] if mark["layer"] == "entity" else f"{mark['layer']}.{mark['label']}"


def fragments(marks=MARKED):
    for mark in marks:
        for one in mark["fragments"]:
            yield name(mark), one["start"], one["end"], one["text"]


def brat_fragments():
    """Quotes have the names that the PolNeAR corpus gives them; the sign of the event repeats its first cue."""
    named = {"quote.direct": "Content", "quote.cue": "Cue"}
    places = {(named.get(title, title).replace(".", "-"), *place) for title, *place in fragments()}
    return places | {("Attribution", 20, 23, "قال")}


def brat(hashiya):
    """brat's own server: what it parses, and what its checks say of it by the configuration beside."""
    folder = hashiya.export("brat")
    [home] = importlib.util.find_spec("brat").submodule_search_locations
    config = types.ModuleType("config")
    config.BASE_DIR = config.DATA_DIR = config.WORK_DIR = str(hashiya.work)
    config.DEBUG, config.LOG_LEVEL = False, 4
    sys.modules["config"] = config
    sys.path.insert(0, f"{home}/server/src")
    import annotation
    import projectconfig
    import verify_annotations

    # Its modules have names that others could mean.
    del sys.path[0], sys.modules["config"]
    # The mode that it opens files with is gone from Python 3.11.
    projectconfig.open_textfile = lambda path, mode="r": open(path, encoding="utf-8")
    source = (folder / "article.ann").read_text(encoding="utf-8")
    read = annotation.TextAnnotations(text=TEXT, source=source, read_only=True)
    messages = read.messages.messages
    assert messages.ok and not messages.warnings and not read.failed_lines, (messages.errors, messages.warnings)
    found = {(one.type, start, end, TEXT[start:end]) for one in read.get_textbounds() for start, end in one.spans}
    same(found, brat_fragments())
    by_id = {one.id: one for one in read.get_textbounds()}
    [quote] = [one for one in read.get_events() if one.type == "Attribution"]
    filled = [(role, by_id[target].text) for role, target in quote.args]
    assert filled == [
        ("Content", "المشروع سيبدأ غدًا ولن يتأخر يومًا"), ("Source", "وزير النقل"), ("Cue", "قال"), ("Cue2", "أضاف"),
    ], filled
    labels = {(one.type, one.target): one.value for one in read.get_attributes()}
    assert labels["Label", quote.id] == "direct" and labels["force", quote.id] == "assertive", labels
    [relation] = read.get_relations()
    assert (relation.type, relation.arg1, relation.arg2) == ("same_as", "T2", "T3")
    [reference] = read.get_normalizations()
    assert (reference.target, reference.refdb, reference.refid) == ("T2", "Wikidata", "NIL")
    issues = verify_annotations.verify_annotation(read, projectconfig.ProjectConfiguration(str(folder)))
    assert not issues, [one.human_readable_str() for one in issues]


def pybrat(hashiya):
    from pybrat.parser import BratParser, Entity

    folder = hashiya.export("brat")
    text = (folder / "article.txt").read_bytes().decode("utf-8")
    assert text == TEXT
    # Its strict mode refuses two marks at one place, such as PolNeAR's triggers.
    [example] = BratParser(error="ignore").parse(str(folder))
    found = [(one.type, span.start, span.end, text[span.start:span.end]) for one in example.entities for span in one.spans]
    triggers = {id(event.trigger) for event in example.events}
    found += [
        (event.trigger.type, span.start, span.end, text[span.start:span.end])
        for event in example.events
        for span in event.trigger.spans
        if not any(one is event.trigger for one in example.entities)
    ]
    assert len(triggers) == 2
    same(set(found), brat_fragments())
    filled = {(event.type, one.type, one.mention) for event in example.events for one in event.arguments if isinstance(one, Entity)}
    assert {("Attribution", "OCC", "وزير النقل"), ("Attribution", "Cue", "أضاف")} <= filled, filled
    [relation] = example.relations
    assert (relation.type, relation.arg1.mention, relation.arg2.mention) == ("same_as", "سليم الشراع", "سليم")


def spacy(hashiya):
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example

    folder = hashiya.export("spacy", "--clitics", "split")
    made = folder / "data.spacy"
    subprocess.run([sys.executable, folder / "to_docbin.py", folder / "data.jsonl", made, "ar"], check=True)
    nlp = spacy.blank("ar")
    [doc] = DocBin().from_disk(made).get_docs(nlp.vocab)
    assert doc.text == TEXT
    found = [
        (span.label_, span.start_char, span.end_char, span.text) for group in doc.spans.values() for span in group
    ]
    same(found, fragments())
    assert ("PERS", "سليم") in [(span.label_, span.text) for span in doc.ents]
    nlp.add_pipe("ner")
    nlp.add_pipe("spancat", config={"spans_key": "entity"})
    example = Example(nlp.make_doc(doc.text), doc)
    example = Example(spacy.tokens.Doc(nlp.vocab, [one.text for one in doc], [bool(one.whitespace_) for one in doc]), doc)
    with warnings.catch_warnings():
        # A span that training leaves out is told of by a warning alone.
        warnings.simplefilter("error")
        nlp.initialize(lambda: [example])
        losses = nlp.update([example])
    assert losses["ner"] > 0 and losses["spancat"] > 0, losses
    tags = example.get_aligned_ner()
    assert sum(tag.startswith(("B-", "U-")) for tag in tags if tag) == len(doc.ents), tags


def datasets(hashiya):
    import datasets

    datasets.disable_progress_bars()
    for to in ("hf", "hf-jsonl"):
        folder = hashiya.export(to)
        loaded = datasets.load_dataset(str(folder), cache_dir=str(hashiya.work / "cache"))
        [row] = loaded["train"]
        assert row["text"] == TEXT
        found = []
        for one in row["annotations"]:
            for anchor in one["anchors"]:
                for piece in anchor["fragments"]:
                    assert TEXT[piece["start"]:piece["end"]] == piece["text"]
                    mark = {"layer": one["layer"], "label": one["label"], "role": anchor["role"]}
                    found.append((name(mark), piece["start"], piece["end"], piece["text"]))
        same(found, fragments())
        [relation] = row["relations"]
        assert (relation["from"], relation["to"]) == ("T2", "T3")
        assert {one["creator"] for one in row["annotations"]} == {"annotator-1"}
    # Many documents in splits: none twice, none left out.
    many = hashiya.work / "many"
    many.mkdir()
    rows = [{"id": str(number), "text": f"خبر {number}: " + " ".join(f"كلمة{number * 7 + word}" for word in range(9))} for number in range(40)]
    (many / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    hashiya.run("import", many / "rows.jsonl", "--from", "hf-jsonl", "-o", many / "records")
    for to in ("hf", "hf-jsonl"):
        hashiya.run("export", many / "records", "--to", to, "--split", "train=.6,dev=.2,test=.2", "-o", many / to)
        loaded = datasets.load_dataset(str(many / to), cache_dir=str(hashiya.work / "cache"))
        assert set(loaded) == {"train", "validation", "test"}, loaded
        same([row["id"] for split in loaded.values() for row in split], [row["id"] for row in rows])


def pyarrow(hashiya):
    import pyarrow.json
    import pyarrow.parquet

    [path] = (hashiya.export("hf") / "data").glob("*.parquet")
    table = pyarrow.parquet.read_table(path)
    assert table.column("text").to_pylist() == [TEXT]
    [row] = table.to_pylist()
    [line] = (hashiya.export("hf-jsonl") / "data" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert row == json.loads(line), "both forms say the same"
    table = pyarrow.json.read_json(hashiya.work / "hf-jsonl" / "data" / "train.jsonl")
    assert table.schema.field("annotations").type.value_type.get_field_index("anchors") >= 0


def seqeval(hashiya):
    from seqeval.metrics.sequence_labeling import get_entities
    from seqeval.scheme import IOB2, Entities

    folder = hashiya.export("conll", "--clitics", "split", "--layers", "entity")
    sentences = (folder / "article.conll").read_text(encoding="utf-8").strip("\n").split("\n\n")
    rows = [[line.split(" ") for line in one.split("\n")] for one in sentences]
    assert all(len(row) == 2 for sentence in rows for row in sentence), "one tag a token"
    tags = [[tag for _, tag in sentence] for sentence in rows]
    strict = [
        (one.tag, "".join(token for token, _ in rows[number][one.start:one.end]))
        for number, sentence in enumerate(Entities(tags, IOB2).entities)
        for one in sentence
    ]
    assert len(strict) == len(get_entities(tags))
    flat = [
        (mark["label"], "".join(mark["fragments"][0]["text"].replace("\u2067", "").split()))
        for mark in MARKED
        # Those inside or across longer ones are reported as lost.
        if mark["layer"] == "entity" and mark["id"] not in ("T4", "T5", "T6")
    ]
    same(strict, flat)


def pandas(hashiya):
    import pandas

    for to, separator in (("csv", ","), ("tsv", "\t")):
        table = pandas.read_csv(hashiya.export(to) / f"data.{to}", sep=separator, encoding="utf-8-sig", keep_default_na=False)
        found = [
            (name({"layer": row.layer, "label": row.label, "role": row.role}), int(row.start), int(row.end), row.text)
            for row in table.itertuples()
            if row.target == ""
        ]
        same(found, fragments())
        for _, start, end, text in found:
            assert TEXT[start:end] == text


def label_studio_sdk(hashiya):
    from label_studio_sdk.label_interface import LabelInterface

    folder = hashiya.export("label-studio")
    interface = LabelInterface((folder / "label-config.xml").read_text(encoding="utf-8"))
    assert interface.is_valid
    [task] = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    assert interface.validate_task({"data": task["data"]})
    [annotation] = task["annotations"]
    assert interface.validate_annotation(annotation)
    regions = [one for one in annotation["result"] if one["type"] == "labels"]
    assert all(interface.validate_region(one) for one in regions)
    # The library checks no offsets.
    values = [one["value"] for one in regions]
    assert all(TEXT[one["start"]:one["end"]] == one["text"] for one in values)
    same([(one["labels"][0], one["start"], one["end"], one["text"]) for one in values], fragments())


def rdflib(hashiya):
    from rdflib import RDF, Graph, Namespace, URIRef

    anno = Namespace("http://www.w3.org/ns/oa#")
    own = Namespace("urn:hashiya:terms#")
    page = json.loads((hashiya.export("w3c") / "article.jsonld").read_text(encoding="utf-8"))
    # The terms of https://www.w3.org/ns/anno.jsonld that exports use stand here, so that no network is needed.
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    page["@context"][0] = json.loads((HERE / "anno.jsonld").read_text(encoding="utf-8"))["@context"]
    base = "https://example.org/corpus/"
    graph = Graph().parse(data=json.dumps(page), format="json-ld", publicID=base)
    found = []
    for annotation in graph.subjects(RDF.type, anno.Annotation):
        bodies = {graph.value(body, anno.hasPurpose): body for body in graph.objects(annotation, anno.hasBody)}
        if (annotation, anno.motivatedBy, anno.linking) in graph:
            [target] = graph.objects(annotation, anno.hasTarget)
            relation = (str(graph.value(bodies[anno.tagging], RDF.value)), target, graph.value(bodies[anno.linking], anno.hasSource))
            assert relation == ("same_as", URIRef(base + "#T2"), URIRef(base + "#T3")), relation
            continue
        label = bodies[anno.classifying]
        for target in graph.objects(annotation, anno.hasTarget):
            assert graph.value(target, anno.hasSource) == URIRef(base + "article.txt")
            kinds = {graph.value(one, RDF.type): one for one in graph.objects(target, anno.hasSelector)}
            position, quote = kinds[anno.TextPositionSelector], kinds[anno.TextQuoteSelector]
            start, end = int(graph.value(position, anno.start)), int(graph.value(position, anno.end))
            exact = str(graph.value(quote, anno.exact))
            assert TEXT[start:end] == exact
            assert TEXT[:start].endswith(graph.value(quote, anno.prefix))
            assert TEXT[end:].startswith(graph.value(quote, anno.suffix))
            role = graph.value(target, own.role)
            title = f"{graph.value(label, own.layer)}.{role}" if role else str(graph.value(label, RDF.value))
            found.append((title, start, end, exact))
    same(found, fragments())
    fact_checks(hashiya)


def cassis(hashiya):
    from cassis import load_cas_from_xmi, load_typesystem

    folder = hashiya.export("xmi")
    with open(folder / "TypeSystem.xml", "rb") as file:
        system = load_typesystem(file)
    with open(folder / "article.xmi", "rb") as file:
        # Whatever the type system lacks is an error.
        cas = load_cas_from_xmi(file, typesystem=system, lenient=False)
    assert cas.sofa_string == TEXT
    package = "webanno.custom."

    def pieces(mark):
        links = mark.links.elements if mark.links else []
        own = [link.target for link in links if link.role == "fragment"] or [mark]
        return [(one.begin, one.end, one.get_covered_text()) for one in own]

    found = []
    for layer in ("entity", "quote", "claim", "region"):
        for mark in cas.select(package + layer.capitalize()):
            title = mark.label if layer == "entity" else f"{layer}.{mark.label}"
            found += [(title, *place) for place in pieces(mark)]
            for link in mark.links.elements if mark.links else []:
                if link.target.type.name == package + "Part" and link.role != "fragment":
                    found += [(f"{layer}.{link.role}", *place) for place in pieces(link.target)]
    same(found, fragments())
    parts = {(one.begin, one.end) for one in cas.select(package + "Part") if one.role == "fragment"}
    assert parts == {(55, 73), (84, 99)}, "every fragment is in the index"
    [relation] = cas.select(package + "Relation")
    assert (relation.kind, relation.Governor.id, relation.Dependent.id) == ("same_as", "T2", "T3")
    [record] = cas.select(package + "Record")
    assert record.wikidata == "NIL"
    # Written by the library, it is read again the same.
    again = load_cas_from_xmi(cas.to_xmi(), typesystem=system)
    assert [one.label for one in again.select(package + "Entity")] == [one.label for one in cas.select(package + "Entity")]


def conllu(hashiya):
    import re
    import unicodedata

    import conllu

    text = (hashiya.export("conllu", "--clitics", "split") / "article.conllup").read_text(encoding="utf-8")
    escapes = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}

    def plain(escaped):
        one = lambda match: chr(int(match[1], 16)) if match[1] else escapes[match[2]]
        return re.sub(r"\\(?:x\{([0-9A-F]+)\}|(.))", one, escaped)

    whole, marks, names = "", {}, {}
    for sentence in conllu.parse(text):
        shown = "".join(one["form"] + ("" if (one["misc"] or {}).get("SpaceAfter") == "No" else " ") for one in sentence)
        assert sentence.metadata["text"] == shown.rstrip(" ")
        for token in sentence:
            misc = token["misc"] or {}
            assert unicodedata.is_normalized("NFC", token["form"])
            whole += plain(misc.get("SpacesBefore", ""))
            start = len(whole)
            whole += plain(misc["Original"]) if "Original" in misc else token["form"]
            for field in [] if token["hashiya:span"] in ("_", None) else token["hashiya:span"].split(";"):
                number, _, title = field.partition(":")
                names.setdefault(number, title)
                runs = marks.setdefault(number, [])
                if runs and runs[-1][2] is last:
                    runs[-1][1:] = [len(whole), token]
                else:
                    runs.append([start, len(whole), token])
            last = token
            whole += plain(misc["SpacesAfter"]) if "SpacesAfter" in misc else "" if misc.get("SpaceAfter") == "No" else " "
    assert whole == TEXT
    found = [(names[number], start, end, TEXT[start:end]) for number, runs in marks.items() for start, end, _ in runs]
    same(found, fragments())


def web_anno_tsv(hashiya):
    from web_anno_tsv import open_web_anno_tsv

    # The library knows one layer a file, and no control between two tokens of a span.
    for layer in ("quote", "claim", "region"):
        found, at = [], 0
        with open_web_anno_tsv(str(hashiya.export("webanno-tsv", "--layers", layer) / "article.tsv")) as file:
            for sentence in file:
                # It holds the UTF-16 offsets of every token against the text itself.
                at = TEXT.index(sentence.text, at)
                assert [one.text for one in sentence.tokens] == [TEXT[at + one.start:at + one.stop] for one in sentence.tokens]
                found += [(f"{layer}.{one.label}", at + one.start, at + one.stop, one.text) for one in sentence.annotations]
        main = {"quote": "content", "claim": "text", "region": "area"}[layer]
        hulls = [
            (name(mark), mark["fragments"][0]["start"], mark["fragments"][-1]["end"])
            for mark in MARKED
            if (mark["layer"], mark["role"]) == (layer, main)
        ]
        same(found, [(title, start, end, TEXT[start:end]) for title, start, end in hulls])


def checked(hashiya):
    """The article with a verdict for its claim."""
    folder = hashiya.work / "checked"
    folder.mkdir()
    record = json.loads((hashiya.work / "records" / "article.txt.ann.json").read_text(encoding="utf-8"))
    [claim] = [one for one in record["annotations"] if one["layer"] == "claim"]
    claim["attributes"] |= {
        "verdict": {"scale": "truth5", "label": "half_true", "justification": "</script>", "date": "2026-11-20"},
        "fact_check_urls": ["https://check.example/1"],
        "evidence": [{"url": "https://data.example/1", "title": "جدول"}],
    }
    record["document"]["metadata"] = {"url": "https://news.example/1", "title": "خبر"}
    (folder / "article.txt.ann.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "article.txt").write_bytes((hashiya.work / "records" / "article.txt").read_bytes())
    return folder


def fact_checks(hashiya):
    """ClaimReview as linked data: every term is one of schema.org's, where schema.org has it."""
    import rdflib

    out = hashiya.work / "claimreview"
    hashiya.run("export", checked(hashiya), "--to", "claimreview", "-o", out)
    text = (out / "article.jsonld").read_text(encoding="utf-8")
    assert "</" not in text
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    base = "https://schema.org/"
    link = {"@type": "@id"}
    data["@context"] = {"@vocab": base, "url": link, "sameAs": link, "archivedAt": link}
    graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")
    terms = json.loads((HERE / "schema-org.json").read_text(encoding="utf-8"))

    def kinds(node):
        found, rest = set(), [str(one).removeprefix(base) for one in graph.objects(node, rdflib.RDF.type)]
        while rest:
            kind = rest.pop()
            found.add(kind)
            rest += terms["classes"][kind]
        return found

    for subject, predicate, value in graph:
        if predicate == rdflib.RDF.type:
            continue
        domains, ranges = terms["properties"][str(predicate).removeprefix(base)]
        assert kinds(subject) & set(domains), f"{predicate} of {kinds(subject)}"
        if isinstance(value, rdflib.Literal):
            assert {"Text", "Date", "Number"} & set(ranges), predicate
        else:
            assert "URL" in ranges or kinds(value) & set(ranges), predicate
    schema = rdflib.Namespace(base)
    [review] = graph.subjects(rdflib.RDF.type, schema.ClaimReview)
    # What Google asks for.
    for needed in ("claimReviewed", "reviewRating", "url", "author", "itemReviewed"):
        assert graph.value(review, schema[needed]), needed
    rating = graph.value(review, schema.reviewRating)
    numbers = [int(graph.value(rating, schema[one])) for one in ("worstRating", "ratingValue", "bestRating")]
    assert numbers == [1, 3, 5] and str(graph.value(rating, schema.alternateName))


def html5lib(hashiya):
    import html5lib

    page = (hashiya.export("html") / "article.html").read_text(encoding="utf-8")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    paragraphs = tree.findall(".//article/div/p")
    assert ["".join(one.itertext()) for one in paragraphs] == [line for line in TEXT.split("\n") if line.strip()]
    assert {one.get("dir") for one in paragraphs} == {"rtl"}
    # Each fragment stands in elements of its own; where marks cross, in several.
    marked = "".join(" ".join("".join(one.itertext()) for one in paragraphs[1].iter("mark")).split())
    for mark in MARKED:
        for piece in mark["fragments"]:
            if piece["start"] > 20 and piece["end"] < 99:
                assert "".join(piece["text"].split()) in marked, piece
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("skipped: chromium (not installed)")
        return
    file = hashiya.export("html") / "article.html"
    shown = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=120,
    )
    seen = html5lib.HTMLParser(namespaceHTMLElements=False).parse(shown.stdout)
    assert ["".join(one.itertext()) for one in seen.findall(".//article/div/p")] == ["".join(one.itertext()) for one in paragraphs]


def pypdf(hashiya):
    import pypdf

    file = hashiya.export("pdf") / "article.pdf"
    reader = pypdf.PdfReader(file)
    assert len(reader.pages) == 1 and reader.trailer["/Root"]["/Lang"] == "ar"
    words = lambda text: re.findall(r"[\u0621-\u064a\u064b-\u0652A-Za-z]+", unicodedata.normalize("NFC", text))
    wanted = words(TEXT)
    found = words("\n".join(page.extract_text() for page in reader.pages))
    plain = [word for word in wanted if not re.search(r"[\u064b-\u0652]", word)]
    assert not set(plain) - set(found), set(plain) - set(found)
    if shutil.which("pdftotext") is None:
        print("skipped: pdftotext (not installed)")
        return
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    controls = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    found = words(controls.sub(" ", text))
    assert not set(wanted) - set(found), set(wanted) - set(found)
    # In the order of the text, whatever stands between.
    rest = iter(found)
    line = words(TEXT.split("\n")[2])
    assert all(word in rest for word in line), (line, found)


CONSUMERS = {
    one.__name__: one
    for one in (pybrat, spacy, datasets, pyarrow, seqeval, pandas, label_studio_sdk, rdflib, cassis, conllu, web_anno_tsv, brat, html5lib, pypdf)
}


def main():
    hashiya = Hashiya(sys.argv[1], sys.argv[2])
    failed = 0
    for title in sys.argv[3:] or CONSUMERS:
        if importlib.util.find_spec(title) is None:
            print(f"skipped: {title} (not installed)")
            continue
        try:
            CONSUMERS[title](hashiya)
            print(f"ok: {title}")
        except Exception as error:
            failed += 1
            print(f"FAILED: {title}: {type(error).__name__}: {error}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
