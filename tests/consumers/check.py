"""Holds what other programs read of Hashiya's exports against what was marked: check.py HASHIYA WORK [CONSUMER…]

Every consumer is the real library. One that isn't installed is reported as skipped, by name.
"""

import importlib.util
import json
import subprocess
import sys
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


def pybrat(hashiya):
    from pybrat.parser import BratParser, Entity

    folder = hashiya.export("brat")
    text = (folder / "article.txt").read_bytes().decode("utf-8")
    assert text == TEXT
    [example] = BratParser(error="raise").parse(str(folder))
    found = [(one.type, span.start, span.end, text[span.start:span.end]) for one in example.entities for span in one.spans]
    triggers = {id(event.trigger) for event in example.events}
    found += [
        (event.trigger.type, span.start, span.end, text[span.start:span.end])
        for event in example.events
        for span in event.trigger.spans
        if not any(one is event.trigger for one in example.entities)
    ]
    assert len(triggers) == 2
    same(set(found), set(fragments()))
    filled = {(event.type, one.type, one.mention) for event in example.events for one in event.arguments if isinstance(one, Entity)}
    assert {("quote.direct", "OCC", "وزير النقل"), ("quote.direct", "quote.cue", "أضاف")} <= filled, filled
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


CONSUMERS = {one.__name__: one for one in (pybrat, spacy, datasets, pyarrow, seqeval, pandas, label_studio_sdk)}


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
