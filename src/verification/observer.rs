//! A verification sandbox's gateway: what it saw, and how it misbehaves when a check asks for that.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use crate::check::{CallKind, ObservedCall};
use crate::gateway::stub::{Misbehaviour, Stubs, Target};
use crate::gateway::{self, Call, CallSink, GatewayConfig, Phase, RecordError};
use crate::scenario::check_spec::{Stub, StubMode, StubTarget};

/// The calls so far.
pub type Calls = Arc<Mutex<Vec<ObservedCall>>>;

/// Keeps the calls that the gateway saw.
pub struct Observer(pub Calls);

impl CallSink for Observer {
    fn record(&self, call: Call) -> BoxFuture<'_, Result<(), RecordError>> {
        if let Some(seen) = observed(&call) {
            let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            calls.push(seen);
        }
        Box::pin(async { Ok(()) })
    }
}

fn observed(call: &Call) -> Option<ObservedCall> {
    let kind = match call.kind {
        gateway::CallKind::Chat => CallKind::Chat,
        gateway::CallKind::Embedding => CallKind::Embedding,
        _ => return None,
    };
    (call.phase == Phase::Completed).then(|| ObservedCall {
        kind,
        status: call.status,
        request: call.request.to_vec(),
        tokens: call.usage.total(),
    })
}

/// The service's configuration adapted to checks. They ask as fast as they can, and simulated
/// models take their simulated time only where a check judges time.
pub fn config(service: &GatewayConfig, timed: bool) -> GatewayConfig {
    let mut config = service.clone();
    config.limits.requests_per_second = 100_000;
    if !timed {
        for model in &mut config.simulated {
            model.base_latency_ms = 0;
            model.per_token_us = 0;
        }
    }
    config
}

/// Makes a gateway misbehave, or behave again.
pub fn apply(stubs: &Stubs, stub: Option<Stub>) {
    let Some(stub) = stub else {
        return stubs.clear();
    };
    let target = match stub.target {
        StubTarget::Embeddings => Target::Embeddings,
        StubTarget::Chat => Target::Chat,
    };
    let how = match stub.mode {
        StubMode::Fail => Misbehaviour::Fail,
        StubMode::Reorder => Misbehaviour::Reorder,
        StubMode::Short => Misbehaviour::Short,
        StubMode::Truncate => Misbehaviour::Truncate,
        StubMode::Garbage => Misbehaviour::Garbage,
        StubMode::Nonsense => Misbehaviour::Nonsense,
        StubMode::Hang => Misbehaviour::Hang,
    };
    stubs.set(target, how, stub.every);
}
