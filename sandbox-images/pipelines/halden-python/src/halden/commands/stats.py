"""`halden stats`."""

import argparse
from contextlib import closing

from halden.commands.shared import Subparsers, add_command, load, print_document


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    add_command(subparsers, "stats", run, "Count what the stores hold.")


def run(arguments: argparse.Namespace) -> int:
    """Count. What is not there holds nothing."""
    from halden.index.dense import DenseIndex
    from halden.index.lexical import LexicalCounts, LexicalIndex
    from halden.index.manifest import Manifest
    from halden.session import lexical_folder

    config, environment = load(arguments)
    manifest = Manifest.load(environment.state)
    folder = lexical_folder(environment.state)
    lexical = LexicalIndex.open(folder).counts() if LexicalIndex.exists(folder) else LexicalCounts()
    with closing(DenseIndex(environment.qdrant_rest_url, config.embed.dimensions)) as dense:
        points = dense.points() if dense.exists() else 0
    print_document(
        {
            "bm25": {"chunks": lexical.chunks, "documents": lexical.documents},
            "dense": {"points": points},
            "manifest": {
                "chunks": manifest.chunks if manifest else 0,
                "documents": len(manifest.documents) if manifest else 0,
            },
        }
    )
    return 0
