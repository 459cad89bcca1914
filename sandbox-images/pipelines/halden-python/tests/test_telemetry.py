import json

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

from halden.telemetry import tell_results
from samples import candidate


def test_a_stage_tells_ids_and_scores_best_first_and_not_too_many() -> None:
    span = TracerProvider(shutdown_on_exit=False).get_tracer("test").start_span("fuse")
    tell_results(span, [candidate(f"policy/{n}", "text", 1 / (n + 1), chunk=n) for n in range(50)])
    assert isinstance(span, ReadableSpan)
    assert span.attributes is not None
    told = json.loads(str(span.attributes["results"]))
    assert told[:2] == [{"id": "policy/0#0", "score": 1.0}, {"id": "policy/1#1", "score": 0.5}]
    assert len(told) == 20
