"""Answers questions: ties retrieval, packing, the prompt, the model and the validation together."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from halden import __version__
from halden.answer import Answer, Citation, ContextBlock, PromptUsed
from halden.cache import AnswerCache, CacheKey
from halden.config import Config
from halden.generate import Generated, generate
from halden.index.record import Record
from halden.pack import pack, render
from halden.prompt.registry import Prompt
from halden.provider import Provider
from halden.retrieve import Leg, Retriever
from halden.scope import Scope
from halden.session import Session
from halden.telemetry import tracer
from halden.validate import Checked, validate

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer, with the context as the model read it."""

    answer: Answer
    context: str


@dataclass(frozen=True, slots=True)
class Assistant:
    """Everything that answering needs; without a cache, nothing is remembered."""

    retriever: Retriever
    provider: Provider
    config: Config
    index_epoch: str
    cache: AnswerCache | None

    @classmethod
    def of(cls, session: Session) -> "Assistant":
        """The assistant of an open session."""
        remembers = session.config.cache.enabled
        return cls(
            retriever=session.retriever,
            provider=session.provider,
            config=session.config,
            index_epoch=session.manifest.epoch,
            cache=AnswerCache(session.environment.state) if remembers else None,
        )

    def answer(self, prompt: Prompt, question: str, scope: Scope) -> Answer:
        """Answer from what the asker may see. Raises HaldenError."""
        attributes = {
            "halden.prompt.version": prompt.version,
            "halden.prompt.sha256": prompt.sha256,
        }
        with tracer.start_as_current_span("answer", attributes=attributes):
            if self.cache is None:
                return self.compose(prompt, question, scope, Leg.RERANKED).answer
            return self._remembered(self.cache, prompt, question, scope)

    def _remembered(
        self, cache: AnswerCache, prompt: Prompt, question: str, scope: Scope
    ) -> Answer:
        key = CacheKey(question, scope, prompt.sha256, self.index_epoch, self.config, __version__)
        known = cache.get(key)
        if known is not None:
            _log.info("answered from the cache")
            # The same text may have another number or label by now.
            return known.model_copy(update={"prompt": _used(prompt), "cached": True})
        answer = self.compose(prompt, question, scope, Leg.RERANKED).answer
        if not answer.validation.problems:
            cache.put(key, answer)
        return answer

    def compose(self, prompt: Prompt, question: str, scope: Scope, leg: Leg) -> Composed:
        """Make an answer from the candidates of a leg, whatever is remembered."""
        candidates = self.retriever.search(question, scope, leg, self.config.pack.candidates)
        records = pack(candidates, self.config.pack).records
        context = render(records)
        turns = prompt.template.render({"context": context, "question": question})
        generated = generate(self.provider, self.config.chat, turns)
        checked = validate(generated.text, records, truncated=generated.truncated)
        return Composed(_assemble(prompt, question, generated, checked, records), context)


def _assemble(
    prompt: Prompt,
    question: str,
    generated: Generated,
    checked: Checked,
    records: Sequence[Record],
) -> Answer:
    cited = [records[place] for place in checked.cited]
    return Answer(
        question=question,
        answer=generated.text.strip(),
        abstained=checked.abstained,
        citations=[Citation(doc=record.doc, chunk=record.chunk) for record in cited],
        prompt=_used(prompt),
        model=generated.model,
        usage=generated.usage,
        context=[
            ContextBlock(doc=record.doc, chunk=record.chunk, start=record.start, end=record.end)
            for record in records
        ],
        validation=checked.validation,
    )


def _used(prompt: Prompt) -> PromptUsed:
    return PromptUsed(
        name=prompt.name, version=prompt.version, label=prompt.label, sha256=prompt.sha256
    )
