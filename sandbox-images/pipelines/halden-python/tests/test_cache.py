from dataclasses import replace
from pathlib import Path

import pytest

from halden.answer import Answer, PromptUsed, Usage, Validation
from halden.cache import AnswerCache, CacheKey
from halden.scope import Scope
from samples import config

KEY = CacheKey(
    question="q",
    scope=Scope(None),
    prompt_sha256="p",
    index_epoch="e",
    config=config(),
    release="1",
)
ANSWER = Answer(
    question="q",
    answer="It is 14 days. [1] ü",
    abstained=False,
    citations=[],
    prompt=PromptUsed(name="answer", version=1, label="production", sha256="p"),
    model="m",
    usage=Usage(prompt_tokens=1, completion_tokens=1),
    context=[],
    validation=Validation(grounded=True, problems=[]),
)


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, question="Q"),
        replace(KEY, scope=Scope("lumen-solar")),
        replace(KEY, prompt_sha256="p2"),
        replace(KEY, index_epoch="e2"),
        replace(KEY, config=config(chat={"model": "another"})),
        replace(KEY, release="2"),
    ],
)
def test_every_part_of_the_key_separates_answers(tmp_path: Path, other: CacheKey) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(KEY, ANSWER)
    assert cache.get(KEY) == ANSWER
    assert cache.get(other) is None


def test_an_entry_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.put(KEY, ANSWER)
    (entry,) = (tmp_path / "answers").iterdir()
    entry.write_bytes(b'{"answer": {"question": "q"')
    assert cache.get(KEY) is None
