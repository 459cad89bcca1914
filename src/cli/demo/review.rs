//! The scripted review: it fills in the form as a practitioner would, and says that it is scripted.

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::client::practitioner::PractitionerClient;

/// How many checks passed.
pub fn passed_checks(view: &Value) -> anyhow::Result<usize> {
    let checks = view["checks"]
        .as_array()
        .context("the session has no checks")?;
    Ok(checks
        .iter()
        .filter(|check| check["outcome"] == "pass")
        .count())
}

/// The summaries of the checks that did not pass, one a line.
pub fn surprises(view: &Value) -> String {
    let checks = view["checks"].as_array().cloned().unwrap_or_default();
    let lines = checks
        .iter()
        .filter(|check| check["outcome"] != "pass")
        .map(|check| {
            let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
            format!(
                "  {} {}: {}",
                text("outcome"),
                text("check"),
                text("summary")
            )
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// Scores every criterion with evidence, and submits. Returns the final score.
pub async fn submit(
    practitioner: &PractitionerClient,
    session: &str,
    view: &Value,
    events: u64,
) -> anyhow::Result<u64> {
    let criteria = view["rubric"]["criterion"]
        .as_array()
        .context("the rubric is empty")?;
    let mut scores = Vec::new();
    for criterion in criteria {
        let levels = criterion["level"]
            .as_array()
            .context("a criterion has no levels")?;
        let points = levels
            .iter()
            .filter_map(|level| level["points"].as_u64())
            .max();
        scores.push(json!({
            "criterion": criterion["id"],
            "points": points,
            "reason": "Scripted review of the demo: the walkthrough shows the highest level.",
            "evidence": [{ "from_seq": 1, "to_seq": events, "note": "the whole trace" }],
        }));
    }
    let asked = view["asked"].as_array().cloned().unwrap_or_default();
    let answers = asked.iter().map(|question| {
        json!({
            "question": question["question"],
            "points": null,
            "reason": "Scripted review of the demo: a script does not judge answers.",
        })
    });
    let constraints = view["constraints"].as_array().cloned().unwrap_or_default();
    let judged = constraints
        .iter()
        .filter(|constraint| constraint["enforcement"] == "practitioner");
    let judged = judged.map(|constraint| {
        json!({
            "constraint": constraint["id"],
            "kept": "unclear",
            "reason": "Scripted review of the demo: a script does not judge constraints.",
        })
    });
    let mut review = json!({
        "scores": scores,
        "answers": answers.collect::<Vec<_>>(),
        "constraints": judged.collect::<Vec<_>>(),
        "final_score": null,
        "final_reason": "",
    });
    let draft = practitioner.save_review(session, &review).await?;
    let score = draft["suggested_score"]
        .as_u64()
        .context("no score was suggested")?;
    review["final_score"] = score.into();
    review["final_reason"] = "Scripted review of the demo: the suggested score.".into();
    let saved = practitioner.submit_review(session, &review).await?;
    anyhow::ensure!(
        saved["submitted"] == true,
        "the review was not submitted: {saved}"
    );
    Ok(score)
}
