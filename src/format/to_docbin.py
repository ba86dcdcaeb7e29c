"""Makes spaCy's binary form of the lines that Hashiya wrote: python to_docbin.py data.jsonl data.spacy [LANGUAGE]

Every span is there afterwards: in doc.spans, by layer or by layer and role, and the mentions that don't
overlap in doc.ents too. A span that doesn't end on tokens is an error, never left out in silence.
"""

import json
import sys

import spacy
from spacy.tokens import Doc, DocBin


def documents(lines, vocabulary):
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        doc = Doc(vocabulary, words=row["words"], spaces=row["spaces"])
        if doc.text != row["text"]:
            raise ValueError(f"line {number}: the words don't give the text back")

        def span(one):
            found = doc.char_span(one["start"], one["end"], label=one["label"], span_id=one["id"])
            if found is None:
                raise ValueError(f"line {number}: {one} doesn't end on tokens")
            return found

        doc.set_ents([span(one) for one in row["ents"]])
        for group, spans in row["spans"].items():
            doc.spans[group] = [span(one) for one in spans]
        doc.user_data["id"] = row["meta"]["id"]
        yield doc


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__.splitlines()[0])
    vocabulary = spacy.blank(sys.argv[3] if len(sys.argv) == 4 else "ar").vocab
    with open(sys.argv[1], encoding="utf-8", newline="\n") as lines:
        DocBin(docs=documents(lines, vocabulary), store_user_data=True).to_disk(sys.argv[2])


if __name__ == "__main__":
    main()
