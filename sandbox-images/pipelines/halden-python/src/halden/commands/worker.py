"""`halden worker`: questions as they come in, a line each, until the input ends."""

import argparse

from halden.commands.shared import Subparsers, add_command, load


def add(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = add_command(subparsers, "worker", run, "Answer questions as they come in.")
    parser.add_argument("--label", default="production", help="the label of the prompt")


def run(arguments: argparse.Namespace) -> int:
    """Serve stdin. It does not start without a usable prompt."""
    import sys
    import time

    from halden.answer import Answer
    from halden.desk import Desk
    from halden.prompt.registry import Registry
    from halden.prompt.resolver import Resolver
    from halden.session import Session
    from halden.worker import Request, serve

    config, environment = load(arguments)
    registry = Registry(environment.prompts)
    refresh_seconds = config.prompts.refresh_seconds
    resolver = Resolver(registry, "answer", arguments.label, refresh_seconds, time.monotonic())

    def respond(request: Request) -> tuple[Answer, bool]:
        release, stale = resolver.current(time.monotonic())
        # A session for each question: it sees what was ingested since, remembers under the index
        # of now, and an outage does not use up the retries of the days after it.
        with Session.open(config, environment) as session:
            return Desk.of(session).answer(release, request.question, request.customer), stale

    serve(sys.stdin.buffer, sys.stdout, respond)
    return 0
