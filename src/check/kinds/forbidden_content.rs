//! Removed content is not shown anywhere, and its replacement is.

use serde_json::{Value, json};

use super::captured;
use super::wording::contains;
use crate::commands::{self, PipelineQuestion};
use crate::outcome::{Trouble, Verdict, at_fault};
use crate::scenario::check_spec::{ForbiddenContent, Leg, Phase, SeenIn};
use crate::scenario::probe::Probe;
use crate::scene::Scene;

/// What one probe returned: the ids of the documents, and their texts.
#[derive(Debug, Default)]
struct Seen {
    docs: Vec<String>,
    text: String,
}

pub async fn run(parameters: &ForbiddenContent, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Refreshed).await?;
    let probes = scene
        .scenario
        .probes(&parameters.probes)
        .map_err(at_fault)?;
    let seen = match parameters.seen_in {
        SeenIn::Bm25 => hits(&probes, Leg::Bm25, parameters.depth, scene).await?,
        SeenIn::Dense => hits(&probes, Leg::Dense, parameters.depth, scene).await?,
        SeenIn::Reranked => hits(&probes, Leg::Reranked, parameters.depth, scene).await?,
        SeenIn::Answers => answers(&probes, scene).await?,
        SeenIn::Prompts => prompts(&probes, scene).await?,
    };
    let findings: Vec<Value> = probes
        .iter()
        .zip(&seen)
        .filter_map(|(probe, seen)| finding(probe, seen))
        .collect();
    let summary = if findings.is_empty() {
        format!("all {} probes see the present state only", probes.len())
    } else {
        format!(
            "{} of {} probes see a past state, or nothing",
            findings.len(),
            probes.len()
        )
    };
    Ok(Verdict::decide(
        findings.is_empty(),
        summary,
        json!({ "findings": findings }),
    ))
}

/// `None`: nothing is wrong with what the probe saw.
fn finding(probe: &Probe, seen: &Seen) -> Option<Value> {
    let shows = |words: &&String| contains(&seen.text, words);
    let stale: Vec<_> = probe.stale.iter().filter(shows).collect();
    let gone: Vec<_> = probe
        .gone
        .iter()
        .filter(|doc| seen.docs.contains(doc))
        .collect();
    let missing = probe.fresh.as_ref().filter(|fresh| !shows(fresh));
    // A pipeline that shows nothing shows nothing stale either, but that is not a repair.
    let nothing = seen.text.trim().is_empty();
    let wrong = !stale.is_empty() || !gone.is_empty() || missing.is_some() || nothing;
    wrong.then(|| {
        json!({
            "probe": probe.id, "stale": stale, "gone": gone, "missing": missing,
            "saw_nothing": nothing,
        })
    })
}

async fn hits(
    probes: &[Probe],
    leg: Leg,
    depth: usize,
    scene: &Scene<'_>,
) -> Result<Vec<Seen>, Trouble> {
    let found = commands::search(scene.sandbox, &asked(probes), leg, depth).await?;
    let seen = found.into_iter().map(|found| {
        let mut seen = Seen::default();
        for hit in found.hits {
            seen.docs.push(hit.doc);
            seen.text.push_str(&hit.text);
            seen.text.push('\n');
        }
        seen
    });
    Ok(seen.collect())
}

async fn answers(probes: &[Probe], scene: &Scene<'_>) -> Result<Vec<Seen>, Trouble> {
    let answered = commands::ask(scene.sandbox, &asked(probes)).await?;
    let seen = answered.into_iter().map(|answered| {
        let said = answered.answer.filter(|answer| !answer.trim().is_empty());
        Seen {
            docs: Vec::new(),
            text: said.unwrap_or_else(|| "(abstained)".into()),
        }
    });
    Ok(seen.collect())
}

async fn prompts(probes: &[Probe], scene: &Scene<'_>) -> Result<Vec<Seen>, Trouble> {
    let prompts = captured::prompts(scene.sandbox, &asked(probes)).await?;
    let seen = prompts.into_iter().map(|prompts| Seen {
        docs: Vec::new(),
        text: prompts.join("\n"),
    });
    Ok(seen.collect())
}

fn asked(probes: &[Probe]) -> Vec<PipelineQuestion<'_>> {
    let mut asked = Vec::new();
    for Probe {
        id,
        question,
        customer,
        ..
    } in probes
    {
        asked.push(PipelineQuestion {
            id,
            question,
            customer: customer.as_deref(),
        });
    }
    asked
}
