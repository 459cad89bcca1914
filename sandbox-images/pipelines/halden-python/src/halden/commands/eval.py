"""`halden eval`: retrieval and answers, measured on known questions."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from halden.commands.shared import Subparsers, add_command, load, number, print_document
from halden.errors import HaldenError, UsageError

if TYPE_CHECKING:
    from halden.config import Config
    from halden.environment import Environment
    from halden.eval.report import Report

_HISTORY = Path("evals/history.jsonl")
_LEGS = ("bm25", "dense", "fused", "reranked")


def add(subparsers: Subparsers) -> None:
    """Declare the command, and `eval report`."""
    parser = add_command(subparsers, "eval", run, "Measure retrieval and answers.")
    own = [
        parser.add_argument("--questions", type=Path, default=Path("evals/questions.jsonl")),
        parser.add_argument("--corpus", type=Path, default=Path("corpus")),
        parser.add_argument("--leg", choices=_LEGS, default="reranked"),
        parser.add_argument("--label", default="production"),
        parser.add_argument("--no-answers", action="store_true", help="measure retrieval only"),
        parser.add_argument("--judge", action="store_true", help="ask the judge of each answer"),
        parser.add_argument("--judge-label", default="production"),
        parser.add_argument("--min-coverage", type=_share, help="fail if less could be scored"),
        parser.add_argument("--history", type=Path, default=_HISTORY),
    ]
    past = parser.add_subparsers(title="commands", metavar="COMMAND")
    reporter = add_command(past, "report", report, "Earlier runs, and what changed between them.")
    reporter.add_argument("--last", type=number(), help="only so many, the newest")
    reporter.add_argument("--history", type=Path, default=_HISTORY, dest="past")
    reporter.set_defaults(measuring={action.dest: action.default for action in own})


def run(arguments: argparse.Namespace) -> int:
    """Print the report, and fail if too little could be scored."""
    if arguments.judge and arguments.no_answers:
        raise UsageError("--judge cannot be used with --no-answers")
    config, environment = load(arguments)
    measured = _measure(arguments, config, environment)
    print_document(measured.model_dump())
    share, wanted = measured.coverage.share, arguments.min_coverage or 0.0
    if share < wanted:
        raise HaldenError(f"only {share} of the questions could be scored, not {wanted}")
    return 0


def _measure(
    arguments: argparse.Namespace, config: "Config", environment: "Environment"
) -> "Report":
    from halden.assistant import Assistant
    from halden.corpus import Corpus
    from halden.eval.harness import Harness
    from halden.eval.history import remember
    from halden.eval.judge import Judge
    from halden.prompt.registry import Registry
    from halden.prompt.release import read_release
    from halden.retrieve import Leg
    from halden.session import Session

    registry = Registry(environment.prompts)
    with Session.open(config, environment) as session:
        prompt = read_release(registry, "answer", arguments.label).stable
        judge = None
        if arguments.judge:
            judging = read_release(registry, "judge", arguments.judge_label).stable
            judge = Judge(session.provider, config.judge, judging)
        harness = Harness(
            assistant=Assistant.of(session),
            prompt=prompt,
            corpus=Corpus.load(arguments.corpus),
            leg=Leg(arguments.leg),
            answers=not arguments.no_answers,
            judge=judge,
        )
        measured = harness.run(arguments.questions)
        remember(arguments.history, measured, harness.measured_on(arguments.questions))
    return measured


def report(arguments: argparse.Namespace) -> int:
    """Print earlier runs."""
    from halden.eval.history import compare, read_runs

    for name, default in arguments.measuring.items():
        if getattr(arguments, name) != default:
            raise UsageError(f"--{name.replace('_', '-')} does not go before `report`")
    document = {"runs": compare(read_runs(arguments.past, arguments.last))}
    # By name: lines of different releases are then read side by side.
    print_document(json.loads(json.dumps(document, sort_keys=True)))
    return 0


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return share
