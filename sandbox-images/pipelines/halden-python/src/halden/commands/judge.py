"""`halden judge`: whether answers keep to their context."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from halden.commands.shared import Subparsers, add_command, load, print_document

if TYPE_CHECKING:
    from halden.eval.verdict import Judged


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    purpose = "Ask whether answers keep to their context."
    parser = add_command(subparsers, "judge", run, purpose)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--batch", type=Path, help="answers to judge, one JSON object a line")
    source.add_argument("--verdicts", type=Path, help="what a judge wrote: only read and added up")
    parser.add_argument("--label", default="production", help="the label of the judge's prompt")


def run(arguments: argparse.Namespace) -> int:
    """Print the verdicts. Unscored ones are a result, not a failure."""
    from halden.eval.verdict import summarize

    if arguments.verdicts is None:
        results, by = _ask(arguments)
    else:
        results, by = _read(arguments.verdicts), None
    summary = summarize(results, by)
    print_document(
        {"results": [result.model_dump() for result in results], "summary": summary.model_dump()}
    )
    return 0


def _read(verdicts: Path) -> "list[Judged]":
    from halden.eval.recorded import Recorded
    from halden.journal import read_models

    return [recorded.read() for recorded in read_models(verdicts, Recorded)]


def _ask(arguments: argparse.Namespace) -> "tuple[list[Judged], tuple[str, int]]":
    from contextlib import closing

    from halden.eval.judge import Case, Judge
    from halden.eval.verdict import Judged
    from halden.journal import read_models
    from halden.prompt.registry import Registry
    from halden.prompt.release import read_release
    from halden.provider import Provider

    config, environment = load(arguments)
    prompt = read_release(Registry(environment.prompts), "judge", arguments.label).stable
    with closing(Provider(environment, config.retry)) as provider:
        judge = Judge(provider, config.judge, prompt)
        cases = read_models(arguments.batch, Case)
        return [Judged.of(case.id, judge.judge(case)) for case in cases], judge.name
