//! What the clients that pipelines use make of the gateway. The scripts are in `python/`.

use assay::gateway::config::{GatewayConfig, SimulatedConfig};
use assay::gateway::{CallKind, Span, Spent};

use crate::bench::{Bench, quick};
use crate::{node, python};

/// Runs a script against a gateway with this configuration.
async fn run(script: &'static str, config: GatewayConfig) -> Bench {
    let bench = Bench::start(config, Spent::default()).await;
    let url = bench.on_tcp().await;
    let printed = tokio::task::spawn_blocking(move || {
        let environment = [
            ("GATEWAY", url.as_str()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", url.as_str()),
        ];
        python::run(script, &environment, "")
    });
    let printed = printed.await.expect("it passes");
    assert!(printed.contains(": ok"), "{printed}");
    bench
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openais_and_langchains_clients() {
    let bench = run("chat.py", slow()).await;
    sixty_were_served(&bench);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openais_client_for_node() {
    let bench = Bench::start(slow(), Spent::default()).await;
    let url = bench.on_tcp().await;
    let printed = tokio::task::spawn_blocking(move || node::run(&[("GATEWAY", &url)]));
    let printed = printed.await.expect("it passes");
    assert!(printed.contains(": ok"), "{printed}");
    sixty_were_served(&bench);
    bench.stop().await;
}

/// With a model that answers so slowly that sixty calls find every place taken.
fn slow() -> GatewayConfig {
    let mut config = quick();
    config.simulated.push(SimulatedConfig {
        name: "slow-reader".to_owned(),
        base_latency_ms: 150,
        ..SimulatedConfig::small()
    });
    config
}

fn sixty_were_served(bench: &Bench) {
    let calls = bench.sink.completed();
    let served = |call: &&assay::gateway::Call| call.error.is_none();
    let slow = calls.iter().filter(served);
    let slow = slow.filter(|call| call.requested_model.as_deref() == Some("slow-reader"));
    assert_eq!(
        slow.count(),
        60,
        "each of sixty parallel calls was answered once"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opentelemetrys_sdk() {
    let bench = run("telemetry.py", quick()).await;
    let calls = bench.sink.completed();
    assert!(calls.iter().all(|call| call.kind == CallKind::Telemetry));
    let spans: Vec<Span> = calls.into_iter().flat_map(|call| call.spans).collect();
    for form in ["protobuf", "gzip", "deflate", "json"] {
        let of_form = spans
            .iter()
            .filter(|it| it.attributes["service.name"] == form);
        let of_form: Vec<&Span> = of_form.collect();
        let named = |name: &str| of_form.iter().find(|span| span.name == name);
        let (Some(root), Some(inner)) = (named("ask"), named("retrieve")) else {
            panic!("{form}: {of_form:?}");
        };
        assert_eq!(
            (root.kind.as_str(), root.parent_span_id.as_ref()),
            ("server", None)
        );
        assert_eq!(inner.parent_span_id.as_ref(), Some(&root.span_id), "{form}");
        assert_eq!(
            (inner.kind.as_str(), inner.status.as_str()),
            ("internal", "error")
        );
        assert!(
            inner.status_message.contains("KeyError"),
            "{form}: {inner:?}"
        );
        let event = &inner.events[0];
        assert_eq!((event.name.as_str(), inner.events.len()), ("exception", 1));
        assert_eq!(event.attributes["exception.type"], "KeyError", "{form}");
        assert_eq!(inner.links[0].span_id, root.span_id, "{form}");
        assert_eq!(inner.links[0].attributes["why"], "cause");
        assert_eq!(inner.attributes["k"], 5, "{form}");
        assert_eq!(
            inner.attributes["scores"],
            serde_json::json!([0.5, 0.25]),
            "{form}"
        );
        assert_eq!(inner.attributes["raw"], "AAE=", "{form}");
    }
    bench.stop().await;
}
