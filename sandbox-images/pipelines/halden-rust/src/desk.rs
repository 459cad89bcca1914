//! The assistant as those who ask meet it: the prompt that is meant for them, and a line in the
//! log about each answer.

use anyhow::Result;

use crate::answer_log::{AnswerLog, Entry};
use crate::assistant::{Answer, Assistant};
use crate::prompt::{Release, asker};
use crate::scope::Scope;

/// Answers those who ask.
pub struct Desk<'a> {
    /// Makes the answers.
    pub assistant: Assistant<'a>,
    /// Remembers which version made them.
    pub log: AnswerLog,
}

impl Desk<'_> {
    /// Answers a question. An answer that cannot be logged is given all the same.
    pub async fn answer(
        &self,
        release: &Release,
        question: &str,
        customer: Option<&str>,
    ) -> Result<Answer> {
        let scope = Scope::new(customer)?;
        let prompt = release.pick(&asker(customer, question));
        let answer = self.assistant.answer(prompt, question, &scope).await?;
        if let Err(error) = self.log.append(&Entry::new(&answer, customer)) {
            tracing::error!(%error, "an answer is not in the log");
        }
        Ok(answer)
    }
}
