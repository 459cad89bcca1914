//! What a label means, for a process that runs for days: asked again after a while, and kept if
//! the registry cannot be read. An answer by yesterday's prompt is better than none, as long as it
//! says so.

use std::time::{Duration, Instant};

use super::registry::{Registry, RegistryError};
use super::release::Release;

/// Follows a label.
#[derive(Debug)]
pub struct Resolver {
    registry: Registry,
    name: String,
    label: String,
    ttl: Duration,
    release: Release,
    read_at: Instant,
    stale: bool,
}

impl Resolver {
    /// Reads the label for the first time, which must succeed.
    pub fn new(
        registry: Registry,
        name: &str,
        label: &str,
        ttl: Duration,
    ) -> Result<Self, RegistryError> {
        let release = registry.release(name, label)?;
        let (name, label) = (name.to_owned(), label.to_owned());
        Ok(Self { registry, name, label, ttl, release, read_at: Instant::now(), stale: false })
    }

    /// What the label means at this moment, and whether it could not be asked.
    pub fn current(&mut self, now: Instant) -> (&Release, bool) {
        if now.duration_since(self.read_at) >= self.ttl {
            self.refresh(now);
        }
        (&self.release, self.stale)
    }

    fn refresh(&mut self, now: Instant) {
        self.read_at = now;
        match self.registry.release(&self.name, &self.label) {
            Ok(release) => (self.release, self.stale) = (release, false),
            Err(error) => {
                let version = self.release.stable().version;
                tracing::warn!(%error, version, "the registry cannot be read; keeping the prompt");
                self.stale = true;
            }
        }
    }
}
