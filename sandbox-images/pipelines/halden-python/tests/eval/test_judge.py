import pytest

from halden.errors import HaldenError
from halden.eval.judge import Case, Judge
from halden.prompt.registry import Prompt
from halden.prompt.template import Template
from halden.provider import ChatResponse, MalformedError, StatusError
from halden.validate import ABSTENTION
from provider_stub import StubProvider, says
from samples import config

FILE = """---
purpose: p
required: [context, question, answer]
---
# System
Judge.

# User
{{context}} {{question}} {{answer}}
"""
PASS = says('{"verdict":"pass","reason":"in [1]"}')
CUT_OFF = says('{"verdict":"pass","reason":"in [1]"}', "length")
GARBAGE = says("I think it is fine.")


def judge(
    *replies: ChatResponse | HaldenError, answer: str = "30 minutes. [1]"
) -> tuple[str, StubProvider]:
    provider = StubProvider(*replies)
    prompt = Prompt("judge", 1, "production", "", FILE, Template.parse(FILE))
    case = Case(id="q", question="How long?", context="[1] It is 30 minutes.", answer=answer)
    return Judge(provider, config().judge, prompt).judge(case).verdict, provider


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ([PASS], "pass"),
        ([GARBAGE, PASS], "pass"),
        ([GARBAGE, GARBAGE, PASS], "unscored"),
        ([CUT_OFF, CUT_OFF, PASS], "unscored"),
        ([MalformedError("empty"), PASS], "pass"),
        ([StatusError(503, "down"), PASS], "unscored"),
    ],
)
def test_only_an_unusable_verdict_is_asked_for_once_more(
    replies: list[ChatResponse | HaldenError], verdict: str
) -> None:
    assert judge(*replies)[0] == verdict


def test_the_judge_is_asked_the_same_again() -> None:
    _, provider = judge(GARBAGE, PASS)
    first, second = provider.asked
    assert first == second
    assert first.messages[1].content == "[1] It is 30 minutes. How long? 30 minutes. [1]"


def test_an_abstention_is_not_sent() -> None:
    assert judge(answer=ABSTENTION)[0] == "abstained"


def test_a_case_that_the_prompt_cannot_hold_is_unscored() -> None:
    assert judge(answer=" ")[0] == "unscored"
