"""What is open while questions are answered."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from halden.config import Config
from halden.embed import Embedder
from halden.environment import Environment
from halden.errors import HaldenError
from halden.index.dense import DenseIndex
from halden.index.lexical import LexicalIndex
from halden.index.manifest import Fingerprint, Manifest
from halden.provider import Provider
from halden.retrieve import Retriever


@dataclass(frozen=True, slots=True)
class Session:
    """The opened stores and clients that searching and answering share."""

    config: Config
    environment: Environment
    provider: Provider
    lexical: LexicalIndex
    dense: DenseIndex
    manifest: Manifest

    @classmethod
    def open(cls, config: Config, environment: Environment) -> "Session":
        """Open what an earlier ingest made. Refuses, with HaldenError, what was made otherwise."""
        manifest = Manifest.load(environment.state)
        if manifest is None:
            raise HaldenError("nothing has been ingested yet; run `halden ingest`")
        manifest.require(Fingerprint.of(config))
        return cls(
            config=config,
            environment=environment,
            provider=Provider(environment, config.retry),
            lexical=LexicalIndex.open(lexical_folder(environment.state)),
            dense=DenseIndex(environment.qdrant_rest_url, config.embed.dimensions),
            manifest=manifest,
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.provider.close()
        self.dense.close()

    @property
    def retriever(self) -> Retriever:
        """The retrieval stage."""
        return Retriever(
            lexical=self.lexical,
            dense=self.dense,
            embedder=Embedder(self.provider, self.config.embed),
            config=self.config.retrieve,
            rerank=self.config.rerank,
        )


def lexical_folder(state: Path) -> Path:
    """Where the lexical index is."""
    return state / "bm25"
