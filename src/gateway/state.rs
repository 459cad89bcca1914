//! One session's gateway: the state that all routes share. This file imports none of the routes.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::budget::{Ledger, Spent};
use super::calls::CallSink;
use super::config::GatewayConfig;
use super::embedder::{Embedder, Seat};
use super::exports::Exports;
use super::offers::{Offer, offers};
use super::pace::Pace;
use super::retry::Comebacks;
use super::room::Room;
use super::stub::Stubs;
use super::upstream::UpstreamError;

pub struct Gateway {
    pub(super) config: GatewayConfig,
    pub(super) seat: Arc<Seat>,
    pub(super) sink: Arc<dyn CallSink>,
    pub(super) ledger: Ledger,
    pub(super) offers: BTreeMap<String, Offer>,
    pub(super) running: Arc<Semaphore>,
    pub(super) comebacks: Arc<Comebacks>,
    pub(super) room: Room,
    pub(super) pace: Pace,
    pub(super) exports: Exports,
    pub(super) tasks: TaskTracker,
    pub(super) stubs: Stubs,
    /// One report of the vector store is taken at a time.
    pub(super) vector_reports: Semaphore,
}

impl Gateway {
    /// The gateway continues from what the session has already spent.
    pub fn new(
        config: GatewayConfig,
        embedder: Arc<Embedder>,
        sink: Arc<dyn CallSink>,
        spent: Spent,
    ) -> Result<Arc<Self>, UpstreamError> {
        let seat = Arc::new(Seat::at(embedder));
        Ok(Arc::new(Self {
            offers: offers(&config, &seat)?,
            ledger: Ledger::new(config.budget.clone(), spent),
            running: Arc::new(Semaphore::new(config.limits.concurrency)),
            comebacks: Arc::new(Comebacks::new(config.limits.concurrency)),
            room: Room::new(config.limits.bodies_under_way),
            exports: Exports::default(),
            pace: Pace::new(config.limits.requests_per_second),
            tasks: TaskTracker::new(),
            stubs: Stubs::default(),
            vector_reports: Semaphore::new(1),
            config,
            seat,
            sink,
        }))
    }

    /// Makes the gateway's providers misbehave; only checks use this.
    pub fn stubs(&self) -> &Stubs {
        &self.stubs
    }

    pub fn spent(&self) -> Spent {
        self.ledger.spent()
    }
}
