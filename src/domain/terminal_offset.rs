//! Two ways to count the bytes that a terminal printed or took.

use std::fmt;

use serde::{Deserialize, Serialize};

/// In the trace and on pages: from the terminal's first byte, across restarts of its sandbox.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TraceOffset(pub u64);

/// In the sandbox's agent: from the first byte since the agent started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentOffset(pub u64);

/// Where the agent's count begins in the trace's. The only place that converts one into the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Base(TraceOffset);

impl Base {
    /// Of an agent that starts when the trace has this much.
    pub fn at(begin: TraceOffset) -> Self {
        Self(begin)
    }

    /// What was there before the agent started is its 0.
    pub fn to_agent(self, offset: TraceOffset) -> AgentOffset {
        AgentOffset(offset.since(self.0))
    }

    pub fn to_trace(self, offset: AgentOffset) -> TraceOffset {
        self.0.plus(offset.0)
    }
}

impl TraceOffset {
    #[must_use]
    pub fn plus(self, bytes: u64) -> Self {
        Self(self.0.saturating_add(bytes))
    }

    /// Bytes from `earlier` to this; 0 if it is later.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl AgentOffset {
    #[must_use]
    pub fn plus(self, bytes: u64) -> Self {
        Self(self.0.saturating_add(bytes))
    }

    /// Bytes from `earlier` to this; 0 if it is later.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for AgentOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_that_started_later_counts_from_there() {
        let base = Base::at(TraceOffset(100));
        assert_eq!(base.to_agent(TraceOffset(130)), AgentOffset(30));
        assert_eq!(base.to_trace(AgentOffset(30)), TraceOffset(130));
        assert_eq!(base.to_agent(TraceOffset(70)), AgentOffset(0));
        // A checkpoint of a service that kept numbers is read as well.
        let kept: (Base, TraceOffset) = serde_json::from_str("[100, 130]").unwrap();
        assert_eq!(kept, (base, TraceOffset(130)));
    }
}
