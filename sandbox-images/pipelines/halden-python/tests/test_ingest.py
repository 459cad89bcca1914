"""Ingests over the life of a corpus, with a dense index and an embedder that live in memory."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from halden.corpus import Corpus
from halden.embed import Embedder, Vector
from halden.errors import HaldenError
from halden.index.dense import DenseError, DenseIndex
from halden.index.lexical import LexicalIndex
from halden.index.manifest import Fingerprint, Manifest
from halden.index.record import Record
from halden.ingest import IngestReport, Stores, ingest
from halden.provider import Embedding, EmbeddingsResponse, EmbeddingsUsage, Provider
from samples import config, write

CONFIG = config()


class MemoryIndex(DenseIndex):
    """Points by id; can be told to break at the next write."""

    def __init__(self) -> None:
        self.stored: dict[str, Record] = {}
        self.broken = False

    def remove(self, documents: Collection[str]) -> None:
        kept = self.stored.items()
        self.stored = {point: record for point, record in kept if record.doc not in documents}

    def add(self, records: Sequence[Record], vectors: Sequence[Vector]) -> None:
        assert len(records) == len(vectors)
        if self.broken:
            raise DenseError("broken")
        self.stored |= {record.point_id: record for record in records}

    def points(self) -> int:
        return len(self.stored)


class Constant(Provider):
    """The same vector for everything."""

    def __init__(self) -> None:
        pass

    def embeddings(self, model: str, texts: Sequence[str]) -> EmbeddingsResponse:
        data = [Embedding(index=index, embedding=[1.0, 0.0]) for index in range(len(texts))]
        return EmbeddingsResponse(data=data, model=model, usage=EmbeddingsUsage(prompt_tokens=1))


class Setting:
    """A corpus, and the stores that follow it."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.state = folder / "state"
        self.state.mkdir()
        self.dense = MemoryIndex()
        self.lexical = LexicalIndex.create(self.state / "bm25")

    def ingest(self) -> IngestReport:
        empty = Manifest(fingerprint=Fingerprint.of(CONFIG))
        return ingest(
            Corpus.load(self.corpus),
            Manifest.load(self.state) or empty,
            Stores(self.lexical, self.dense, self.state),
            Embedder(Constant(), CONFIG.embed),
            CONFIG.chunk,
        )


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    setting = Setting(tmp_path)
    write(setting.corpus, "policy/a", "# One\n\nAlpha.\n\n# Two\n\nBeta.\n")
    write(setting.corpus, "policy/b", "Gamma.\n")
    return setting


def test_only_what_changed_is_embedded(setting: Setting) -> None:
    assert (setting.ingest().documents.added, setting.dense.points()) == (2, 3)
    assert setting.ingest().embedding.inputs == 0

    write(setting.corpus, "policy/a", "Shorter.\n")
    report = setting.ingest()
    assert (report.documents.updated, report.documents.unchanged) == (1, 1)
    assert (report.chunks.written, report.chunks.deleted, report.chunks.total) == (1, 2, 2)
    assert setting.dense.points() == 2


def test_a_change_of_status_alone_is_a_change(setting: Setting) -> None:
    setting.ingest()
    write(setting.corpus, "policy/b", "Gamma.\n", status="superseded")
    assert setting.ingest().documents.updated == 1
    assert {str(r.status) for r in setting.dense.stored.values() if r.doc == "policy/b"} == {
        "superseded"
    }


def test_what_is_gone_is_removed_and_what_is_broken_stays_as_it_was(setting: Setting) -> None:
    setting.ingest()
    (setting.corpus / "policy/a.md").unlink()
    (setting.corpus / "policy/b.md").write_text("# No front matter")
    report = setting.ingest()
    assert (report.documents.removed, report.documents.total) == (1, 1)
    assert [failure.doc for failure in report.failed] == ["policy/b"]
    assert [record.text for record in setting.dense.stored.values()] == ["Gamma.\n"]


def test_an_interrupted_ingest_is_done_again(setting: Setting) -> None:
    setting.ingest()
    write(setting.corpus, "policy/a", "Shorter.\n")
    before = (setting.corpus / "policy/a.md").read_bytes()
    setting.dense.broken = True
    with pytest.raises(DenseError):
        setting.ingest()
    # Even if the file is as the manifest knows it, the stores are not.
    write(setting.corpus, "policy/a", "# One\n\nAlpha.\n\n# Two\n\nBeta.\n")
    assert (setting.corpus / "policy/a.md").read_bytes() != before
    setting.dense.broken = False
    report = setting.ingest()
    assert (report.documents.updated, report.chunks.total) == (1, 3)
    manifest = Manifest.load(setting.state)
    assert manifest is not None
    assert manifest.pending == frozenset()


def test_stores_that_disagree_are_an_error(setting: Setting) -> None:
    setting.ingest()
    setting.dense.stored.popitem()
    with pytest.raises(HaldenError, match="the stores disagree"):
        setting.ingest()
