//! Which lines are the output of which command. Marks in the output say where a command's output
//! begins and ends. The events that the recorder made of them come after the output, in the same
//! order.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// The most commands of one terminal that are kept.
const MOST_COMMANDS: usize = 10_000;
/// The most marks that wait for their event. A program may print marks that make no event.
const MOST_MARKS: usize = 2_000;

/// The lines of a command's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandSpan {
    /// The event that started it.
    pub seq: u64,
    pub first: u64,
    /// The line after its last one; `None` while it runs.
    pub end: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    begins: bool,
    line: u64,
    /// What the terminal had printed after the output that has the mark; `None` within it.
    printed: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    marks: VecDeque<Mark>,
    pub spans: Vec<CommandSpan>,
    pub left_out: u64,
}

impl Marked {
    /// There is a mark at the beginning of this line.
    pub fn mark(&mut self, begins: bool, line: u64) {
        if self.marks.len() == MOST_MARKS {
            self.marks.pop_front();
        }
        self.marks.push_back(Mark {
            begins,
            line,
            printed: None,
        });
    }

    /// The output ends that has the newest marks.
    pub fn settle(&mut self, printed: u64) {
        let newest = self.marks.iter_mut().rev();
        for mark in newest.take_while(|it| it.printed.is_none()) {
            mark.printed = Some(printed);
        }
    }

    /// A command began whose output begins at this offset. Without its mark, it begins `here`.
    pub fn began(&mut self, seq: u64, offset: u64, here: u64) {
        let mut first = here;
        while let Some(mark) = self.marks.pop_front() {
            if mark.begins && mark.printed.is_none_or(|it| it >= offset) {
                first = mark.line;
                break;
            }
        }
        // A shell runs one command at a time.
        self.end(first);
        if self.spans.len() == MOST_COMMANDS {
            self.left_out += 1;
        } else {
            let end = None;
            self.spans.push(CommandSpan { seq, first, end });
        }
    }

    /// The command ended. Without its mark, its output ends `here`.
    pub fn ended(&mut self, here: u64) {
        let end = match self.marks.front() {
            Some(mark) if mark.begins => mark.line,
            Some(mark) => {
                let line = mark.line;
                self.marks.pop_front();
                line
            }
            None => here,
        };
        self.end(end);
    }

    /// Nothing runs any more.
    pub fn end(&mut self, line: u64) {
        if let Some(last) = self.spans.last_mut().filter(|it| it.end.is_none()) {
            last.end = Some(line.max(last.first));
        }
    }
}
