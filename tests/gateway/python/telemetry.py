"""OpenTelemetry's own SDK against a gateway: protobuf with default settings, then gzip, then JSON."""

import json
import logging
import os
import sys

import requests
from google.protobuf.json_format import MessageToDict
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult


class Complaints(logging.Handler):
    """What the SDK says of exports that failed: it never raises."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        self.said.append(record.getMessage())


class JsonExporter(SpanExporter):
    """The SDK's spans in OTLP's JSON, whose ids are hexadecimal: Python has no exporter for it."""

    def export(self, spans):
        export = MessageToDict(encode_spans(spans))
        for resource in export["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    for holder in [span, *span.get("links", [])]:
                        for name in ("traceId", "spanId", "parentSpanId"):
                            if name in holder:
                                holder[name] = decode(holder[name])
        answer = requests.post(os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces", json=export)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"partialSuccess": {}}, answer.text
        return SpanExportResult.SUCCESS


def decode(text):
    import base64

    return base64.b64decode(text).hex()


def trace_with(exporter, name):
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("ask", kind=trace.SpanKind.SERVER) as root:
        link = trace.Link(root.get_span_context(), {"why": "cause"})
        attributes = {"k": 5, "scores": [0.5, 0.25], "raw": b"\x00\x01", "ok": True}
        try:
            with tracer.start_as_current_span("retrieve", attributes=attributes, links=[link]):
                raise KeyError("no such index")
        except KeyError:
            pass
    assert provider.force_flush()
    provider.shutdown()


def main():
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    trace_with(OTLPSpanExporter(), "protobuf")
    trace_with(OTLPSpanExporter(compression=Compression.Gzip), "gzip")
    trace_with(OTLPSpanExporter(compression=Compression.Deflate), "deflate")
    trace_with(JsonExporter(), "json")

    reader = PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=3_600_000)
    meters = MeterProvider(metric_readers=[reader])
    meters.get_meter("test").create_counter("asked").add(1)
    assert meters.force_flush()
    loggers = LoggerProvider()
    loggers.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    logger = logging.getLogger("pipeline")
    logger.addHandler(LoggingHandler(logger_provider=loggers))
    logger.error("a line of the log")
    assert loggers.force_flush()

    said = [line for line in complaints.said if line != "a line of the log"]
    assert said == [], said

    # What is refused says why, in a form that the SDK can read.
    endpoint = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"
    from google.rpc.status_pb2 import Status

    headers = {"content-type": "application/x-protobuf"}
    answer = requests.post(endpoint, data=b"\xff\xff\xff", headers=headers)
    assert answer.status_code == 400 and answer.headers["content-type"] == headers["content-type"]
    assert "cannot be read" in Status.FromString(answer.content).message
    answer = requests.post(endpoint, data=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 400 and answer.json()["code"] == 3, answer.text
    answer = requests.post(endpoint, data=b"x", headers=headers | {"content-encoding": "br"})
    assert answer.status_code == 415, answer.text
    print("telemetry: ok")


if __name__ == "__main__":
    sys.exit(main())
