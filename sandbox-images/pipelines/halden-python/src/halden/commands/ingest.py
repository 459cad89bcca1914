"""`halden ingest`."""

import argparse
import fcntl
import logging
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from halden.commands.shared import Subparsers, add_command, load, print_document
from halden.errors import HaldenError

if TYPE_CHECKING:
    from halden.config import Config
    from halden.index.dense import DenseIndex
    from halden.index.lexical import LexicalIndex
    from halden.index.manifest import Manifest


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(
        subparsers, "ingest", run, "Bring both indexes to the state of the corpus."
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="documents")
    parser.add_argument("--full", action="store_true", help="empty both stores, do it all again")


def run(arguments: argparse.Namespace) -> int:
    """Ingest, and fail if a document was left out."""
    from halden.corpus import Corpus
    from halden.embed import Embedder
    from halden.index.dense import DenseIndex
    from halden.ingest import Stores, ingest
    from halden.provider import Provider

    config, environment = load(arguments)
    corpus = Corpus.load(arguments.corpus)
    environment.state.mkdir(parents=True, exist_ok=True)
    with (
        _only_one(environment.state / "ingest.lock"),
        closing(DenseIndex(environment.qdrant_rest_url, config.embed.dimensions)) as dense,
        closing(Provider(environment, config.retry)) as provider,
    ):
        lexical, manifest = _prepare(config, environment.state, dense, full=arguments.full)
        stores = Stores(lexical, dense, environment.state)
        embedder = Embedder(provider, config.embed)
        report = ingest(corpus, manifest, stores, embedder, config.chunk)
    print_document(asdict(report))
    if report.failed:
        raise HaldenError(f"{len(report.failed)} documents could not be indexed; the others are")
    return 0


@contextmanager
def _only_one(path: Path) -> Generator[None, None, None]:
    """Two ingests at once would undo each other's work."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HaldenError("another ingest is running") from error
        yield


def _prepare(
    config: "Config", state: Path, dense: "DenseIndex", *, full: bool
) -> "tuple[LexicalIndex, Manifest]":
    """The stores to start from.

    Where one of them or the manifest is missing, or everything is to be done again, all start
    empty: there is no state of one without the others.
    """
    from halden.index.lexical import LexicalIndex
    from halden.index.manifest import Fingerprint, Manifest
    from halden.session import lexical_folder

    fingerprint, folder = Fingerprint.of(config), lexical_folder(state)
    manifest = None if full else Manifest.load(state)
    if manifest is not None and LexicalIndex.exists(folder) and dense.exists():
        manifest.require(fingerprint)
        return LexicalIndex.open(folder), manifest
    logging.getLogger(__name__).warning("starting from empty stores")
    # The manifest goes first: an interruption after this leads back to this place.
    Manifest.delete(state)
    dense.drop()
    dense.create()
    return LexicalIndex.create(folder), Manifest(fingerprint=fingerprint)
