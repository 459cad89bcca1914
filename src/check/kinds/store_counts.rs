//! How much is in the stores, read without the candidate's program: from Qdrant's REST interface,
//! and from the file in which tantivy lists its segments.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::commands::{argv, succeed};
use crate::outcome::Trouble;
use crate::verification::{Finished, VerificationSandbox};

const QDRANT: &str = "http://localhost:6333";
const LIMIT: Duration = Duration::from_secs(30);
/// Points in one answer. [`MOST_POINTS`] bounds all answers together.
const PAGE: usize = 256;
const MOST_POINTS: usize = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StoreCounts {
    /// Documents of the tantivy index that was written last, without deleted ones.
    pub lexical: u64,
    /// Points in all collections.
    pub dense: u64,
}

pub async fn read(sandbox: &dyn VerificationSandbox) -> Result<StoreCounts, Trouble> {
    let mut dense = 0;
    for collection in collections(sandbox).await? {
        dense += points(sandbox, &collection).await?;
    }
    Ok(StoreCounts {
        lexical: living_documents(sandbox).await?,
        dense,
    })
}

/// Does not use the pipeline, so that what it writes next cannot depend on earlier state.
pub async fn empty_stores(sandbox: &dyn VerificationSandbox) -> Result<(), Trouble> {
    let state = &sandbox.pipeline().state;
    let find = ["/usr/bin/find", state, "-mindepth", "1", "-delete"];
    succeed(sandbox, "emptying the state folder", argv(&find), LIMIT).await?;
    for collection in collections(sandbox).await? {
        let url = format!("{QDRANT}/collections/{collection}");
        curl(sandbox, &["--request", "DELETE", &url]).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Answer<T> {
    result: T,
}

#[derive(Deserialize)]
struct Collections {
    collections: Vec<Collection>,
}

#[derive(Deserialize)]
struct Collection {
    name: String,
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

async fn collections(sandbox: &dyn VerificationSandbox) -> Result<Vec<String>, Trouble> {
    let finished = curl(sandbox, &[&format!("{QDRANT}/collections")]).await?;
    let answer: Answer<Collections> = parse("Qdrant", &finished.stdout)?;
    Ok(answer
        .result
        .collections
        .into_iter()
        .map(|collection| collection.name)
        .collect())
}

async fn points(sandbox: &dyn VerificationSandbox, collection: &str) -> Result<u64, Trouble> {
    let url = format!("{QDRANT}/collections/{collection}/points/count");
    let json = [
        "--header",
        "content-type: application/json",
        "--data",
        r#"{"exact":true}"#,
    ];
    let arguments: Vec<&str> = json.into_iter().chain([url.as_str()]).collect();
    let finished = curl(sandbox, &arguments).await?;
    Ok(parse::<Answer<Count>>("Qdrant", &finished.stdout)?
        .result
        .count)
}

#[derive(Debug, Deserialize)]
pub struct Point {
    pub id: Value,
    #[serde(default)]
    pub payload: Value,
    pub vector: Vec<f32>,
}

#[derive(Deserialize)]
struct Page {
    points: Vec<Point>,
    next_page_offset: Option<Value>,
}

/// From all collections.
pub async fn points_with_vectors(sandbox: &dyn VerificationSandbox) -> Result<Vec<Point>, Trouble> {
    let mut points = Vec::new();
    for collection in collections(sandbox).await? {
        let url = format!("{QDRANT}/collections/{collection}/points/scroll");
        let mut offset = Value::Null;
        loop {
            let body = json!({
                "limit": PAGE, "with_payload": true, "with_vector": true, "offset": offset,
            });
            let body = body.to_string();
            let page = [
                "--header",
                "content-type: application/json",
                "--data",
                &body,
                &url,
            ];
            let finished = curl(sandbox, &page).await?;
            let page: Answer<Page> = parse("Qdrant", &finished.stdout)?;
            points.extend(page.result.points);
            if points.len() > MOST_POINTS {
                let problem = format!("more than {MOST_POINTS} points");
                return Err(Trouble::Unjudged(problem));
            }
            match page.result.next_page_offset {
                Some(next) if !next.is_null() => offset = next,
                _ => break,
            }
        }
    }
    Ok(points)
}

async fn curl(sandbox: &dyn VerificationSandbox, arguments: &[&str]) -> Result<Finished, Trouble> {
    let fixed = [
        "/usr/bin/curl",
        "--disable",
        "--silent",
        "--show-error",
        "--fail",
        "--globoff",
    ];
    let argv = fixed
        .iter()
        .chain(arguments)
        .map(|&argument| argument.to_owned())
        .collect();
    succeed(sandbox, "asking Qdrant", argv, LIMIT).await
}

/// The part of tantivy's `meta.json` that is used here.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    max_doc: u64,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    num_deleted_docs: u64,
}

async fn living_documents(sandbox: &dyn VerificationSandbox) -> Result<u64, Trouble> {
    let state = &sandbox.pipeline().state;
    let find = [
        "/usr/bin/find",
        state,
        "-name",
        "meta.json",
        "-type",
        "f",
        "-printf",
        "%T@ %p\\n",
    ];
    let listed = succeed(sandbox, "looking for the lexical index", argv(&find), LIMIT).await?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let latest = listed
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(time, path)| Some((time.parse::<f64>().ok()?, path)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, path)) = latest else {
        let problem = format!("there is no tantivy index below {state}");
        return Err(Trouble::Malformed {
            what: sandbox.pipeline().named("ingest"),
            problem,
        });
    };
    let cat = ["/usr/bin/cat", "--", path];
    let meta = succeed(sandbox, "reading the lexical index", argv(&cat), LIMIT).await?;
    let meta: Meta = parse("the lexical index", &meta.stdout)?;
    let living = |segment: &Segment| {
        let deleted = segment
            .deletes
            .as_ref()
            .map_or(0, |deletes| deletes.num_deleted_docs);
        segment.max_doc.saturating_sub(deleted)
    };
    Ok(meta.segments.iter().map(living).sum())
}

fn parse<T: serde::de::DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|error| Trouble::Malformed {
        what: what.to_owned(),
        problem: error.to_string(),
    })
}
