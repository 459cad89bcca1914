//! The result of reading an export: the accepted spans, and why others were rejected.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::calls::Span;
use super::attributes::Attributes;
use super::span::{Said, taken};

/// Spans in an export, at most; the rest is rejected.
pub(super) const MAX_SPANS: usize = 2_000;

#[derive(Debug)]
pub(super) struct Tally {
    pub spans: Vec<Span>,
    now: Timestamp,
    rejected: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub fn new(now: Timestamp) -> Self {
        Self {
            spans: Vec::new(),
            now,
            rejected: BTreeMap::new(),
        }
    }

    /// Whether no more spans are accepted; further spans need not be read.
    pub fn is_full(&self) -> bool {
        self.spans.len() >= MAX_SPANS
    }

    /// Adds a span of a resource, or notes why it is rejected. The span gets the resource's
    /// `service.name`.
    pub fn add_of(&mut self, mut said: Said, resource: &Attributes) {
        if let Some(name) = resource.get(SERVICE) {
            let own = said.attributes.entry(SERVICE.to_owned());
            own.or_insert_with(|| name.clone());
        }
        match taken(said, self.now) {
            Ok(span) => self.spans.push(span),
            Err(reason) => self.reject(reason),
        }
    }

    /// Counts a span that exceeds the bound.
    pub fn beyond(&mut self) {
        self.reject(TOO_MANY);
    }

    /// Counts a span that could not be read.
    pub fn unreadable(&mut self) {
        self.reject("are malformed");
    }

    pub fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// For whoever reads the exporter's log; empty if no span was rejected.
    pub fn reasons(&self) -> String {
        let reasons = self.rejected.iter();
        let said: Vec<String> = reasons
            .map(|(why, count)| format!("{count} {why}"))
            .collect();
        if said.is_empty() {
            String::new()
        } else {
            format!("spans rejected: {}", said.join("; "))
        }
    }

    fn reject(&mut self, reason: &'static str) {
        *self.rejected.entry(reason).or_default() += 1;
    }
}

const SERVICE: &str = "service.name";
const TOO_MANY: &str = "are beyond the 2,000 that an export may have";
