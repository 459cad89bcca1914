from collections.abc import Sequence

import pytest

from halden.embed import Embedder
from halden.errors import HaldenError
from halden.index.dense import DenseIndex
from halden.index.lexical import LexicalIndex
from halden.index.record import Record
from halden.provider import Embedding, EmbeddingsResponse, EmbeddingsUsage, Provider
from halden.retrieve import Leg, Retriever
from halden.scope import Scope, audience
from samples import config, record

CONFIG = config()
PUBLIC = record("policy/rebate", "The rebate is two percent.")
FOREIGN = record("contract/kestrel", "Seven percent.", audience=audience("kestrel-demolition"))


class Lexical(LexicalIndex):
    """Finds what it was told to, whoever asks."""

    def __init__(self, *records: Record) -> None:
        self.records = records

    def search(self, question: str, scope: Scope, limit: int) -> list[tuple[Record, float]]:
        del question, scope
        return [(found, 1.0) for found in self.records][:limit]


class Dense(DenseIndex):
    """Finds what it was told to, whoever asks."""

    def __init__(self, *records: Record) -> None:
        self.records = records

    def search(
        self, vector: Sequence[float], scope: Scope, limit: int
    ) -> list[tuple[Record, float]]:
        del vector, scope
        return [(found, 0.5) for found in self.records][:limit]


class Constant(Provider):
    """The same vector for everything."""

    def __init__(self) -> None:
        pass

    def embeddings(self, model: str, texts: Sequence[str]) -> EmbeddingsResponse:
        data = [Embedding(index=index, embedding=[1.0, 0.0]) for index in range(len(texts))]
        return EmbeddingsResponse(data=data, model=model, usage=EmbeddingsUsage(prompt_tokens=1))


def retriever(lexical: list[Record], dense: list[Record]) -> Retriever:
    embedder = Embedder(Constant(), CONFIG.embed)
    legs = Lexical(*lexical), Dense(*dense)
    return Retriever(*legs, embedder, CONFIG.retrieve, CONFIG.rerank)


@pytest.mark.parametrize(
    ("leg", "lexical", "dense"),
    [
        (Leg.BM25, [PUBLIC, FOREIGN], []),
        (Leg.DENSE, [], [PUBLIC, FOREIGN]),
        (Leg.FUSED, [PUBLIC], [FOREIGN]),
        (Leg.RERANKED, [FOREIGN], [PUBLIC]),
    ],
)
def test_a_leg_that_does_not_filter_is_stopped(
    leg: Leg, lexical: list[Record], dense: list[Record]
) -> None:
    with pytest.raises(HaldenError, match="outside the asker's scope"):
        retriever(lexical, dense).search("rebate", Scope("lumen-solar"), leg, 1)


def test_both_legs_find_for_an_answer() -> None:
    other = record("policy/other", "Another rebate.")
    found = retriever([PUBLIC], [other]).search("rebate", Scope(None), Leg.RERANKED, 5)
    assert {candidate.record.doc for candidate in found} == {"policy/rebate", "policy/other"}


def test_an_empty_question_is_refused() -> None:
    with pytest.raises(HaldenError, match="empty"):
        retriever([], []).search(" \n", Scope(None), Leg.BM25, 5)
