//! Both pipelines keep the contract, and each of its points fails when the promise is broken.
//!
//! Needs a Docker Engine, both images and the embedding model (`make images model`). If one is
//! missing, the tests fail.

mod bench;
mod command_line;
mod defects;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use assay::check::conformance::{Failure, Fixture, Point, points, rest, try_out};

use bench::Bench;
use defects::Defect;

#[tokio::test]
async fn the_rust_pipeline_keeps_the_contract() -> Result<()> {
    let mut bench = Bench::open("halden-rust").await?;
    let failures = failures(&mut bench.fixture).await;
    bench.close().await?;
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// With every twelfth defect, so that each theme has one.
#[tokio::test]
async fn the_python_pipeline_keeps_the_contract() -> Result<()> {
    let mut bench = Bench::open("halden-python").await?;
    let mut failures = failures(&mut bench.fixture).await;
    failures.extend(missed_of(&mut bench.fixture, defects::all().step_by(12)).await);
    bench.close().await?;
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// Takes minutes: `make test-contract` runs it.
#[tokio::test]
async fn each_defect_fails_its_point() -> Result<()> {
    let mut bench = Bench::open("halden-python").await?;
    let missed = missed_of(&mut bench.fixture, defects::all()).await;
    bench.close().await?;
    ensure!(missed.is_empty(), "{}", missed.join("\n"));
    Ok(())
}

/// What was not noticed, in words.
async fn missed_of<'a>(
    fixture: &mut Fixture,
    defects: impl Iterator<Item = &'a Defect>,
) -> Vec<String> {
    let mut all = Vec::new();
    for defect in defects {
        let missed = missed(fixture, defect).await;
        match missed.with_context(|| format!("the defect of {}", defect.point)) {
            Ok(missed) => all.extend(missed),
            Err(error) => all.push(format!("{error:#}")),
        }
    }
    all
}

#[test]
fn each_point_has_a_defect() {
    let with: BTreeSet<_> = defects::all().map(|defect| defect.point).collect();
    let all: BTreeSet<_> = points().map(|point| point.id).collect();
    assert_eq!(with, all);
}

#[test]
fn each_point_is_in_the_contract() {
    let contract = include_str!("../../docs/pipeline-contract.md");
    for point in points() {
        let named = contract.contains(&format!("`{}`", point.id));
        assert!(
            named,
            "docs/pipeline-contract.md does not name {}",
            point.id
        );
    }
}

/// Longer than any defect.
const PADDED: usize = 2_000;

/// What the healthy pipeline does not keep.
async fn failures(fixture: &mut Fixture) -> Vec<String> {
    let mut failures = Vec::new();
    for point in points() {
        let tried = try_out(point, fixture).await;
        eprintln!("{}: {:.1} s", point.id, tried.seconds);
        if let Err(failure) = tried.held {
            failures.push(format!("{}: {failure}", point.id));
        }
    }
    failures
}

/// Plants a defect, tries its point, and takes the defect away. What came of the point, if it did
/// not fail.
async fn missed(fixture: &mut Fixture, defect: &Defect) -> Result<Option<String>> {
    let is_its = |point: &&'static Point| point.id == defect.point;
    let point = points().find(is_its).context("there is no such point")?;
    let path = defect.path();
    let healthy = fixture
        .sandbox()
        .read_file(&path)?
        .context("there is no such file")?;
    let healthy = String::from_utf8(healthy)?;
    let planted = defect.planted(&healthy);
    let planted = planted.with_context(|| format!("{path} does not have {:?}", defect.find))?;
    rest(fixture).await?;
    // Python tells files by their size and their time in seconds, so no two may be of one size.
    let size = healthy.len() + PADDED + place(defect);
    let padding = "#".repeat(size.saturating_sub(planted.len()));
    let planted = format!("{planted}{padding}");
    fixture.sandbox().put_file(&path, planted.as_bytes())?;
    let tried = try_out(point, fixture).await;
    eprintln!("defect of {}: {:.1} s", point.id, tried.seconds);
    fixture.sandbox().put_file(&path, healthy.as_bytes())?;
    Ok(match tried.held {
        Err(Failure::Broken { .. }) => None,
        Ok(()) => Some(format!("{} passes in spite of its defect", point.id)),
        Err(failure) => Some(format!("{} does not fail but says: {failure}", point.id)),
    })
}

fn place(defect: &Defect) -> usize {
    let before = defects::all().take_while(|it| !std::ptr::eq(*it, defect));
    before.count()
}
