import io
import json

import pytest

from halden.answer import Answer, PromptUsed, Usage, Validation
from halden.errors import HaldenError
from halden.worker import Request, serve


def respond(request: Request) -> tuple[Answer, bool]:
    if request.question == "fails":
        raise HaldenError("no answer")
    answer = Answer(
        question=request.question,
        answer="a",
        abstained=False,
        citations=[],
        prompt=PromptUsed(name="answer", version=1, sha256=""),
        model="m",
        usage=Usage(prompt_tokens=0, completion_tokens=0),
        context=[],
        validation=Validation(grounded=True, problems=[]),
    )
    return answer, True


class Pipe(io.StringIO):
    """An output that knows what had been flushed."""

    flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


def test_each_line_gets_a_line_whatever_it_holds() -> None:
    lines = [
        b'{"id":"1","question":"one"}\n',
        b"\n",
        b'{"id":"2"}\n',
        b"\xff\xfe\n",
        b'{"id":"3","question":"fails"}\n',
        b'{"id":"4","question":"four","customer":"c"}',
    ]
    pipe = Pipe()
    serve(lines, pipe, respond)
    assert pipe.flushed == pipe.getvalue()
    replies = [json.loads(line) for line in pipe.flushed.splitlines()]
    assert [reply["id"] for reply in replies] == ["1", None, None, "3", "4"]
    assert (replies[0]["answer"], replies[0]["stale_prompt"]) == ("a", True)
    assert "question" in replies[1]["error"]
    assert replies[3]["error"] == "no answer"
    assert replies[4]["question"] == "four"


@pytest.mark.parametrize(
    "line",
    [b"null", b"[]", b'{"id":1,"question":"q"}', b'{"id":"1","question":"q","more":1}'],
)
def test_what_is_not_a_question_is_said_to_be_none(line: bytes) -> None:
    pipe = Pipe()
    serve([line], pipe, respond)
    reply = json.loads(pipe.flushed)
    assert reply["id"] is None
    assert reply["error"].startswith("not a question")
