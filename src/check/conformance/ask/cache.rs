//! Answers that are remembered.

use serde_json::Value;

use crate::conformance::failure::{Failure, Held, holds, same};
use crate::conformance::fixture::{Fixture, set};
use crate::scenario::check_spec::{StubMode, StubTarget};
use crate::verification::CallKind;

/// Asks twice in a row, or for two customers, and returns both answers and the number of chats.
async fn twice(
    fixture: &Fixture,
    enabled: bool,
    question: &str,
    customers: [Option<&str>; 2],
) -> Result<([Value; 2], usize), Failure> {
    let config = fixture.config(|config| set(config, "cache", "enabled", enabled))?;
    let variables = [("HALDEN_CONFIG", config.as_str())];
    let before = fixture.calls_so_far();
    let mut answers = [Value::Null, Value::Null];
    for (answer, customer) in answers.iter_mut().zip(customers) {
        let asker = customer.map_or(vec![], |slug| vec!["--customer", slug]);
        let arguments = [&["ask"], &asker[..], &[question]].concat();
        *answer = fixture.run_with(&arguments, &variables).await?.document()?;
    }
    Ok((answers, fixture.calls(CallKind::Chat, before).len()))
}

/// A question that no earlier run asked: the state outlives a point.
async fn fresh(fixture: &Fixture, question: &str) -> Result<String, Failure> {
    let now = fixture.tool(&["/bin/date", "+%s%N"]).await?;
    Ok(format!("{question} (request {})", now.trim()))
}

pub async fn remembered(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let question = fresh(fixture, "What is the height of gate 2?").await?;
    let ([first, second], chats) = twice(fixture, true, &question, [None, None]).await?;
    same("the number of chats", 1, chats)?;
    same(
        "`cached`",
        [false, true],
        [&first["cached"], &second["cached"]],
    )?;
    for key in ["answer", "usage", "citations", "context", "prompt"] {
        same(
            &format!("`{key}` of the remembered answer"),
            &first[key],
            &second[key],
        )?;
    }
    Ok(())
}

pub async fn scope(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let question = fresh(fixture, "What is paid for a pallet and night?").await?;
    let customers = [Some("osprey-foods"), Some("lumen-labs")];
    let ([first, second], chats) = twice(fixture, true, &question, customers).await?;
    same("the number of chats", 2, chats)?;
    same(
        "`cached`",
        [false, false],
        [&first["cached"], &second["cached"]],
    )
}

pub async fn problems(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    fixture.misbehave(StubTarget::Chat, StubMode::Truncate);
    let question = fresh(fixture, "What is the height of gate 2?").await?;
    let ([first, second], chats) = twice(fixture, true, &question, [None, None]).await?;
    let problems = first["validation"]["problems"]
        .as_array()
        .map_or(0, Vec::len);
    holds(
        problems > 0,
        "a problem of a cut-off answer",
        &first["validation"],
    )?;
    same("the number of chats", 2, chats)?;
    same("`cached`", false, &second["cached"])
}

pub async fn off(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let question = "What is the height of gate 2?";
    let ([_, second], chats) = twice(fixture, false, question, [None, None]).await?;
    same("the number of chats", 2, chats)?;
    same("`cached`", false, &second["cached"])
}
