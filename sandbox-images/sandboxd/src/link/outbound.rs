//! What was sent on a connection, and what to send next.
//!
//! Only answers are queued for a connection. Everything else follows from comparing the terminals
//! with what was sent. So a connection that is slow or breaks costs no memory, and a new one
//! continues from what the service has.

use std::collections::HashMap;
use std::sync::Arc;

use assay_protocol::{TerminalNumber, ToService, VERSION};
use tokio::sync::{mpsc, watch};

use crate::agent::Agent;
use crate::terminal::Terminal;

/// How much of one terminal was sent on this connection.
#[derive(Default)]
struct Sent {
    output: u64,
    input_applied: u64,
    exited: bool,
}

/// How much of everything was sent on this connection.
pub struct Outbound {
    agent: Arc<Agent>,
    activity: watch::Receiver<()>,
    answers: mpsc::Receiver<ToService>,
    sent: HashMap<TerminalNumber, Sent>,
}

impl Outbound {
    /// Starts after the last durable byte of each terminal. Also returns the welcome that says so.
    pub fn new(agent: &Arc<Agent>, answers: mpsc::Receiver<ToService>) -> (Self, ToService) {
        let terminals: Vec<_> = agent.terminals.all().iter().map(|it| it.state()).collect();
        let sent = terminals.iter().map(|state| {
            let sent = Sent {
                output: state.retained_from,
                input_applied: state.input_applied,
                exited: false,
            };
            (state.terminal, sent)
        });
        let mut activity = agent.activity.subscribe();
        activity.mark_changed();
        let outbound = Self {
            agent: Arc::clone(agent),
            activity,
            answers,
            sent: sent.collect(),
        };
        (
            outbound,
            ToService::Welcome {
                version: VERSION,
                boot: agent.boot,
                terminals,
            },
        )
    }

    /// Waits until there is something to send. Takes at most one chunk of each terminal, so that a
    /// flood in one does not hold up the others. May be empty.
    pub async fn next_round(&mut self) -> Vec<ToService> {
        let mut round = Vec::new();
        tokio::select! {
            Some(answer) = self.answers.recv() => round.push(answer),
            _ = self.activity.changed() => {}
        }
        // A terminal's `Opened` comes before its output.
        while let Ok(answer) = self.answers.try_recv() {
            round.push(answer);
        }
        round.extend(std::iter::from_fn(|| self.agent.next_notice()));
        let terminals = self.agent.terminals.all();
        for terminal in &terminals {
            self.add(terminal, &mut round);
        }
        round
    }

    fn add(&mut self, terminal: &Terminal, round: &mut Vec<ToService>) {
        let state = terminal.state();
        let number = state.terminal;
        let sent = self.sent.entry(number).or_default();
        if sent.input_applied < state.input_applied {
            sent.input_applied = state.input_applied;
            round.push(ToService::InputApplied {
                terminal: number,
                offset: sent.input_applied,
            });
        }
        // Bytes below were acknowledged, although they were not sent on this connection.
        sent.output = sent.output.max(state.retained_from);
        if sent.output < state.produced {
            let bytes = terminal.output_from(sent.output);
            let offset = sent.output;
            sent.output += bytes.len() as u64;
            round.push(ToService::Output {
                terminal: number,
                offset,
                bytes,
            });
        }
        if sent.output < state.produced {
            self.activity.mark_changed();
        } else if let (Some(status), false) = (state.exited, sent.exited) {
            sent.exited = true;
            let produced = state.produced;
            round.push(ToService::Exited {
                terminal: number,
                status,
                produced,
            });
        }
    }
}
