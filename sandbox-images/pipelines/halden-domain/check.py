#!/usr/bin/env python3
"""Checks the Halden corpus and its questions; prints every problem and exits 1 if there is one.

    check.py                                   everything
    check.py --kinds policy,procedure          only documents and questions of these kinds
    check.py --root DIR                        another copy of halden-domain

Questions are read from questions/<split>.jsonl and, before concatenation, from its parts
questions/<split>.<part>.jsonl. Where both exist, the whole must be exactly its parts.
"""

import argparse
import datetime
import json
import pathlib
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

KEYS = ["id", "kind", "title", "customer", "effective", "version", "series", "status", "supersedes"]
MINIMUM_DOCUMENTS = {
    "policy": 40, "procedure": 25, "announcement": 20, "manual": 10, "contract": 10, "price-list": 8,
}
CUSTOMERS = {
    "northwind-construction", "brightwater-utilities", "fjordline-events", "kestrel-demolition",
    "osterby-municipality", "lumen-solar", "stonebridge-quarries", "harbour-and-quay",
}
QUESTION_KEYS = ["id", "question", "customer", "answer", "accept", "answerable", "kind", "spans"]
SPLITS = ["dev", "held-back"]
SHINGLE_WORDS = 8
MAX_OVERLAP = 0.25
FEWEST_WORDS, MOST_WORDS = 40, 1200
MATCHES_BY_CHANCE = re.compile(r"\d{1,3}|[a-z]{1,3}")


@dataclass
class Document:
    """One corpus file: its typed front matter and its body (what span offsets count in)."""

    id: str
    kind: str
    title: str
    customer: str | None
    effective: datetime.date
    version: int
    series: str | None
    status: str
    supersedes: str | None
    body: str


class Problems:
    """Collects messages, so that one run shows everything that is wrong."""

    def __init__(self):
        self.messages = []

    def add(self, where, message):
        self.messages.append(f"{where}: {message}")


def read_document(path, doc_id, problems):
    """Parses one file strictly; None (with problems added) when its front matter is not usable."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(doc_id, f"not UTF-8: {error}")
        return None
    if "\r" in text or "\ufeff" in text or "\t" in text:
        problems.add(doc_id, "contains a carriage return, a byte order mark or a tab")
    if text != unicodedata.normalize("NFC", text):
        problems.add(doc_id, "is not in Unicode normal form C")
    match = re.match(r"---\n(.*?)\n---\n(.*)\Z", text, re.DOTALL)
    if not match:
        problems.add(doc_id, "does not begin with a front matter block between '---' lines")
        return None
    fields = front_matter(match.group(1), doc_id, problems)
    return fields and typed_document(fields, match.group(2), doc_id, problems)


def front_matter(block, doc_id, problems):
    """The block's key-value pairs; all keys, in the agreed order, one space after each colon."""
    pairs = []
    for line in block.split("\n"):
        match = re.fullmatch(r"([a-z]+): (\S(?:.*\S)?)", line)
        if not match:
            problems.add(doc_id, f"front matter line is not 'key: value': {line!r}")
            return None
        pairs.append(match.groups())
    keys = [key for key, _ in pairs]
    if keys != KEYS:
        problems.add(doc_id, f"front matter keys are {keys}, expected {KEYS} in this order")
        return None
    return dict(pairs)


def typed_document(fields, body, doc_id, problems):
    """Turns strings into types and checks what can be checked on one document alone."""
    def nullable(key):
        return None if fields[key] == "null" else fields[key]

    try:
        effective = datetime.date.fromisoformat(fields["effective"])
        version = int(fields["version"])
    except ValueError as error:
        problems.add(doc_id, f"bad effective or version: {error}")
        return None
    document = Document(
        fields["id"], fields["kind"], fields["title"], nullable("customer"), effective, version,
        nullable("series"), fields["status"], nullable("supersedes"), body,
    )
    check_fields(document, doc_id, problems)
    return document


