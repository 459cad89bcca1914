"""Logs to stderr, and spans to an OpenTelemetry collector if the environment names one.

Telemetry never fails a command: a collector that cannot be reached is ignored, and the wait for
the last spans is short.
"""

import json
import logging
import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from opentelemetry import trace

if TYPE_CHECKING:
    from halden.retrieve import Candidate

# Below the first pause of the exporter (0.8 s): a collector that is down is asked once.
_EXPORT_SECONDS = 0.75
_LEVELS = {
    "error": logging.ERROR,
    "warn": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}
_FIELDS = "halden_fields"
_TOLD = 20
"""As many results as a prompt could hold; a leg finds more."""

tracer = trace.get_tracer("halden")


@contextmanager
def telemetry() -> Generator[None, None, None]:
    """Log, and trace if there is a collector, until the block ends; then send what is left."""
    _start_logs(os.environ.get("HALDEN_LOG", "").lower())
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        yield
        return
    shutdown = _start_spans()
    try:
        yield
    finally:
        shutdown()


def tell_results(span: trace.Span, results: "Iterable[Candidate]") -> None:
    """Tell a trace what a stage made, best first: `results` is a JSON list of ids and scores."""
    if not span.is_recording():
        return
    told = [
        {"id": f"{record.doc}#{record.chunk}", "score": candidate.score}
        for candidate in islice(results, _TOLD)
        for record in [candidate.record]
    ]
    span.set_attribute("results", json.dumps(told, separators=(",", ":")))


def fields(**values: str | int) -> dict[str, dict[str, str | int]]:
    """What a log line says besides its message: the `extra` of a logging call."""
    return {_FIELDS: values}


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        pairs = (f" {name}={value}" for name, value in getattr(record, _FIELDS, {}).items())
        return super().format(record) + "".join(pairs)


class _SpanEvents(logging.Handler):
    """Writes what is logged into the span in which it happens, too."""

    def emit(self, record: logging.LogRecord) -> None:
        attributes = {"level": record.levelname, **getattr(record, _FIELDS, {})}
        trace.get_current_span().add_event(record.getMessage(), attributes)


def _start_logs(level: str) -> None:
    log = logging.getLogger("halden")
    log.propagate = False
    log.setLevel(logging.DEBUG)
    stderr = logging.StreamHandler()
    stderr.setLevel(_LEVELS.get(level, logging.WARNING))
    stderr.setFormatter(_Lines("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(stderr)
    # The SDK logs what it cannot send; a collector that is down is none of our users' business.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)


def _start_spans() -> Callable[[], None]:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    events = _SpanEvents(logging.INFO)
    logging.getLogger("halden").addHandler(events)
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "halden"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_EXPORT_SECONDS)))
    trace.set_tracer_provider(provider)
    return provider.shutdown
