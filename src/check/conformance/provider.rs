//! What a misbehaving provider does to searches, answers and ingests.

use serde_json::Value;

use super::failure::{Failure, Held, holds, same};
use super::fixture::{Fixture, question, set};
use super::point::{Point, point};
use super::ran::Ran;
use super::stores;
use crate::scenario::check_spec::{StubMode, StubTarget};
use crate::verification::CallKind;

pub(super) const POINTS: &[Point] = &[
    point!(
        "provider-retried",
        "The gateway client retries a 5xx by itself, up to 4 attempts.",
        retried
    ),
    point!(
        "provider-hang",
        "A call that is not answered in time fails, and is not repeated.",
        hang
    ),
    point!(
        "provider-no-completion",
        "A chat without a completion, or with a body that is not JSON, is an error and not an answer.",
        no_completion
    ),
    point!(
        "provider-cut-off",
        "A cut-off answer says so in `validation.problems`.",
        cut_off
    ),
    point!(
        "provider-search-fails",
        "A search whose question cannot be embedded is an error.",
        search_fails
    ),
    point!(
        "provider-reorders",
        "Vectors in another order reach the chunks that they belong to.",
        reorders
    ),
    point!(
        "provider-ingest-fails",
        "An ingest whose embeddings fail ends with 1 and leaves the stores as they were.",
        ingest_fails
    ),
    point!(
        "provider-ingest-short",
        "An ingest that gets too few vectors ends with 1 and leaves the stores as they were.",
        ingest_short
    ),
    point!(
        "provider-ingest-truncated",
        "An ingest that gets vectors of another length ends with 1 and leaves the stores as they were.",
        ingest_truncated
    ),
    point!(
        "provider-ingest-garbage",
        "An ingest that gets no JSON ends with 1 and leaves the stores as they were.",
        ingest_garbage
    ),
    point!(
        "provider-ingest-hangs",
        "An ingest whose provider does not answer ends with 1 and leaves the stores as they were.",
        ingest_hangs
    ),
];

const GATE: &str = "What is the height of gate 2?";
use StubTarget::{Chat, Embeddings};

/// Runs a command that waits for nothing long, while the provider misbehaves.
async fn quickly(
    fixture: &Fixture,
    target: StubTarget,
    mode: StubMode,
    arguments: &[&str],
) -> Result<Ran, Failure> {
    let config = fixture.config(|config| {
        // Only a provider that hangs is not waited for: others may be slow, and are not at fault.
        if mode == StubMode::Hang {
            set(config, "retry", "timeout_seconds", 1);
        }
    })?;
    fixture.misbehave(target, mode);
    let ran = fixture
        .run_with(arguments, &[("HALDEN_CONFIG", &config)])
        .await;
    fixture.sandbox.stub(None);
    ran
}

async fn retried(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let before = fixture.calls_so_far();
    quickly(fixture, Chat, StubMode::Fail, &["ask", GATE])
        .await?
        .refused("")?;
    same(
        "the number of attempts",
        4,
        fixture.calls(CallKind::Chat, before).len(),
    )
}

/// The second chat is not answered, and a third one would be.
async fn hang(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let lines = [
        question("first", GATE, None),
        question("second", GATE, None),
    ];
    let batch = fixture.put_lines("questions.jsonl", &lines)?;
    let config = fixture.config(|config| set(config, "retry", "timeout_seconds", 3))?;
    fixture.misbehave_every(2, Chat, StubMode::Hang);
    let variables = [("HALDEN_CONFIG", config.as_str())];
    let ran = fixture
        .run_with(&["ask", "--batch", &batch], &variables)
        .await?;
    ran.failed("")?;
    let results = &ran.printed()?["results"];
    let failed = [0, 1].map(|at| results[at].get("error").is_some());
    same("which of two questions failed", [false, true], failed)
}

async fn no_completion(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for mode in [StubMode::Short, StubMode::Garbage] {
        quickly(fixture, Chat, mode, &["ask", GATE])
            .await?
            .refused("")?;
    }
    Ok(())
}

async fn cut_off(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let seen = quickly(fixture, Chat, StubMode::Truncate, &["ask", GATE])
        .await?
        .document()?;
    let problems = &seen["validation"]["problems"];
    let told = |problem: &Value| problem.as_str().is_some_and(|it| it.contains("truncated"));
    let told = problems
        .as_array()
        .is_some_and(|problems| problems.iter().any(told));
    holds(told, "a problem with \"truncated\"", problems)
}

async fn search_fails(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    for mode in [
        StubMode::Fail,
        StubMode::Short,
        StubMode::Garbage,
        StubMode::Truncate,
    ] {
        quickly(fixture, Embeddings, mode, &["search", GATE])
            .await?
            .refused("")?;
    }
    Ok(())
}

async fn reorders(fixture: &mut Fixture) -> Held {
    fixture.ready().await?;
    let expected = stores::read(fixture).await?;
    fixture.spoil();
    quickly(
        fixture,
        Embeddings,
        StubMode::Reorder,
        &["ingest", "--full"],
    )
    .await?
    .document()?;
    stores::read(fixture)
        .await?
        .equals(&expected, "what it holds when vectors come in order")?;
    fixture.unspoiled(expected);
    Ok(())
}

/// Requires that an ingest of a changed corpus fails and changes nothing.
async fn unharmed(fixture: &mut Fixture, mode: StubMode) -> Held {
    fixture.ready().await?;
    let before = stores::when_ready(fixture).await?;
    fixture.spoil();
    let path = "corpus/notice/labels.md";
    let text = fixture.read(path)?.replace("blue", "green");
    fixture.sandbox.put_file(path, text.as_bytes())?;
    quickly(fixture, Embeddings, mode, &["ingest"])
        .await?
        .refused("")?;
    stores::read(fixture)
        .await?
        .equals(&before, "what it held before the ingest that failed")?;
    fixture.lay_corpus()?;
    fixture.unspoiled(before);
    Ok(())
}

async fn ingest_fails(fixture: &mut Fixture) -> Held {
    unharmed(fixture, StubMode::Fail).await?;
    let calls = fixture.calls_so_far();
    super::ingest::change(fixture)?;
    fixture.spoil();
    fixture.run(&["ingest"]).await?.document()?;
    let made = fixture.calls(CallKind::Embedding, calls).len();
    holds(made > 0, "an embedding call of the next ingest", made)
}

async fn ingest_short(fixture: &mut Fixture) -> Held {
    unharmed(fixture, StubMode::Short).await
}

async fn ingest_truncated(fixture: &mut Fixture) -> Held {
    unharmed(fixture, StubMode::Truncate).await
}

async fn ingest_garbage(fixture: &mut Fixture) -> Held {
    unharmed(fixture, StubMode::Garbage).await
}

async fn ingest_hangs(fixture: &mut Fixture) -> Held {
    unharmed(fixture, StubMode::Hang).await
}
