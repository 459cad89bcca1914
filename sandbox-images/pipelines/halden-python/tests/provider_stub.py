"""A provider that says what a test wants."""

from halden.errors import HaldenError
from halden.provider import ChatRequest, ChatResponse, Choice, Completion, Provider, Usage


class StubProvider(Provider):
    """Answers one chat after the other, and remembers what it was asked."""

    def __init__(self, *replies: ChatResponse | HaldenError) -> None:
        self.replies = list(replies)
        self.asked: list[ChatRequest] = []

    def chat(self, request: ChatRequest) -> ChatResponse:
        self.asked.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, HaldenError):
            raise reply
        return reply


def says(text: str | None, finish_reason: str = "stop", model: str = "c") -> ChatResponse:
    """A completion."""
    choice = Choice(message=Completion(content=text), finish_reason=finish_reason)
    usage = Usage(prompt_tokens=7, completion_tokens=3)
    return ChatResponse(model=model, choices=[choice], usage=usage)
