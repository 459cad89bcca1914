"""Asks the chat model."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from halden.answer import Usage
from halden.config import ChatConfig
from halden.prompt.template import Turn
from halden.provider import ChatRequest, MalformedError, Message, Provider

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generated:
    """A completion, and the model that wrote it, as the provider says."""

    text: str
    model: str
    truncated: bool
    """Whether it was cut off before its end."""
    usage: Usage


def generate(provider: Provider, config: ChatConfig, turns: Sequence[Turn]) -> Generated:
    """Complete a rendered prompt. Raises ProviderError."""
    messages = [Message(role=turn.role, content=turn.content) for turn in turns]
    response = provider.chat(
        ChatRequest(model=config.model, messages=messages, max_tokens=config.max_tokens)
    )
    if not response.choices:
        raise MalformedError("no completion")
    choice = response.choices[0]
    text = choice.message.content or ""
    if not text.strip():
        raise MalformedError("an empty completion")
    if response.model != config.model:
        _log.warning("another model answered: asked %s, served %s", config.model, response.model)
    return Generated(
        text=text,
        model=response.model,
        truncated=choice.finish_reason == "length",
        usage=Usage(
            prompt_tokens=response.usage.prompt_tokens,
            completion_tokens=response.usage.completion_tokens,
        ),
    )
