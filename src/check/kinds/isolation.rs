//! Nobody sees what belongs to another customer. Owners are read from the host's own documents.

use serde_json::{Value, json};

use super::captured;
use super::wording::plain;
use crate::commands::{self, PipelineQuestion};
use crate::documents::Documents;
use crate::outcome::{Trouble, Verdict, at_fault};
use crate::scenario::check_spec::{Isolation, IsolationSeenIn, Leg, Phase};
use crate::scenario::probe::IsolationProbe;
use crate::scene::Scene;

/// In characters. Shorter lines (headings, amounts, names of parts) occur in anybody's documents.
const TELLING: usize = 30;

/// What one probe returned.
#[derive(Debug, Default)]
struct Seen {
    docs: Vec<String>,
    text: String,
}

pub async fn run(parameters: &Isolation, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Ingested).await?;
    let probes = scene.scenario.isolation_probes(&parameters.probes);
    let probes = probes.map_err(at_fault)?;
    let documents = scene.documents()?;
    let seen = look(parameters, &probes, scene).await?;
    let mut findings = Vec::new();
    for (probe, seen) in probes.iter().zip(&seen) {
        findings.extend(finding(probe, seen, &documents));
    }
    let (wrong, all) = (findings.len(), probes.len());
    let summary = if wrong == 0 {
        format!("none of {all} probes sees what belongs to another customer")
    } else {
        format!("{wrong} of {all} probes see what belongs to another customer, or nothing")
    };
    let details = json!({ "findings": findings });
    Ok(Verdict::decide(wrong == 0, summary, details))
}

async fn look(
    parameters: &Isolation,
    probes: &[IsolationProbe],
    scene: &Scene<'_>,
) -> Result<Vec<Seen>, Trouble> {
    let asked: Vec<_> = probes.iter().map(asked).collect();
    let leg = match parameters.seen_in {
        IsolationSeenIn::Bm25 => Leg::Bm25,
        IsolationSeenIn::Dense => Leg::Dense,
        IsolationSeenIn::Fused => Leg::Fused,
        IsolationSeenIn::Reranked => Leg::Reranked,
        IsolationSeenIn::Prompts => {
            let prompts = captured::prompts(scene.sandbox, &asked).await?;
            return Ok(prompts.iter().map(|it| text_only(it.join("\n"))).collect());
        }
        IsolationSeenIn::Answers => {
            let answered = commands::ask(scene.sandbox, &asked).await?;
            // An answer that declines still says something.
            let text = |answered: commands::Answered| {
                let said = answered.answer.filter(|answer| !answer.trim().is_empty());
                said.unwrap_or_else(|| "(abstained)".into())
            };
            return Ok(answered.into_iter().map(|it| text_only(text(it))).collect());
        }
    };
    let found = commands::search(scene.sandbox, &asked, leg, parameters.depth).await?;
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

fn text_only(text: String) -> Seen {
    Seen {
        docs: Vec::new(),
        text,
    }
}

fn asked(probe: &IsolationProbe) -> PipelineQuestion<'_> {
    PipelineQuestion {
        id: &probe.id,
        question: &probe.question,
        customer: probe.customer.as_deref(),
    }
}

/// What is wrong with what a probe saw. A hit is judged by its document and also by its text,
/// because a pipeline can put any document id on a hit.
fn finding(probe: &IsolationProbe, seen: &Seen, documents: &Documents) -> Option<Value> {
    let foreign = |owner: &Option<String>| owner.is_some() && *owner != probe.customer;
    let mut docs = Vec::new();
    for doc in &seen.docs {
        if documents.get(doc).is_some_and(|it| foreign(&it.customer)) && !docs.contains(&doc) {
            docs.push(doc);
        }
    }
    let text = plain(&seen.text);
    let own: Vec<String> = documents
        .values()
        .filter(|it| !foreign(&it.customer))
        .map(|it| plain(&it.body))
        .collect();
    let mut lines = Vec::new();
    for (id, document) in documents.iter().filter(|(_, it)| foreign(&it.customer)) {
        for line in document.body.lines().map(str::trim) {
            let words = plain(line);
            let telling = line.chars().count() >= TELLING && !words.trim().is_empty();
            if telling && text.contains(&words) && !own.iter().any(|it| it.contains(&words)) {
                lines.push(json!({ "doc": id, "line": line }));
            }
        }
    }
    let nothing = seen.text.trim().is_empty();
    (nothing || !docs.is_empty() || !lines.is_empty())
        .then(|| json!({ "probe": probe.id, "docs": docs, "lines": lines, "saw_nothing": nothing }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Document;

    fn documents() -> Documents {
        let document = |customer: Option<&str>, body: &str| Document {
            customer: customer.map(str::to_owned),
            body: body.to_owned(),
        };
        Documents::from([
            (
                "public".into(),
                document(None, "The depot opens at seven on every working day.\n"),
            ),
            (
                "acme".into(),
                document(
                    Some("acme"),
                    "The depot opens at seven on every working day.\nAcme pays 17 % less for \
                     everything in class B.\n",
                ),
            ),
        ])
    }

    fn sees(customer: Option<&str>, docs: &[&str], text: &str) -> bool {
        let probe = IsolationProbe {
            id: "p".into(),
            question: "?".into(),
            customer: customer.map(str::to_owned),
        };
        let seen = Seen {
            docs: docs.iter().map(|&doc| doc.to_owned()).collect(),
            text: text.to_owned(),
        };
        finding(&probe, &seen, &documents()).is_some()
    }

    #[test]
    fn another_customers_document_or_line_is_found_and_shared_text_is_not() {
        let theirs = "[1] acme pays 17% less for everything in class B";
        let shared = "The depot opens at seven on every working day.";
        assert!(sees(None, &["acme"], shared), "by document");
        assert!(sees(None, &["renamed"], theirs), "by text");
        assert!(sees(Some("lumen"), &[], theirs));
        assert!(!sees(Some("acme"), &["acme"], theirs), "its own");
        assert!(!sees(None, &["public"], shared));
        assert!(!sees(None, &[], "Acme pays less."), "too short to tell");
        assert!(sees(None, &[], " "), "nothing at all");
    }
}
