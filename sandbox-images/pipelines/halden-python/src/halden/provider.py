"""The OpenAI-compatible API that serves embeddings and chat. Retries happen here, nowhere above."""

import logging
import random
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, TypeVar

import httpx
from opentelemetry import trace
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from halden.config import RetryConfig
from halden.environment import Environment
from halden.errors import HaldenError
from halden.telemetry import fields, tracer
from halden.transport import client

Answer = TypeVar("Answer", bound=BaseModel)
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class ProviderError(HaldenError):
    """A request to the provider failed."""

    transient = False
    """Whether the same request may succeed a moment later."""
    retry_after = 0.0
    """The seconds that the provider asked us to wait."""


class TransportError(ProviderError):
    """No answer. What was sent and not answered may have been paid for, and is not repeated."""

    def __init__(self, cause: httpx.RequestError) -> None:
        super().__init__(f"no answer from the provider: {cause or type(cause).__name__}")
        self.transient = isinstance(cause, httpx.ConnectError)


class StatusError(ProviderError):
    """An answer that says no."""

    def __init__(self, status: int, body: str, retry_after: float = 0.0) -> None:
        super().__init__(f"the provider answered {status}: {body}")
        self.status = status
        self.retry_after = retry_after
        exhausted = status == 429 and "insufficient_quota" in body  # noqa: PLR2004
        self.transient = (status == 429 or 500 <= status <= 599) and not exhausted  # noqa: PLR2004


class MalformedError(ProviderError):
    """An answer that is not what the API promises."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the provider's answer is not usable: {problem}")


class Message(BaseModel):
    """One turn of a conversation."""

    model_config = ConfigDict(frozen=True)

    role: str
    content: str


class ChatRequest(BaseModel):
    """A conversation to complete. The same question should get the same answer: temperature 0."""

    model_config = ConfigDict(frozen=True)

    model: str
    messages: list[Message]
    temperature: float = 0.0
    max_tokens: int


class _Received(BaseModel):
    """What the provider says. Further keys are its own business."""

    model_config = ConfigDict(frozen=True, strict=True)


class Usage(_Received):
    """The tokens of a chat: read and written."""

    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class Completion(_Received):
    """The text of a completion; null if the model refused."""

    content: str | None = None


class Choice(_Received):
    """One completion, and why it ended: `stop`, or `length` when it was cut off."""

    message: Completion
    finish_reason: str | None = None


class ChatResponse(_Received):
    """The answer to a chat. Its model need not be the one that was asked for."""

    model: str
    choices: list[Choice]
    usage: Usage


class Embedding(_Received):
    """A vector, and the index of the text that it belongs to."""

    index: int = Field(ge=0)
    embedding: list[float]


class EmbeddingsUsage(_Received):
    """The tokens of all texts of a request together."""

    prompt_tokens: int = Field(ge=0)


class EmbeddingsResponse(_Received):
    """Vectors, in any order."""

    data: list[Embedding]
    model: str
    usage: EmbeddingsUsage


class Retries:
    """Exponential backoff with full jitter, inside a budget for the whole run."""

    def __init__(self, config: RetryConfig, sleep: Callable[[float], None] = time.sleep) -> None:
        self._config = config
        self._left = config.budget
        self._lock = threading.Lock()
        self._sleep = sleep

    def run(self, attempt: Callable[[], Result]) -> Result:
        """Call until it succeeds, fails for good, or the budget is spent. Raises ProviderError."""
        made = 0
        while True:
            try:
                return attempt()
            except ProviderError as error:
                made += 1
                if not error.transient or made >= self._config.attempts or not self._spend():
                    raise
                pause = self._pause(made, error.retry_after)
                noted = fields(attempt=made, pause_ms=round(pause * 1000), error=str(error))
                _log.warning("retrying", extra=noted)
            self._sleep(pause)

    def _spend(self) -> bool:
        with self._lock:
            if self._left == 0:
                return False
            self._left -= 1
            return True

    def _pause(self, made: int, asked: float) -> float:
        mean = self._config.base_ms / 1000 * 2 ** min(made - 1, 16)
        jittered = random.uniform(0, 2 * mean)  # noqa: S311  # not a secret
        return min(max(jittered, asked), self._config.max_ms / 1000)


class Provider:
    """A connection to the provider. Safe to use from several threads."""

    def __init__(self, environment: Environment, retry: RetryConfig) -> None:
        url, key = environment.openai_base_url, environment.openai_api_key
        self._http = client(url, retry.timeout_seconds, key)
        self._retries = Retries(retry)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def chat(self, request: ChatRequest) -> ChatResponse:
        """Complete a conversation. Raises ProviderError."""
        with _client_span("chat", request.model) as span:
            span.set_attribute("gen_ai.request.max_tokens", request.max_tokens)
            span.set_attribute("gen_ai.request.temperature", request.temperature)
            response = self._post("chat/completions", request.model_dump(), ChatResponse)
            span.set_attribute("gen_ai.response.model", response.model)
            span.set_attribute("gen_ai.usage.input_tokens", response.usage.prompt_tokens)
            span.set_attribute("gen_ai.usage.output_tokens", response.usage.completion_tokens)
            reasons = [choice.finish_reason for choice in response.choices[:1]]
            if reasons and reasons[0] is not None:
                span.set_attribute("gen_ai.response.finish_reasons", [reasons[0]])
            return response

    def embeddings(self, model: str, texts: Sequence[str]) -> EmbeddingsResponse:
        """Embed a batch. Raises ProviderError."""
        with _client_span("embeddings", model) as span:
            span.set_attribute("halden.embeddings.inputs", len(texts))
            body = {"model": model, "input": list(texts), "encoding_format": "float"}
            response = self._post("embeddings", body, EmbeddingsResponse)
            span.set_attribute("gen_ai.response.model", response.model)
            span.set_attribute("gen_ai.usage.input_tokens", response.usage.prompt_tokens)
            return response

    def _post(self, path: str, body: Mapping[str, object], answer: type[Answer]) -> Answer:
        return self._retries.run(lambda: self._post_once(path, body, answer))

    def _post_once(self, path: str, body: Mapping[str, object], answer: type[Answer]) -> Answer:
        try:
            response = self._http.post(path, json=body)
        except httpx.RequestError as error:
            raise TransportError(error) from error
        if not response.is_success:
            raise StatusError(response.status_code, response.text, _retry_after(response))
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise MalformedError(error.errors()[0]["msg"]) from error


def _retry_after(response: httpx.Response) -> float:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else 0.0


@contextmanager
def _client_span(
    operation: Literal["chat", "embeddings"], model: str
) -> Generator[trace.Span, None, None]:
    """A span by OpenTelemetry's conventions for generative AI."""
    with tracer.start_as_current_span(
        f"{operation} {model}",
        kind=trace.SpanKind.CLIENT,
        attributes={
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": model,
        },
    ) as span:
        yield span
