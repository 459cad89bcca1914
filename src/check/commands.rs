//! The pipeline's contract, as the checks use it: commands that print one JSON document each.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::outcome::Trouble;
use super::verification::{Command, Exit, Finished, VerificationSandbox};
use crate::scenario::check_spec::Leg;

/// Where the questions of a batch are put. Removed afterwards.
const BATCH: &str = ".questions.jsonl";
const INGEST_LIMIT: Duration = Duration::from_mins(10);
const BATCH_LIMIT: Duration = Duration::from_mins(10);

/// A question as a candidate's program gets it: without answer and spans.
#[derive(Clone, Debug)]
pub struct PipelineQuestion<'a> {
    pub id: &'a str,
    pub question: &'a str,
    /// Who asks.
    pub customer: Option<&'a str>,
}

/// The part of what `ingest` prints that is used here.
#[derive(Clone, Debug, Deserialize)]
pub struct IngestReport {
    /// Documents that could not be indexed.
    pub failed: Vec<Value>,
}

/// What `search` prints for one question.
#[derive(Clone, Debug, Deserialize)]
pub struct Found {
    pub id: String,
    /// Best first.
    pub hits: Vec<Hit>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Hit {
    /// The document's id.
    pub doc: String,
    /// The first byte that it covers, counted in the document's body.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    pub text: String,
}

/// What `ask` prints for one question.
#[derive(Clone, Debug, Deserialize)]
pub struct Answered {
    pub id: String,
    /// Null or empty if the pipeline abstained.
    pub answer: Option<String>,
    pub abstained: bool,
}

#[derive(Deserialize)]
struct Batch<T> {
    results: Vec<T>,
}

/// Builds the program. Where there is nothing to build, the program has to start and print its help.
pub async fn build(
    sandbox: &dyn VerificationSandbox,
    limit: Duration,
) -> Result<Finished, Trouble> {
    let pipeline = sandbox.pipeline();
    let argv = match &pipeline.build {
        Some(build) => build.command.clone(),
        None => pipeline.argv(["--help"]),
    };
    Ok(sandbox.run(Command::new(argv, limit)).await?)
}

/// Fails if a document could not be indexed.
pub async fn ingest(sandbox: &dyn VerificationSandbox) -> Result<(), Trouble> {
    let pipeline = sandbox.pipeline();
    let what = pipeline.named("ingest");
    let report: IngestReport =
        json(sandbox, &what, pipeline.argv(["ingest"]), INGEST_LIMIT).await?;
    match report.failed.len() {
        0 => Ok(()),
        failed => Err(Trouble::Command {
            what,
            how: format!("could not index {failed} documents"),
            stderr: json!(report.failed).to_string(),
        }),
    }
}

/// Searches on one leg. The results are in the order of the questions.
pub async fn search(
    sandbox: &dyn VerificationSandbox,
    questions: &[PipelineQuestion<'_>],
    leg: Leg,
    depth: usize,
) -> Result<Vec<Found>, Trouble> {
    let leg = match leg {
        Leg::Bm25 => "bm25",
        Leg::Dense => "dense",
        Leg::Fused => "fused",
        Leg::Reranked => "reranked",
    };
    let depth = depth.to_string();
    let arguments = ["search", "--leg", leg, "--k", &depth];
    let what = sandbox.pipeline().named("search");
    let found: Vec<Found> = batch(sandbox, &what, &arguments, questions).await?;
    in_order(&what, questions, found, |found| &found.id)
}

/// The results are in the order of the questions.
pub async fn ask(
    sandbox: &dyn VerificationSandbox,
    questions: &[PipelineQuestion<'_>],
) -> Result<Vec<Answered>, Trouble> {
    let what = sandbox.pipeline().named("ask");
    let answered: Vec<Answered> = batch(sandbox, &what, &["ask"], questions).await?;
    in_order(&what, questions, answered, |answered| &answered.id)
}

async fn batch<T: DeserializeOwned>(
    sandbox: &dyn VerificationSandbox,
    what: &str,
    arguments: &[&str],
    questions: &[PipelineQuestion<'_>],
) -> Result<Vec<T>, Trouble> {
    let mut lines = String::new();
    for asked in questions {
        let line = json!({
            "id": asked.id, "question": asked.question, "customer": asked.customer,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    sandbox.put_file(BATCH, lines.as_bytes())?;
    let arguments = arguments.iter().copied().chain(["--batch", BATCH]);
    let argv = sandbox.pipeline().argv(arguments);
    let outcome = json::<Batch<T>>(sandbox, what, argv, BATCH_LIMIT).await;
    sandbox.remove(BATCH)?;
    Ok(outcome?.results)
}

/// Requires one result for each question, with its id, so that a program cannot
/// leave out the hard ones.
fn in_order<T>(
    what: &str,
    questions: &[PipelineQuestion<'_>],
    results: Vec<T>,
    id: impl Fn(&T) -> &String,
) -> Result<Vec<T>, Trouble> {
    let same = questions.len() == results.len()
        && questions
            .iter()
            .zip(&results)
            .all(|(asked, result)| asked.id == *id(result));
    if same {
        return Ok(results);
    }
    let problem = "not one result for each question, in their order".to_owned();
    Err(Trouble::Malformed {
        what: what.to_owned(),
        problem,
    })
}

async fn json<T: DeserializeOwned>(
    sandbox: &dyn VerificationSandbox,
    what: &str,
    argv: Vec<String>,
    limit: Duration,
) -> Result<T, Trouble> {
    let finished = succeed(sandbox, what, argv, limit).await?;
    serde_json::from_slice(&finished.stdout).map_err(|error| {
        let problem = error.to_string();
        Trouble::Malformed {
            what: what.to_owned(),
            problem,
        }
    })
}

/// Requires exit status 0 within the limits of time and output.
pub async fn succeed(
    sandbox: &dyn VerificationSandbox,
    what: &str,
    argv: Vec<String>,
    limit: Duration,
) -> Result<Finished, Trouble> {
    let finished = sandbox.run(Command::new(argv, limit)).await?;
    let how = match finished.exit {
        Exit::Status(0) if !finished.truncated => return Ok(finished),
        Exit::Status(0) => "printed more than is accepted".to_owned(),
        Exit::Status(status) => format!("ended with status {status}"),
        Exit::TimedOut => format!("took longer than {} s", limit.as_secs()),
    };
    let stderr = String::from_utf8_lossy(&finished.stderr).into_owned();
    Err(Trouble::Command {
        what: what.to_owned(),
        how,
        stderr,
    })
}

pub fn argv(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
