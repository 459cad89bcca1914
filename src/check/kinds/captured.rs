//! Prompts as the gateway saw them, by the question that each was made for.

use serde_json::Value;

use super::wording::plain;
use crate::commands::{self, PipelineQuestion};
use crate::outcome::Trouble;
use crate::verification::{CallKind, ObservedCall, VerificationSandbox};

/// The prompts that each question caused. All questions are asked at once, and a prompt belongs to
/// the question that occurs last in it. If a prompt contains none of them, each question is asked
/// alone, so that every call that the gateway sees belongs to that question.
pub async fn prompts(
    sandbox: &dyn VerificationSandbox,
    asked: &[PipelineQuestion<'_>],
) -> Result<Vec<Vec<String>>, Trouble> {
    let before = sandbox.calls().len();
    commands::ask(sandbox, asked).await?;
    if let Some(owned) = by_question(&said_since(sandbox, before), asked) {
        return Ok(owned);
    }
    let mut alone = Vec::new();
    for one in asked {
        let before = sandbox.calls().len();
        commands::ask(sandbox, std::slice::from_ref(one)).await?;
        alone.push(said_since(sandbox, before));
    }
    Ok(alone)
}

fn by_question(prompts: &[String], asked: &[PipelineQuestion<'_>]) -> Option<Vec<Vec<String>>> {
    let questions: Vec<String> = asked.iter().map(|it| plain(it.question)).collect();
    let mut owned = vec![Vec::new(); asked.len()];
    for prompt in prompts {
        let text = plain(prompt);
        let places = questions.iter().enumerate().filter_map(|(at, question)| {
            let place = text.rfind(question.as_str())?;
            // If one question ends with the words of another, the longer one is meant.
            Some((place + question.len(), question.len(), at))
        });
        let (_, _, owner) = places.max()?;
        owned[owner].push(prompt.clone());
    }
    Some(owned)
}

fn said_since(sandbox: &dyn VerificationSandbox, before: usize) -> Vec<String> {
    let calls = sandbox.calls();
    let chats = calls.get(before..).unwrap_or_default().iter();
    chats
        .filter(|call| call.kind == CallKind::Chat)
        .map(said)
        .collect()
}

/// All text of a chat request, including messages that consist of parts.
fn said(call: &ObservedCall) -> String {
    let body: Value = serde_json::from_slice(&call.request).unwrap_or(Value::Null);
    let messages = body["messages"].as_array().into_iter().flatten();
    let mut texts = Vec::new();
    for content in messages.map(|message| &message["content"]) {
        texts.extend(content.as_str());
        let parts = content.as_array().into_iter().flatten();
        texts.extend(parts.filter_map(|part| part["text"].as_str()));
    }
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked<'a>(id: &'a str, question: &'a str) -> PipelineQuestion<'a> {
        PipelineQuestion {
            id,
            question,
            customer: None,
        }
    }

    #[test]
    fn a_prompt_belongs_to_the_question_that_it_has_last() {
        let asked = [
            asked("a", "How long?"),
            asked("b", "And how long?"),
            asked("c", "How tall?"),
        ];
        let prompts = [
            "Context: How tall? 3 m.\nQuestion: how long?".to_owned(),
            "Question: And  how long?".to_owned(),
        ];
        let owned = by_question(&prompts, &asked).unwrap();
        assert_eq!(
            owned,
            [vec![prompts[0].clone()], vec![prompts[1].clone()], vec![]]
        );
        assert_eq!(by_question(&["Rewritten.".to_owned()], &asked), None);
    }

    #[test]
    fn messages_in_parts_are_read() {
        let request = br#"{"messages":[{"content":"a"},{"content":[{"type":"text","text":"b"}]}]}"#;
        let call = ObservedCall {
            kind: CallKind::Chat,
            status: 200,
            request: request.to_vec(),
            tokens: 0,
        };
        assert_eq!(said(&call), "a\nb");
    }
}
