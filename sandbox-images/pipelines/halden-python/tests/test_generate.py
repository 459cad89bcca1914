import pytest

from halden.generate import generate
from halden.prompt.template import Turn
from halden.provider import ChatResponse, MalformedError, Usage
from provider_stub import StubProvider, says
from samples import config

TURNS = [Turn("system", "s"), Turn("user", "u")]


def test_a_completion_is_asked_for_with_the_rendered_prompt() -> None:
    provider = StubProvider(says("text", model="another"))
    generated = generate(provider, config().chat, TURNS)
    assert (generated.text, generated.model, generated.truncated) == ("text", "another", False)
    assert generated.usage.prompt_tokens == 7
    (request,) = provider.asked
    assert (request.model, request.max_tokens, request.temperature) == ("c", 300, 0)
    assert [(message.role, message.content) for message in request.messages] == [
        ("system", "s"),
        ("user", "u"),
    ]


def test_a_cut_off_answer_is_marked_as_such() -> None:
    assert generate(StubProvider(says("te", "length")), config().chat, TURNS).truncated


@pytest.mark.parametrize(
    "response",
    [
        says(None),
        says(" \n"),
        ChatResponse(model="c", choices=[], usage=Usage(prompt_tokens=0, completion_tokens=0)),
    ],
)
def test_nothing_is_not_an_answer(response: ChatResponse) -> None:
    with pytest.raises(MalformedError):
        generate(StubProvider(response), config().chat, TURNS)
