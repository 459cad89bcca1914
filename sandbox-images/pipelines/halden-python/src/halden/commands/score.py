"""`halden score`: a ranking against gold spans, without any store."""

import argparse
from pathlib import Path

from halden.commands.shared import Subparsers, add_command, print_document


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(subparsers, "score", run, "Score a ranking, without any store.")
    parser.add_argument("--gold", type=Path, required=True, help="where the answers are written")
    parser.add_argument("--run", type=Path, required=True, dest="ranking", help="what was found")
    parser.add_argument("--per-question", action="store_true", help="show each question's scores")


def run(arguments: argparse.Namespace) -> int:
    """Print the scores."""
    from halden.eval.score import Gold, Ranking, score
    from halden.journal import read_models

    gold = read_models(arguments.gold, Gold)
    report = score(gold, read_models(arguments.ranking, Ranking))
    print_document(report.model_dump(exclude=None if arguments.per_question else {"rows"}))
    return 0
