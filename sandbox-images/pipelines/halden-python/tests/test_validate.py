import re

import pytest

from halden.answer import Validation
from halden.validate import Checked, validate
from samples import record

CONTEXT = [
    record("policy/a", "A full refund is given until 72 hours before the start."),
    record("policy/b", "Late returns have a grace of 30 minutes."),
]
SOUND = "Full refund until 72 hours before the start."


def check(answer: str, *, truncated: bool = False) -> Checked:
    return validate(answer, CONTEXT, truncated=truncated)


def test_an_answer_from_its_source_is_grounded() -> None:
    checked = check(f"{SOUND} [1] [1]")
    assert checked == Checked(
        abstained=False, cited=[0], validation=Validation(grounded=True, problems=[])
    )


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (SOUND, "cites nothing"),
        (f"{SOUND} [2]", "numbers that are not in the sources: 72"),
        ("Full refund until 48 hours before the start. [1]", "numbers .* sources: 48"),
        ("Bring cake and coffee for everyone. [1]", "only 0 % of its terms"),
    ],
)
def test_what_its_sources_do_not_say_is_not_grounded(answer: str, problem: str) -> None:
    validation = check(answer).validation
    assert not validation.grounded
    assert re.match(problem, validation.problems[0])


@pytest.mark.parametrize("number", ["7", "0", "999999"])
def test_a_block_that_is_not_there_is_a_problem(number: str) -> None:
    checked = check(f"{SOUND} [1, {number}]")
    assert checked.cited == [0]
    assert checked.validation.grounded
    assert checked.validation.problems == [f"cites [{number}], which is not in the context"]


@pytest.mark.parametrize("noise", ["[", "[1", "[x]", "[²]", f"[{'9' * 5000}]", "[]"])
def test_brackets_that_cite_nothing_are_text(noise: str) -> None:
    assert check(f"{SOUND} [1] {noise}").cited == [0]


def test_an_abstention_cites_nothing_and_stands() -> None:
    checked = check("I don’t know, based on the documents I have. [1]")
    assert (checked.abstained, checked.cited, checked.validation.grounded) == (True, [], True)


def test_an_answer_that_was_cut_off_is_said_to_be() -> None:
    assert check(f"{SOUND} [1]", truncated=True).validation.problems[0].startswith("truncated")
