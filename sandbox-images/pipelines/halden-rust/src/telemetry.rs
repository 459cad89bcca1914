//! Logs to stderr, spans to an OpenTelemetry collector if the environment names one.
//!
//! Telemetry never fails a command: a collector that cannot be reached is ignored, and the wait
//! for the last spans is short.

use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const EXPORT_TIMEOUT: Duration = Duration::from_secs(2);

/// Keeps telemetry running; sends what is left when it is dropped.
pub struct Telemetry {
    provider: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Starts logging, and tracing if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. `HALDEN_LOG` is the
    /// level on stderr, `warn` by default.
    pub fn start() -> Self {
        let level = std::env::var("HALDEN_LOG").ok().and_then(|level| level.parse().ok());
        let logs = tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_target(false)
            .with_filter(own(level.unwrap_or(LevelFilter::WARN)));
        let provider = std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT")
            .ok()
            .filter(|endpoint| !endpoint.is_empty())
            .and_then(|endpoint| provider(&endpoint));
        let spans = provider.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("halden"))
                .with_location(false)
                .with_threads(false)
                .with_target(false)
                .with_filter(own(LevelFilter::INFO))
        });
        tracing_subscriber::registry().with(logs).with(spans).init();
        Self { provider }
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(provider) = &self.provider {
            let _ = provider.shutdown_with_timeout(EXPORT_TIMEOUT);
        }
    }
}

/// Only what we say ourselves, not what libraries do.
fn own(level: LevelFilter) -> Targets {
    Targets::new().with_target("halden", level)
}

fn provider(endpoint: &str) -> Option<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .with_timeout(EXPORT_TIMEOUT)
        .build()
        .inspect_err(|error| eprintln!("no telemetry: {error}"))
        .ok()?;
    let resource = Resource::builder().with_service_name("halden").build();
    Some(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}
