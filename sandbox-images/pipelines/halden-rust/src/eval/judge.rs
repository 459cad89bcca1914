//! Asks a model whether an answer keeps to the context that it was given.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::{Judged, Judgement, Verdict};
use crate::gateway::{Gateway, GatewayError, Message};
use crate::generate::{ChatConfig, Generated, generate};
use crate::prompt::{Prompt, TemplateError};
use crate::validate::abstains;

/// The judge.
pub struct Judge<'a> {
    /// The connection.
    pub gateway: &'a Gateway,
    /// The model and the longest verdict.
    pub config: &'a ChatConfig,
    /// How it is asked.
    pub prompt: Prompt,
}

/// An answer to judge.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The question's name.
    pub id: String,
    /// The question.
    pub question: String,
    /// The context that the model was given, as it was given.
    pub context: String,
    /// What it made of it.
    pub answer: String,
}

/// What a judge wrote some other time, or how asking it failed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The question's name.
    id: String,
    /// The model's output.
    text: Option<String>,
    /// How the call failed.
    error: Option<String>,
    /// Whether the output was cut off.
    #[serde(default)]
    truncated: bool,
}

impl Judge<'_> {
    /// Its model and the version of its prompt.
    pub fn name(&self) -> (&str, u32) {
        (&self.config.model, self.prompt.version)
    }

    /// Judges an answer, unless it claims nothing. An unusable verdict is asked for once more; a
    /// call that failed is not, because the gateway has already repeated what may be repeated.
    pub async fn judge(&self, case: &Case) -> Judged {
        let judgement = if abstains(&case.answer) {
            Judgement::abstained()
        } else {
            match self.messages(case) {
                Ok(messages) => self.ask(&case.id, messages).await,
                Err(error) => Judgement::unscored(format!("cannot be asked: {error}")),
            }
        };
        Judged { id: case.id.clone(), judgement }
    }

    async fn ask(&self, id: &str, messages: Vec<Message>) -> Judgement {
        let first = generate(self.gateway, self.config, messages.clone()).await;
        let judgement = read(&first);
        if judgement.verdict != Verdict::Unscored || !worth_repeating(&first) {
            return judgement;
        }
        tracing::warn!(id, why = judgement.reason, "asking the judge again");
        read(&generate(self.gateway, self.config, messages).await)
    }

    fn messages(&self, case: &Case) -> Result<Vec<Message>, TemplateError> {
        self.prompt.template.render(&BTreeMap::from([
            ("question", case.question.clone()),
            ("context", case.context.clone()),
            ("answer", case.answer.clone()),
        ]))
    }
}

fn worth_repeating(outcome: &Result<Generated, GatewayError>) -> bool {
    matches!(outcome, Ok(_) | Err(GatewayError::Malformed(_)))
}

fn read(outcome: &Result<Generated, GatewayError>) -> Judgement {
    match outcome {
        Ok(generated) => of_text(&generated.text, generated.truncated),
        Err(error) => Judgement::unscored(format!("the call failed: {error}")),
    }
}

/// A cut-off text may still parse, and then says less than the judge wanted to say.
fn of_text(text: &str, truncated: bool) -> Judgement {
    if truncated { Judgement::unscored("the verdict was cut off") } else { Judgement::parse(text) }
}

impl Recorded {
    /// The judgement that it holds.
    pub fn read(self) -> Result<Judged> {
        let judgement = match (&self.text, &self.error) {
            (Some(text), None) => of_text(text, self.truncated),
            (None, Some(error)) => Judgement::unscored(format!("the call failed: {error}")),
            _ => bail!("`{}` needs either a text or an error", self.id),
        };
        Ok(Judged { id: self.id, judgement })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(line: &str) -> Result<Judged> {
        serde_json::from_str::<Recorded>(line)?.read()
    }

    #[test]
    fn a_failed_call_and_a_cut_off_text_are_unscored() {
        let verdict = |line: &str| judged(line).unwrap().judgement.verdict;
        let pass = r#""text":"{\"verdict\":\"pass\",\"reason\":\"in [1]\"}""#;
        assert_eq!(verdict(&format!(r#"{{"id":"a",{pass}}}"#)), Verdict::Pass);
        let cut = format!(r#"{{"id":"a",{pass},"truncated":true}}"#);
        assert_eq!(verdict(&cut), Verdict::Unscored);
        assert_eq!(verdict(r#"{"id":"a","error":"503"}"#), Verdict::Unscored);
        assert!(judged(r#"{"id":"a"}"#).is_err());
        assert!(judged(&format!(r#"{{"id":"a",{pass},"error":"503"}}"#)).is_err());
    }

    #[test]
    fn only_what_the_gateway_does_not_repeat_is_asked_again() {
        let failed = GatewayError::Status { status: 503, body: String::new(), retry_after: None };
        assert!(!worth_repeating(&Err(failed)));
        assert!(worth_repeating(&Err(GatewayError::Malformed("empty".into()))));
    }
}