def check_fields(document, doc_id, problems):
    """Identity, allowed values and length of one document."""
    if document.id != doc_id:
        problems.add(doc_id, f"id is {document.id!r}, but the path says {doc_id!r}")
        document.id = doc_id  # the rest of the checks count on ids that are keys
    if document.kind != doc_id.split("/")[0] or document.kind not in MINIMUM_DOCUMENTS:
        problems.add(doc_id, f"kind {document.kind!r} is unknown or not the folder's")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", doc_id.split("/")[-1]):
        problems.add(doc_id, "the slug may have lower-case ASCII letters, digits and single hyphens")
    if re.search(r": | #|^[\"'\[{>|*&!%@`]", document.title):
        problems.add(doc_id, f"the title would need quoting in YAML: {document.title!r}")
    if document.customer is not None and document.customer not in CUSTOMERS:
        problems.add(doc_id, f"unknown customer {document.customer!r}")
    if document.status not in ("current", "superseded"):
        problems.add(doc_id, f"unknown status {document.status!r}")
    words = len(document.body.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        problems.add(doc_id, f"{words} words; expected {FEWEST_WORDS} to {MOST_WORDS}")
    if not document.body.endswith("\n") or document.body.endswith("\n\n"):
        problems.add(doc_id, "the body must end with exactly one newline")


def load_corpus(root, kinds, problems):
    """All readable documents of the chosen kinds, by id."""
    documents = {}
    corpus = root / "corpus"
    for path in sorted(p for p in corpus.rglob("*") if p.is_file()):
        doc_id = path.relative_to(corpus).with_suffix("").as_posix()
        if doc_id.split("/")[0] not in kinds:
            if doc_id.split("/")[0] not in MINIMUM_DOCUMENTS:
                problems.add(doc_id, "lies outside of the kind folders")
            continue
        if path.suffix != ".md" or doc_id.count("/") != 1:
            problems.add(doc_id, "is not corpus/<kind>/<slug>.md")
            continue
        document = read_document(path, doc_id, problems)
        if document:
            documents[doc_id] = document
    return documents


def check_series(documents, problems):
    """Consecutive versions, each superseding the one before it, the last one alone current.

    A series may begin above 1: editions older than the corpus were not kept.
    """
    series = defaultdict(list)
    for document in documents.values():
        if document.series is None:
            if (document.version, document.status, document.supersedes) != (1, "current", None):
                problems.add(document.id, "without a series it must be version 1, current, superseding null")
        else:
            series[document.series].append(document)
    for name, members in series.items():
        members.sort(key=lambda member: member.version)
        versions = [member.version for member in members]
        if versions[0] < 1 or versions != list(range(versions[0], versions[0] + len(members))):
            problems.add(name, f"versions are {versions}, expected consecutive ones from 1 or later")
        if len({(member.kind, member.customer) for member in members}) != 1:
            problems.add(name, "members differ in kind or customer")
        if name.split("/")[0] != members[0].kind:
            problems.add(name, "a series is named <kind>/<slug>")
        current = [member.id for member in members if member.status == "current"]
        if current != [members[-1].id]:
            problems.add(name, f"current is {current}, expected only {members[-1].id}")
        for earlier, later in zip([None, *members], members):
            expected = earlier.id if earlier else None
            if later.supersedes != expected:
                problems.add(later.id, f"supersedes {later.supersedes}, expected {expected}")
            if earlier and earlier.effective >= later.effective:
                problems.add(later.id, f"is not effective later than {earlier.id}")


def words_of(text):
    """Lower-case words, without punctuation and Markdown."""
    return re.findall(r"\w+", text.lower())


def check_duplicates(documents, problems):
    """No two documents of different series may share a quarter of the smaller one's shingles."""
    shingles = {}
    for document in documents.values():
        words = words_of(document.body)
        shingles[document.id] = {
            tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)
        }
    ids = sorted(shingles)
    for position, left in enumerate(ids):
        for right in ids[position + 1 :]:
            if documents[left].series is not None and documents[left].series == documents[right].series:
                continue
            smaller = min(len(shingles[left]), len(shingles[right])) or 1
            overlap = len(shingles[left] & shingles[right]) / smaller
            if overlap >= MAX_OVERLAP:
                problems.add(left, f"shares {overlap:.0%} of its {SHINGLE_WORDS}-word runs with {right}")


def normalise(text):
    """How answers are compared: case, punctuation and spacing do not matter."""
    return " ".join(re.findall(r"[^\W_]+(?:[.,:]\d+)*|%", text.lower()))


def contains(haystack, needle):
    """Whether the needle's words stand in the haystack, as whole words, in order."""
    return f" {normalise(needle)} " in f" {normalise(haystack)} "


