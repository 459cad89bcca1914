//! Prompts as the gateway saw them, by the question that they were made for.

use serde_json::Value;

use super::wording::plain;
use crate::check::outcome::Trouble;
use crate::check::pipeline::{self, Asked};
use crate::check::verification::{CallKind, ObservedCall, VerificationSandbox};

/// The prompts that asking each question made. All are asked at once, and a prompt belongs to the
/// question that it has last. If there is a prompt that has none of them, each question is asked
/// alone, so that what the gateway sees meanwhile is its own.
pub async fn prompts(
    sandbox: &dyn VerificationSandbox,
    asked: &[Asked<'_>],
) -> Result<Vec<Vec<String>>, Trouble> {
    let before = sandbox.calls().len();
    pipeline::ask(sandbox, asked).await?;
    if let Some(owned) = by_question(&said_since(sandbox, before), asked) {
        return Ok(owned);
    }
    let mut alone = Vec::new();
    for one in asked {
        let before = sandbox.calls().len();
        pipeline::ask(sandbox, std::slice::from_ref(one)).await?;
        alone.push(said_since(sandbox, before));
    }
    Ok(alone)
}

fn by_question(prompts: &[String], asked: &[Asked<'_>]) -> Option<Vec<Vec<String>>> {
    let questions: Vec<String> = asked.iter().map(|it| plain(it.question)).collect();
    let mut owned = vec![Vec::new(); asked.len()];
    for prompt in prompts {
        let text = plain(prompt);
        let places = questions.iter().enumerate().filter_map(|(at, question)| {
            let place = text.rfind(question.as_str())?;
            // Where one question ends with another, the longer one is meant.
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

/// Everything that a chat request says: texts, and the texts of messages in parts.
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

    fn asked<'a>(id: &'a str, question: &'a str) -> Asked<'a> {
        Asked {
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
