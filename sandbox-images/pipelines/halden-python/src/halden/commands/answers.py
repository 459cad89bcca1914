"""`halden answers`: which version answered, and how."""

import argparse

from halden.commands.shared import Subparsers, add_command, number, print_document


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(subparsers, "answers", run, "Which version answered, and how.")
    parser.add_argument(
        "--since", type=number(), metavar="SECONDS", help="only what is not older than this"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the sums of the log."""
    from halden.answer_log import AnswerLog
    from halden.environment import Environment
    from halden.journal import now

    since = 0 if arguments.since is None else now() - arguments.since
    print_document(AnswerLog(Environment.from_process().state).summary(since).model_dump())
    return 0
