//! Questions that typed commands put to the pipeline, and whether the brief or a stakeholder's
//! message has them.

use serde::{Deserialize, Serialize};

use super::commands::Programs;
use super::line::{LABEL, shortened};
use crate::domain::event::{Event, EventBody};

/// The most different questions, and the most files of questions. Further ones are only counted.
const MOST: usize = 300;
const BATCHES: usize = 50;
/// The most bytes of messages that are searched for a question.
const MESSAGES: usize = 64 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The event of the first command that asked it.
    pub seq: u64,
    pub text: String,
    /// Whether the brief, or a message that had come, has it.
    pub quoted: bool,
    /// Its words.
    words: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub questions: Vec<Question>,
    /// Each file of questions, with the first command that named it.
    pub batches: Vec<(u64, String)>,
    pub omitted: u64,
    /// The words of messages.
    messages: String,
    /// The words of the brief. Known from the scenario, so they are not kept.
    #[serde(skip)]
    brief: String,
}

impl Asked {
    /// Says what the brief is.
    pub fn briefed(&mut self, brief: &str) {
        self.brief = words_of(brief);
    }

    pub fn take(&mut self, event: &Event, explained: bool, programs: &Programs) {
        match &event.body {
            EventBody::CommandStarted { text, .. } if explained => {
                let (questions, batches) = programs.asked(text);
                for question in &questions {
                    self.ask(event.seq, question);
                }
                for file in &batches {
                    self.batch(event.seq, file);
                }
            }
            EventBody::InjectDelivered(inject) if self.messages.len() < MESSAGES => {
                let end = inject.message.floor_char_boundary(MESSAGES);
                self.messages.push_str(&words_of(&inject.message[..end]));
            }
            _ => {}
        }
    }

    fn ask(&mut self, seq: u64, text: &str) {
        let words = words_of(&shortened(text, 2_000));
        if words.trim().is_empty() || self.questions.iter().any(|it| it.words == words) {
            return;
        }
        if self.questions.len() >= MOST {
            self.omitted += 1;
            return;
        }
        self.questions.push(Question {
            seq,
            text: shortened(text, LABEL),
            quoted: self.brief.contains(&words) || self.messages.contains(&words),
            words,
        });
    }

    fn batch(&mut self, seq: u64, file: &str) {
        if self.batches.iter().any(|it| it.1 == file) {
            return;
        }
        if self.batches.len() >= BATCHES {
            self.omitted += 1;
            return;
        }
        self.batches.push((seq, shortened(file, LABEL)));
    }
}

/// The words of a text, each between blanks, whatever is written between them.
fn words_of(text: &str) -> String {
    let words = text.split(|it: char| !it.is_alphanumeric());
    let mut all = String::from(" ");
    for word in words.filter(|it| !it.is_empty()) {
        all.push_str(&word.to_lowercase());
        all.push(' ');
    }
    all
}