def read_lines(path, problems):
    """The JSON objects of one JSONL file."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            problems.add(f"{path.name}:{number}", f"not JSON: {error}")
            continue
        if not isinstance(row, dict) or sorted(row) != sorted(QUESTION_KEYS):
            problems.add(f"{path.name}:{number}", f"must be an object with exactly the keys {QUESTION_KEYS}")
            continue
        rows.append(row)
    return rows


def load_questions(root, split, kinds, problems):
    """The questions of one split, from the whole file if there is one, otherwise from its parts."""
    folder = root / "questions"
    whole = folder / f"{split}.jsonl"
    parts = [row for path in sorted(folder.glob(f"{split}.*.jsonl")) for row in read_lines(path, problems)]
    rows = parts
    if whole.exists():
        rows = read_lines(whole, problems)
        as_set = lambda many: Counter(json.dumps(row, sort_keys=True) for row in many)
        if parts and as_set(rows) != as_set(parts):
            problems.add(whole.name, "is not the concatenation of its parts")
    return [row for row in rows if row["kind"] in kinds]


def check_question(row, documents, problems):
    """One question: identity, the unanswerable form, or an answer that stands in its quotes."""
    where = row["id"]
    if not re.fullmatch(r"q-[a-z]+(-[a-z]+)*-\d{3}", where):
        problems.add(where, "id is not q-<kind or its short form>-NNN")
    if row["customer"] is not None and row["customer"] not in CUSTOMERS:
        problems.add(where, f"unknown customer {row['customer']!r}")
    if row["answerable"] is False:
        if (row["answer"], row["accept"], row["spans"]) != (None, [], []):
            problems.add(where, "unanswerable, so answer must be null, accept and spans empty")
        return
    if row["answerable"] is not True or not row["answer"] or not row["accept"] or not row["spans"]:
        problems.add(where, "answerable, so answer, accept and spans must be filled")
        return
    if row["answer"] not in row["accept"]:
        problems.add(where, "accept does not contain the answer itself")
    for accepted in row["accept"]:
        if MATCHES_BY_CHANCE.fullmatch(normalise(accepted)):
            problems.add(where, f"the accepted answer {accepted!r} is so short that it matches by chance")
    for span in row["spans"]:
        check_span(row, span, documents, problems)


def check_span(row, span, documents, problems):
    """A quote is one line of a document the asker may see, stands there once, and holds an answer."""
    where = row["id"]
    if sorted(span) != ["doc", "quote"]:
        problems.add(where, "a span has exactly the keys doc and quote")
        return
    document, quote = documents.get(span["doc"]), span["quote"]
    if document is None:
        problems.add(where, f"no document {span['doc']}")
        return
    found = document.body.count(quote)
    if found != 1:
        problems.add(where, f"the quote stands {found} times in {document.id}: {quote!r}")
    if document.kind != row["kind"]:
        problems.add(where, f"kind is {row['kind']}, but {document.id} is a {document.kind}")
    if document.customer not in (None, row["customer"]):
        problems.add(where, f"{document.id} belongs to {document.customer}, the asker is {row['customer']}")
    if "\n" in quote or re.search(r"[.!?][\")*]* +[A-ZÆØÅÄÖ]", quote.strip()):
        problems.add(where, f"the quote is more than one sentence or table row: {quote!r}")
    if not any(contains(quote, accepted) for accepted in row["accept"]):
        problems.add(where, f"none of {row['accept']} stands in the quote {quote!r}")
    if any(contains(row["question"], accepted) for accepted in row["accept"]):
        problems.add(where, "the question gives its own answer away")


def byte_ranges(rows, documents):
    """(doc, start, end, question id) of each quote, in bytes of the body."""
    for row in rows:
        for span in row["spans"]:
            document = documents.get(span["doc"])
            at = document.body.find(span["quote"]) if document else -1
            if at >= 0:
                start = len(document.body[:at].encode())
                yield document.id, start, start + len(span["quote"].encode()), row["id"]


def check_splits(questions, documents, problems):
    """Ids and wordings are unique over both splits, and no quote of one overlaps one of the other."""
    everything = [row for split in SPLITS for row in questions[split]]
    for what, count in Counter(row["id"] for row in everything).items():
        if count > 1:
            problems.add(what, f"the id is used {count} times")
    for what, count in Counter((normalise(row["question"]), row["customer"]) for row in everything).items():
        if count > 1:
            problems.add("questions", f"asked {count} times: {what[0]!r}")
    dev, held_back = (list(byte_ranges(questions[split], documents)) for split in SPLITS)
    for doc, start, end, left in dev:
        for other, other_start, other_end, right in held_back:
            if doc == other and start < other_end and other_start < end:
                problems.add(left, f"its quote in {doc} overlaps that of held-back {right}")


def check_counts(documents, kinds, problems):
    """Each kind has the number of documents that retrieval needs to be hard enough."""
    counts = Counter(document.kind for document in documents.values())
    for kind in sorted(kinds):
        if counts[kind] < MINIMUM_DOCUMENTS[kind]:
            problems.add(kind, f"{counts[kind]} documents, at least {MINIMUM_DOCUMENTS[kind]} wanted")
    return counts


def main():
    """Runs every check and reports."""
    parser = argparse.ArgumentParser(description="Checks the Halden corpus and its questions.")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent)
    parser.add_argument("--kinds", default=",".join(MINIMUM_DOCUMENTS))
    arguments = parser.parse_args()
    kinds = set(arguments.kinds.split(","))
    if unknown := kinds - set(MINIMUM_DOCUMENTS):
        parser.error(f"unknown kinds: {sorted(unknown)}")

    problems = Problems()
    documents = load_corpus(arguments.root, kinds, problems)
    counts = check_counts(documents, kinds, problems)
    check_series(documents, problems)
    check_duplicates(documents, problems)
    questions = {split: load_questions(arguments.root, split, kinds, problems) for split in SPLITS}
    for split in SPLITS:
        if not questions[split]:
            problems.add(split, "has no questions")
        for row in questions[split]:
            check_question(row, documents, problems)
    check_splits(questions, documents, problems)

    for message in problems.messages:
        print(message)
    print(f"documents: {len(documents)} {dict(sorted(counts.items()))}")
    for split in SPLITS:
        answerable = sum(row["answerable"] for row in questions[split])
        print(f"{split}: {len(questions[split])} questions, {answerable} answerable")
    print(f"{len(problems.messages)} problems")
    return 1 if problems.messages else 0


if __name__ == "__main__":
    sys.exit(main())
