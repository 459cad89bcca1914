import json

import pytest

from halden.errors import HaldenError
from halden.eval.recorded import Recorded
from halden.eval.verdict import Judged, Verdict, read_verdict, summarize
from halden.strict import parse

SUPPORTED = '{"verdict":"pass","reason":"in [1]"}'


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SUPPORTED, "pass"),
        (f" {SUPPORTED}\n", "pass"),
        ('{"reason":"no","verdict":"fail"}', "fail"),
    ],
)
def test_a_plain_verdict_with_a_reason_is_one(text: str, verdict: Verdict) -> None:
    assert read_verdict(text).verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PASS: it is in the first block",
        f"```json\n{SUPPORTED}\n```",
        f"The verdict: {SUPPORTED}",
        f"{SUPPORTED} {SUPPORTED}",
        f"[{SUPPORTED}]",
        '["pass","in [1]"]',
        f"\ufeff{SUPPORTED}",
        '{"verdict":"pass"}',
        '{"reason":"in [1]"}',
        '{"verdict":"pass","reason":" "}',
        '{"verdict":"pass","reason":null}',
        '{"verdict":"pass","reason":["in [1]"]}',
        '{"verdict":"PASS","reason":"in [1]"}',
        '{"verdict":"pass ","reason":"in [1]"}',
        '{"verdict":"not pass","reason":"in [1]"}',
        '{"verdict":"unscored","reason":"in [1]"}',
        '{"verdict":true,"reason":"in [1]"}',
        '{"verdict":["pass"],"reason":"in [1]"}',
        '{"verdict":"fail","verdict":"pass","reason":"in [1]"}',
        '{"verdict":"pass","reason":"in [1]","score":NaN}',
        '{"verdict":"pass","reason":"\\ud83d"}',
        '{"verdict":"pass","reason":"in [',
        '{"a":' * 5000,
    ],
)
def test_everything_else_is_unscored(text: str) -> None:
    assert read_verdict(text).verdict == "unscored"


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"text": SUPPORTED}, "pass"),
        ({"text": SUPPORTED, "truncated": True}, "unscored"),
        ({"error": "503"}, "unscored"),
    ],
)
def test_a_failed_call_and_a_cut_off_text_are_unscored(
    fields: dict[str, object], verdict: Verdict
) -> None:
    assert parse(Recorded, json.dumps({"id": "a", **fields})).read().verdict == verdict


@pytest.mark.parametrize("fields", [{}, {"text": SUPPORTED, "error": "503"}])
def test_a_line_holds_a_text_or_an_error(fields: dict[str, object]) -> None:
    with pytest.raises(HaldenError, match="`a`"):
        parse(Recorded, json.dumps({"id": "a", **fields})).read()


def judged(*verdicts: Verdict) -> list[Judged]:
    return [Judged(id=str(n), verdict=verdict, reason="r") for n, verdict in enumerate(verdicts)]


def test_unscored_stays_in_the_denominator_and_abstentions_do_not() -> None:
    summary = summarize(judged("pass", "fail", "unscored", "abstained", "pass"), ("m", 1))
    assert summary.faithfulness == 0.5
    assert (summary.judged, summary.passed, summary.failed) == (4, 2, 1)
    assert (summary.unscored_ids, summary.abstained) == (["2"], 1)
    assert summarize(judged("abstained"), None).faithfulness is None


def test_no_verdict_counts_twice() -> None:
    with pytest.raises(HaldenError, match="`0`"):
        summarize([*judged("pass"), *judged("fail")], None)
