"""The module for checks that an author writes as a program.

The program runs in its own sandbox, next to the scenario's hidden files. It reaches the candidate's
sandbox only through the service, which carries each request over: one line of JSON out, one line of
JSON back. It must end with exactly one call of `verdict`.
"""

import json
import os
import sys

__all__ = ["Finished", "SandboxError", "Talk", "TimeUp", "parameters", "program", "sandbox", "verdict"]

# Requests and replies have their own descriptors. What the program prints goes to standard error,
# where it is kept as an explanation and cannot be mistaken for a request.
_requests = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
_replies = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
os.dup2(2, 1)
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


class SandboxError(Exception):
    """The request cannot be carried out."""


class TimeUp(Exception):
    """A process wrote no complete line in time."""


def _tell(request):
    _requests.write(json.dumps(request) + "\n")
    _requests.flush()


def _ask(do, **members):
    _tell({"do": do, **members})
    line = _replies.readline()
    if not line:
        raise SandboxError("the service has ended the conversation")
    reply = json.loads(line)
    if "refused" in reply:
        raise SandboxError(reply["refused"])
    return reply


class Finished:
    """How a command ended. `exit` is None if it was killed at its time limit."""

    def __init__(self, reply):
        self.exit = reply["exit"]
        self.stdout = reply["stdout"]
        self.stderr = reply["stderr"]
        self.truncated = reply["truncated"]

    def json(self):
        """Standard output, parsed as one JSON document."""
        return json.loads(self.stdout)

    def __repr__(self):
        return f"Finished(exit={self.exit}, stdout={self.stdout!r}, stderr={self.stderr!r})"


class Talk:
    """A process that exchanges lines with the check."""

    def __init__(self, process):
        self._process = process

    def send(self, line):
        """Writes a line to standard input."""
        _ask("send", process=self._process, line=line)

    def receive(self, seconds=10):
        """The next line of standard output; None at the end. Raises `TimeUp`."""
        reply = _ask("receive", process=self._process, seconds=seconds)
        if reply["timed_out"]:
            raise TimeUp(f"no line within {seconds} s")
        return reply["line"]

    def close(self):
        """Closes standard input and waits until the process exits."""
        return Finished(_ask("close", process=self._process))


class _Sandbox:
    """The candidate's verification sandbox."""

    def run(self, argv, stdin="", seconds=60, env=None):
        """Runs a command in /workspace, as the candidate, without a shell."""
        return Finished(
            _ask("run", argv=list(argv), stdin=stdin, seconds=seconds, env=env or {})
        )

    def start(self, argv, seconds=60, env=None):
        """Starts a command and exchanges lines with it. It is killed after this many seconds."""
        reply = _ask("start", argv=list(argv), seconds=seconds, env=env or {})
        return Talk(reply["process"])

    def put(self, path, text):
        """Writes a file of the workspace, which is restored when the check is over."""
        _ask("put", path=path, text=text)

    def read(self, path):
        """The text of a file of the workspace; None if there is no such ordinary file."""
        return _ask("read", path=path)["text"]

    def remove(self, path):
        """Removes a file of the workspace, which is restored when the check is over."""
        _ask("remove", path=path)

    def calls(self):
        """The model calls that the gateway has seen so far, oldest first."""
        calls, start = [], 0
        while start is not None:
            page = _ask("calls", start=start)
            calls.extend(page["calls"])
            start = page["next"]
        return calls

    def stub(self, target, mode, every=1):
        """Makes the gateway misbehave until `unstub`, or until the check is over."""
        _ask("stub", target=target, mode=mode, every=every)

    def unstub(self):
        """Makes the gateway behave again."""
        _ask("unstub")

    def held_back(self):
        """The questions that no candidate has seen, with answers and spans."""
        return _ask("held_back")["questions"]


sandbox = _Sandbox()
_told = _ask("parameters")
parameters = _told["parameters"]
# How the pipeline's program is started, on whatever track: `sandbox.run([*program, "ask", "…"])`.
program = _told["program"]


def verdict(passed, summary, details=None):
    """Gives the verdict. Call it exactly once, as the last request."""
    if not isinstance(passed, bool):
        raise TypeError("`passed` must be True or False")
    _tell({"do": "verdict", "passed": passed, "summary": summary, "details": details or {}})
