"""`halden search`."""

import argparse
from typing import TYPE_CHECKING, Any

from halden.commands.shared import (
    Subparsers,
    add_asked,
    add_command,
    check_asked,
    load,
    number,
    print_document,
)

if TYPE_CHECKING:
    from halden.retrieve import Leg, Retriever

LEGS = ("bm25", "dense", "fused", "reranked")
_FIELDS = ("doc", "chunk", "start", "end", "title", "version", "status", "text")


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(subparsers, "search", run, "Find chunks.")
    add_asked(parser)
    parser.add_argument("--leg", choices=LEGS, default="reranked", help="how far to go")
    parser.add_argument("-k", "--k", type=number(most=2**32 - 1), default=5, help="how many chunks")


def run(arguments: argparse.Namespace) -> int:
    """Search for a question, or for each of a file."""
    check_asked(arguments)
    from halden.retrieve import Leg
    from halden.session import Session

    leg, k = Leg(arguments.leg), arguments.k
    with Session.open(*load(arguments)) as session:
        retriever = session.retriever
        if arguments.batch is None:
            question, customer = arguments.question, arguments.customer
            print_document(_search(retriever, question, customer, leg, k))
            return 0
        from halden.eval.questions import read_questions

        results = [
            {"id": asked.id, **_search(retriever, asked.question, asked.customer, leg, k)}
            for asked in read_questions(arguments.batch)
        ]
    print_document({"results": results})
    return 0


def _search(
    retriever: "Retriever", question: str, customer: str | None, leg: "Leg", k: int
) -> dict[str, Any]:
    from halden.scope import Scope

    hits = []
    for rank, found in enumerate(retriever.search(question, Scope(customer), leg, k), start=1):
        record = found.record.model_dump(mode="json", include=set(_FIELDS))
        fields = {name: record[name] for name in _FIELDS}
        hits.append({"rank": rank, "score": found.score, **fields})
    return {"question": question, "leg": leg, "hits": hits}
