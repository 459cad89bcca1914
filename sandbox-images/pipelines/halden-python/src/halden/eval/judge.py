"""Asks a model whether an answer keeps to the context that it was given."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from halden.config import ChatConfig
from halden.eval.recorded import read_output
from halden.eval.verdict import ABSTAINED, Judgement, unscored
from halden.generate import generate
from halden.prompt.registry import Prompt
from halden.prompt.template import TemplateError, Turn
from halden.provider import MalformedError, Provider, ProviderError
from halden.strict import Strict
from halden.validate import abstains

_log = logging.getLogger(__name__)


class Case(Strict):
    """An answer to judge, with the context as the model read it."""

    id: str
    question: str
    context: str
    answer: str


@dataclass(frozen=True, slots=True)
class Judge:
    """A model, and the prompt that asks it."""

    provider: Provider
    config: ChatConfig
    prompt: Prompt

    @property
    def name(self) -> tuple[str, int]:
        """Its model and the version of its prompt."""
        return self.config.model, self.prompt.version

    def judge(self, case: Case) -> Judgement:
        """Judge an answer, unless it claims nothing. An unusable verdict is asked for once more."""
        if abstains(case.answer):
            return ABSTAINED
        values = {"question": case.question, "context": case.context, "answer": case.answer}
        try:
            turns = self.prompt.template.render(values)
        except TemplateError as error:
            return unscored(f"cannot be asked: {error}")
        judgement, repeatable = self._ask(turns)
        if judgement.verdict == "unscored" and repeatable:
            _log.warning("asking the judge again about %s: %s", case.id, judgement.reason)
            judgement, _ = self._ask(turns)
        return judgement

    def _ask(self, turns: Sequence[Turn]) -> tuple[Judgement, bool]:
        """The judgement, and whether asking again may help.

        After a call that failed it does not: the provider's client has repeated what may be.
        """
        try:
            generated = generate(self.provider, self.config, turns)
        except ProviderError as error:
            return unscored(f"the call failed: {error}"), isinstance(error, MalformedError)
        return read_output(generated.text, truncated=generated.truncated), True
