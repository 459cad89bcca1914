"""The assistant as those who ask meet it.

Each gets the prompt that is meant for them, and each answer is a line in the log.
"""

import logging
from dataclasses import dataclass

from halden.answer import Answer
from halden.answer_log import AnswerLog, Entry
from halden.assistant import Assistant
from halden.prompt.release import Release, asker
from halden.scope import Scope
from halden.session import Session

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """An assistant, and the log of its answers."""

    assistant: Assistant
    log: AnswerLog

    @classmethod
    def of(cls, session: Session) -> "Desk":
        """The desk of an open session."""
        return cls(Assistant.of(session), AnswerLog(session.environment.state))

    def answer(self, release: Release, question: str, customer: str | None) -> Answer:
        """Answer a question. An answer that cannot be logged is given all the same."""
        scope = Scope(customer)
        prompt = release.pick(asker(customer, question))
        answer = self.assistant.answer(prompt, question, scope)
        try:
            self.log.append(Entry.of(answer, customer))
        except OSError:
            _log.exception("an answer is not in the log")
        return answer
