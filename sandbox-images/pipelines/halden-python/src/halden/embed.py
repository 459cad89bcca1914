"""Texts to vectors, in order.

The provider may answer a batch in any order and says of each vector which text it belongs to;
batches run side by side. Both orders are restored here, and anything but one vector for each text
is refused, because a shifted vector looks like any other.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass

from halden.chunk.word_pieces import word_pieces
from halden.config import EmbedConfig
from halden.errors import HaldenError
from halden.provider import EmbeddingsResponse, Provider
from halden.telemetry import fields

Vector = list[float]

_log = logging.getLogger(__name__)


class EmbedError(HaldenError):
    """Vectors that must not be used."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of some texts, in the order of the texts, and the requests they took."""

    vectors: list[Vector]
    requests: int


@dataclass(frozen=True, slots=True)
class Embedder:
    """The embedding stage."""

    provider: Provider
    config: EmbedConfig

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Embed any number of texts. Raises EmbedError or ProviderError."""
        size = max(self.config.batch, 1)
        batches = [texts[at : at + size] for at in range(0, len(texts), size)]
        if len(batches) == 1:
            return Embedded(self._batch(batches[0]), 1)
        # The context holds the current span, which a new thread would not know.
        contexts = [copy_context() for _ in batches]
        with ThreadPoolExecutor(max(self.config.concurrency, 1)) as pool:
            # `map` keeps the order of the batches, whichever is done first.
            answers = pool.map(self._batch_within, contexts, batches)
            vectors = [vector for answer in answers for vector in answer]
        return Embedded(vectors, len(batches))

    def embed_one(self, text: str) -> Vector:
        """Embed a question. Raises EmbedError or ProviderError."""
        return self._batch([text])[0]

    def _batch_within(self, context: Context, texts: Sequence[str]) -> list[Vector]:
        return context.run(self._batch, texts)

    def _batch(self, texts: Sequence[str]) -> list[Vector]:
        response = self.provider.embeddings(self.config.model, texts)
        if response.model != self.config.model:
            # Vectors of another model would be compared with ours as if they were alike.
            raise EmbedError(
                f"asked for the embedding model `{self.config.model}`, "
                f"but `{response.model}` answered"
            )
        estimate = sum(map(word_pieces, texts))
        counted = response.usage.prompt_tokens
        if counted > estimate:
            noted = fields(estimate=estimate, counted=counted)
            _log.warning("texts are longer than we think: tails may be lost", extra=noted)
        return in_order(response, len(texts), self.config.dimensions)


def in_order(response: EmbeddingsResponse, texts: int, dimensions: int) -> list[Vector]:
    """Put each vector where its index says. Raises EmbedError unless there is one for each."""
    if len(response.data) != texts:
        raise _mismatch(f"{len(response.data)} vectors for {texts} inputs")
    vectors: dict[int, Vector] = {}
    for item in response.data:
        if len(item.embedding) != dimensions:
            raise _mismatch(f"{len(item.embedding)} dimensions, not {dimensions}")
        if item.index >= texts or item.index in vectors:
            raise _mismatch(f"index {item.index} is out of range or repeated")
        vectors[item.index] = item.embedding
    return [vectors[index] for index in range(texts)]


def _mismatch(problem: str) -> EmbedError:
    return EmbedError(f"the embeddings do not match their inputs: {problem}")
