"""The loop behind the desk's web page: a question a line, an answer a line, in the same order."""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from halden.answer import Answer
from halden.strict import Strict, parse

_log = logging.getLogger(__name__)


class Request(Strict):
    """A question that came in. Its id comes back with the answer."""

    id: str
    question: str
    customer: str | None = None


class Output(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Write."""

    def flush(self) -> object:
        """Send what is written."""


Respond = Callable[[Request], tuple[Answer, bool]]
"""Makes an answer, and tells whether its prompt may be yesterday's."""


def serve(lines: Iterable[bytes], output: Output, respond: Respond) -> None:
    """Answer until the input ends.

    Nothing that comes in ends it: each line gets a line back, even one that is not text.
    """
    for line in lines:
        if line.strip():
            reply = json.dumps(_reply(line, respond), ensure_ascii=False, separators=(",", ":"))
            output.write(f"{reply}\n")
            output.flush()


def _reply(line: bytes, respond: Respond) -> dict[str, Any]:
    try:
        request = parse(Request, line.decode())
    except ValueError as error:
        return {"id": None, "error": f"not a question: {error}"}
    try:
        answer, stale_prompt = respond(request)
    except Exception as error:  # noqa: BLE001  # the next question may be answered
        _log.info("no answer", exc_info=True)
        return {"id": request.id, "error": str(error)}
    return {"id": request.id, **answer.model_dump(), "stale_prompt": stale_prompt}
