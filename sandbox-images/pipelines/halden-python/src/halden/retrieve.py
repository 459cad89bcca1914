"""Finds candidates: a lexical leg, a dense leg, and what is made of both."""

from dataclasses import dataclass
from enum import StrEnum

from halden.config import RerankConfig, RetrieveConfig
from halden.embed import Embedder
from halden.errors import HaldenError
from halden.fuse import Candidate, reciprocal_ranks
from halden.index.dense import DenseIndex
from halden.index.lexical import LexicalIndex
from halden.rerank import rerank
from halden.scope import Scope
from halden.telemetry import tell_results, tracer


class Leg(StrEnum):
    """How far down the pipeline a search goes."""

    BM25 = "bm25"
    DENSE = "dense"
    FUSED = "fused"
    RERANKED = "reranked"


@dataclass(frozen=True, slots=True)
class Retriever:
    """The retrieval stage over opened indexes."""

    lexical: LexicalIndex
    dense: DenseIndex
    embedder: Embedder
    config: RetrieveConfig
    rerank: RerankConfig

    def search(self, question: str, scope: Scope, leg: Leg, limit: int) -> list[Candidate]:
        """The best candidates of a leg, best first. Raises HaldenError."""
        with tracer.start_as_current_span("retrieve", attributes={"leg": leg.capitalize()}):
            if not question.strip():
                raise HaldenError("the question is empty")
            found = self._candidates(question, scope, leg, max(self.config.candidates, limit))
            # Both legs filter. If one ever does not, stop rather than show a customer's papers.
            if not all(scope.admits(candidate.record.audience) for candidate in found):
                raise HaldenError(f"the {leg} leg returned a document outside the asker's scope")
            if leg is Leg.RERANKED:
                found = rerank(question, found, self.rerank)
            return found[:limit]

    def _candidates(self, question: str, scope: Scope, leg: Leg, depth: int) -> list[Candidate]:
        match leg:
            case Leg.BM25:
                return self._lexical_leg(question, scope, depth)
            case Leg.DENSE:
                return self._dense_leg(question, scope, depth)
            case Leg.FUSED | Leg.RERANKED:
                lexical = self._lexical_leg(question, scope, depth)
                dense = self._dense_leg(question, scope, depth)
                return reciprocal_ranks([lexical, dense], self.config.rrf_k)

    def _lexical_leg(self, question: str, scope: Scope, limit: int) -> list[Candidate]:
        with tracer.start_as_current_span("lexical leg") as span:
            hits = self.lexical.search(question, scope, limit)
            found = [Candidate(record, score) for record, score in hits]
            tell_results(span, found)
            return found

    def _dense_leg(self, question: str, scope: Scope, limit: int) -> list[Candidate]:
        with tracer.start_as_current_span("dense leg") as span:
            vector = self.embedder.embed_one(question)
            hits = self.dense.search(vector, scope, limit)
            found = [Candidate(record, cosine, cosine) for record, cosine in hits]
            tell_results(span, found)
            return found
