"""Asks every question, and keeps what came of it: also if nothing did."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from halden.assistant import Assistant, Composed
from halden.corpus import Corpus
from halden.errors import HaldenError
from halden.eval.history import MeasuredOn
from halden.eval.judge import Case, Judge
from halden.eval.metrics import NDCG_DEPTH, Ranks, Span, first_ranks
from halden.eval.questions import Question, read_questions
from halden.eval.report import Failed, Outcome, Report, report
from halden.eval.verdict import Judged, summarize
from halden.prompt.registry import Prompt
from halden.retrieve import Leg
from halden.scope import Scope
from halden.text import sha256

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Harness:
    """What is measured, and by whom it is judged.

    One version of the prompt is measured, outside of rollouts, and no remembered answer.
    """

    assistant: Assistant
    prompt: Prompt
    corpus: Corpus
    leg: Leg
    answers: bool
    judge: Judge | None

    def run(self, questions: Path) -> Report:
        """Measure a file of questions."""
        outcomes = [self._outcome(question) for question in read_questions(questions)]
        if self.judge is None:
            return report(self.leg, outcomes)
        judged = [
            Judged.of(outcome.question.id, outcome.judgement)
            for outcome in outcomes
            if outcome.judgement is not None
        ]
        return report(self.leg, outcomes, summarize(judged, self.judge.name))

    def measured_on(self, questions: Path) -> MeasuredOn:
        """What tells this run from others."""
        prompt = self.prompt
        return MeasuredOn(
            questions_sha256=sha256(questions.read_bytes()),
            prompt={"label": prompt.label, "sha256": prompt.sha256, "version": prompt.version},
            embedding_model=self.assistant.config.embed.model,
            chat_model=self.assistant.config.chat.model,
            index_epoch=self.assistant.index_epoch,
        )

    def _outcome(self, question: Question) -> Outcome:
        ranks = _attempt(lambda: self._ranks(question))
        if not self.answers:
            return Outcome(question, ranks)
        composed = _attempt(lambda: self._compose(question))
        if isinstance(composed, Failed):
            return Outcome(question, ranks, composed)
        judgement = None
        if self.judge is not None:
            answer, context = composed.answer.answer, composed.context
            case = Case(id=question.id, question=question.question, context=context, answer=answer)
            judgement = self.judge.judge(case)
        return Outcome(question, ranks, composed.answer, judgement)

    def _ranks(self, question: Question) -> Ranks:
        gold = question.locate(self.corpus)
        scope = Scope(question.customer)
        retriever = self.assistant.retriever
        found = retriever.search(question.question, scope, self.leg, NDCG_DEPTH)
        records = [candidate.record for candidate in found]
        hits = [Span(doc=record.doc, start=record.start, end=record.end) for record in records]
        return first_ranks(hits, gold)

    def _compose(self, question: Question) -> Composed:
        scope = Scope(question.customer)
        return self.assistant.compose(self.prompt, question.question, scope, self.leg)


def _attempt(work: Callable[[], Result]) -> Result | Failed:
    try:
        return work()
    except (HaldenError, OSError) as error:
        return Failed(str(error))
