"""`halden ask`: an answer, or one for each question of a file."""

import argparse
from typing import TYPE_CHECKING, Any

from halden.commands.shared import (
    Subparsers,
    add_asked,
    add_command,
    check_asked,
    load,
    print_document,
)

if TYPE_CHECKING:
    from halden.desk import Desk
    from halden.eval.questions import Question
    from halden.prompt.release import Release


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(subparsers, "ask", run, "Answer questions.")
    add_asked(parser)
    parser.add_argument("--label", default="production", help="the label of the prompt")


def run(arguments: argparse.Namespace) -> int:
    """Print the answers. It fails if one is missing, after the others are printed."""
    from halden.desk import Desk
    from halden.errors import HaldenError
    from halden.eval.questions import read_questions
    from halden.prompt.registry import Registry
    from halden.prompt.release import read_release
    from halden.session import Session

    check_asked(arguments)
    config, environment = load(arguments)
    with Session.open(config, environment) as session:
        desk = Desk.of(session)
        release = read_release(Registry(environment.prompts), "answer", arguments.label)
        if arguments.batch is None:
            answer = desk.answer(release, arguments.question, arguments.customer)
            print_document(answer.model_dump())
            return 0
        questions = read_questions(arguments.batch)
        results = [_result(desk, release, question) for question in questions]
    print_document({"results": results})
    failures = sum("error" in result for result in results)
    if failures:
        raise HaldenError(f"{failures} questions could not be answered")
    return 0


def _result(desk: "Desk", release: "Release", question: "Question") -> dict[str, Any]:
    """One question that fails does not lose the others' answers."""
    from halden.errors import HaldenError

    try:
        answer = desk.answer(release, question.question, question.customer)
    except (HaldenError, OSError) as error:
        return {"id": question.id, "error": str(error)}
    return {"id": question.id, **answer.model_dump()}
