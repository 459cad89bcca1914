//! Gold that is in no document: such a question counts as a miss in every
//! variant, and nothing says why.
//!
//! Documents are those of the base and all in the scenario's folder, whenever they are
//! laid. So this rule misses a quote that is only in a document which is not there yet
//! when the question is asked.

use super::finding::Finding;
use crate::pipeline::question::Question;
use crate::{Library, Scenario, ScenarioError};

const CORPUS: &str = "corpus/";

pub fn findings(library: &Library, scenario: &Scenario) -> Result<Vec<Finding>, ScenarioError> {
    let checks = scenario.manifest.check.iter();
    let mut files: Vec<_> = checks.filter_map(|it| it.run.questions()).collect();
    files.sort_unstable();
    files.dedup();
    let corpus = library.base(scenario)?.corpus()?;
    let mut findings = Vec::new();
    for file in files {
        // The domain's own questions have a check of their own.
        let Ok(bytes) = scenario.file(file) else {
            continue;
        };
        for (line, text) in (1..).zip(String::from_utf8_lossy(bytes).lines()) {
            let Ok(question) = serde_json::from_str::<Question>(text) else {
                continue;
            };
            for span in question.spans {
                let path = format!("{CORPUS}{}.md", span.doc);
                let own = scenario.files().iter();
                let own = own.filter(|(place, _)| place.ends_with(&path));
                let texts = own.map(|it| it.1).chain(corpus.get(&path));
                let texts: Vec<_> = texts.map(|it| String::from_utf8_lossy(&it.bytes)).collect();
                if texts.iter().any(|text| text.contains(&span.quote)) {
                    continue;
                }
                let problem = if texts.is_empty() {
                    format!(
                        "{:?} quotes `{}`, which is not a document",
                        question.id, span.doc
                    )
                } else {
                    let (id, doc, quote) = (&question.id, &span.doc, &span.quote);
                    format!("{id:?} quotes {quote:?}, which `{doc}` does not say")
                };
                findings.push(Finding {
                    lint: "gold-quote",
                    file: format!("{}/{file}", scenario.manifest.id),
                    line,
                    problem,
                    expected: "words of a document exactly as written there, line breaks included",
                });
            }
        }
    }
    Ok(findings)
}
