import json
from pathlib import Path

import pytest

from halden.corpus import Corpus
from halden.errors import HaldenError
from halden.eval.metrics import Span
from halden.eval.questions import Question, read_questions
from halden.strict import parse
from samples import document

CORPUS = Corpus([document("Kjær ünd 72 hours.\n72 hours.\n", "policy/a")], [])


def question(*quotes: tuple[str, str], answerable: bool = True) -> Question:
    spans = [{"doc": doc, "quote": quote} for doc, quote in quotes]
    line = {"id": "q", "question": "?", "answerable": answerable, "spans": spans}
    return parse(Question, json.dumps(line))


def test_a_quote_is_found_by_its_bytes_at_its_first_place() -> None:
    (span,) = question(("policy/a", "72 hours")).locate(CORPUS)
    assert span == Span(doc="policy/a", start=11, end=19)


@pytest.mark.parametrize(
    "stale",
    [
        question(("policy/a", "48 hours")),
        question(("policy/b", "72 hours")),
        question(),
        question(("policy/a", "72 hours"), answerable=False),
    ],
)
def test_stale_gold_is_an_error(stale: Question) -> None:
    with pytest.raises(HaldenError):
        stale.locate(CORPUS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no questions"),
        ('{"id":"a","question":"?"}\n\n{"id":"b"}\n', "line 3"),
        ('{"id":"a","question":"?","costumer":"c"}', "costumer"),
        ('{"id":"a","question":"?","id":"b"}', "twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_not_a_question_less(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(text)
    with pytest.raises(HaldenError, match=says):
        read_questions(file)
