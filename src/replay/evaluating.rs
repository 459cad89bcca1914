//! Commands that evaluate, while they run: on which file of questions, and what they print.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::commands::Programs;
use super::metrics::told;
use super::series::is_metric;

/// A command that ended this many microseconds ago may still be what an evaluation came from: the
/// history is read a little later than it is written.
const LATER: i64 = 60_000_000;
/// The most commands that evaluate at the same time.
const MOST: usize = 8;
/// The most bytes that are kept of what one prints: the end.
const PRINTED: usize = 64 * 1024;
/// The most places in it at which a report may begin.
const TRIES: usize = 40;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Running {
    /// The event that started it.
    seq: u64,
    terminal: u32,
    /// The file of questions, if one can tell.
    set: Option<String>,
    printed: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluating {
    running: Vec<Running>,
    /// The last one that ended: when, and its file of questions.
    ended: Option<(i64, Option<String>)>,
}

impl Evaluating {
    /// A command that was typed begins.
    pub fn began(&mut self, seq: u64, terminal: u32, text: &str, programs: &Programs) {
        // A shell runs one command at a time.
        self.running.retain(|it| it.terminal != terminal);
        if programs.evaluate(text) && self.running.len() < MOST {
            self.running.push(Running {
                seq,
                terminal,
                set: programs.questions_file(text),
                printed: Vec::new(),
            });
        }
    }

    /// Whether what this terminal prints is wanted.
    pub fn listens(&self, terminal: u32) -> bool {
        self.running.iter().any(|it| it.terminal == terminal)
    }

    pub fn printed(&mut self, terminal: u32, bytes: &[u8]) {
        let Some(running) = self.running.iter_mut().find(|it| it.terminal == terminal) else {
            return;
        };
        running.printed.extend_from_slice(bytes);
        let over = running.printed.len().saturating_sub(PRINTED);
        running.printed.drain(..over);
    }

    /// The command that event `seq` started has ended. Returns the last report that it printed, in
    /// a line.
    pub fn ended(&mut self, seq: u64, time: i64) -> Option<String> {
        let place = self.running.iter().position(|it| it.seq == seq)?;
        let running = self.running.swap_remove(place);
        self.ended = Some((time, running.set));
        report_in(&running.printed)
    }

    /// The file of questions of an evaluation that appears now; `None` if one cannot tell.
    pub fn set(&self, time: i64) -> Option<String> {
        match &self.running[..] {
            [running] => running.set.clone(),
            [] => {
                let (ended, set) = self.ended.as_ref()?;
                set.clone().filter(|_| time <= ended + LATER)
            }
            _ => None,
        }
    }
}

/// The numbers of the last JSON object that begins a line.
fn report_in(printed: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(printed);
    let starts = text.match_indices('{').filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|it| it == '\n' || it == '\r')
    });
    let starts: Vec<usize> = starts.map(|it| it.0).collect();
    starts.into_iter().rev().take(TRIES).find_map(|at| {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let Some(Ok(Value::Object(said))) = values.next() else {
            return None;
        };
        let numbers = said.into_iter().filter(|(name, _)| is_metric(name));
        let numbers = numbers.filter_map(|(name, value)| Some((name, value.as_f64()?)));
        let numbers = numbers.collect();
        Some(told(&numbers)).filter(|it| !it.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_report_that_was_printed_counts() {
        let printed = "bm25\r\n{\r\n  \"mrr\": 0.25,\r\n  \"by_kind\": {\"mrr\": 1}\r\n}\r\ndense\r\n\
                       {\r\n  \"questions\": 6,\r\n  \"mrr\": 0.881,\r\n  \"leg\": \"dense\"\r\n}\r\n$ ";
        let said = report_in(printed.as_bytes());
        assert_eq!(said.as_deref(), Some("mrr 0.881, questions 6.000"));
        assert_eq!(report_in(b"0.881\r\n"), None);
        assert_eq!(report_in(b"{\r\n \"mrr\": 0.8"), None, "cut off");
    }

    #[test]
    fn an_evaluation_is_of_the_only_command_that_can_have_made_it() {
        let programs = Programs::named("halden");
        let mut all = Evaluating::default();
        all.began(1, 1, "halden eval --questions a.jsonl", &programs);
        assert_eq!(all.set(0).as_deref(), Some("a.jsonl"));
        all.began(2, 2, "halden eval --questions b.jsonl", &programs);
        assert_eq!(all.set(0), None, "either may have made it");
        all.ended(1, 0);
        assert_eq!(all.set(0).as_deref(), Some("b.jsonl"));
        all.ended(2, 0);
        assert_eq!(all.set(LATER).as_deref(), Some("b.jsonl"));
        assert_eq!(all.set(LATER + 1), None, "too long ago");
    }

    #[test]
    fn only_the_end_of_a_flood_is_kept() {
        let mut all = Evaluating::default();
        all.began(1, 1, "halden eval", &Programs::named("halden"));
        for _ in 0..100 {
            all.printed(1, &[b'x'; 4096]);
        }
        all.printed(1, b"\n{\"mrr\": 0.5}\n");
        assert_eq!(all.running[0].printed.len(), PRINTED);
        assert_eq!(all.ended(1, 0).as_deref(), Some("mrr 0.500"));
    }
}
