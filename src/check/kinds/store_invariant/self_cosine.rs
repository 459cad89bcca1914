//! Each stored vector is the embedding of the text that is stored with it.
//!
//! A pipeline may embed more than the text, such as a title above it. The gateway saw what was
//! embedded, so a vector is compared with everything that was embedded and ends with the text. In a
//! live sandbox the gateway saw nothing. There, the title and the section, if they are stored, are
//! put above the text as the pipeline's contract says.
//! above the text as the pipeline's contract has it.

use serde_json::{Value, json};

use crate::kinds::embedded;
use crate::kinds::store_counts;
use crate::outcome::{Trouble, Verdict};
use crate::scenario::check_spec::Phase;
use crate::scene::Scene;

/// The lowest cosine that passes if the manifest gives none.
const AT_LEAST: f64 = 0.99;
/// Examples in the details.
const SHOWN: usize = 8;

pub async fn run(at_least: Option<f64>, scene: &mut Scene<'_>) -> Result<Verdict, Trouble> {
    scene.reach(Phase::Refreshed).await?;
    let at_least = at_least.unwrap_or(AT_LEAST);
    let points = store_counts::points_with_vectors(scene.sandbox).await?;
    let mut seen = embedded::texts(&scene.sandbox.calls());
    seen.sort_unstable();
    seen.dedup();
    let (mut texts, mut of_point) = (Vec::new(), Vec::new());
    for point in &points {
        let from = texts.len();
        texts.extend(candidates(&point.payload, &seen));
        of_point.push(from..texts.len());
    }
    let vectors = scene.factory.text_model().vectors(texts).await?;
    let (mut below, mut lowest, mut examples) = (0, f64::INFINITY, Vec::new());
    for (point, range) in points.iter().zip(of_point) {
        let cosines = vectors[range].iter().map(|it| cosine(&point.vector, it));
        let best = cosines.fold(-1.0, f64::max);
        lowest = lowest.min(best);
        if best < at_least {
            below += 1;
            if examples.len() < SHOWN {
                let doc = &point.payload["doc"];
                examples.push(json!({ "point": point.id, "doc": doc, "cosine": best }));
            }
        }
    }
    let summary = if points.is_empty() {
        "there are no points".to_owned()
    } else {
        format!(
            "{below} of {} vectors are not the embedding of their text; the lowest cosine is \
             {lowest:.3}, at least {at_least:.3} is expected",
            points.len()
        )
    };
    let details = json!({
        "points": points.len(), "below": below,
        "lowest": lowest.is_finite().then_some(lowest), "examples": examples,
    });
    Ok(Verdict::decide(
        below == 0 && !points.is_empty(),
        summary,
        details,
    ))
}

/// The texts that may have been embedded for this point.
fn candidates(payload: &Value, seen: &[String]) -> Vec<String> {
    let part = |name: &str| payload[name].as_str().unwrap_or_default();
    let text = part("text");
    if text.trim().is_empty() {
        return Vec::new();
    }
    let ends = seen.iter().filter(|it| it.ends_with(text)).cloned();
    let mut candidates: Vec<String> = ends.collect();
    let above = [part("title"), part("section")];
    let above = above.into_iter().filter(|it| !it.is_empty());
    let whole: Vec<&str> = above.chain([text]).collect();
    candidates.push(whole.join("\n"));
    candidates.push(text.to_owned());
    candidates.dedup();
    candidates
}

fn cosine(one: &[f32], other: &[f32]) -> f64 {
    if one.len() != other.len() {
        return -1.0;
    }
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
        products.sum()
    };
    let length = (dot(one, one) * dot(other, other)).sqrt();
    if length > 0.0 {
        dot(one, other) / length
    } else {
        -1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_counts_and_length_does_not() {
        assert!((cosine(&[3.0, 4.0], &[6.0, 8.0]) - 1.0).abs() < 1e-9);
        assert!(cosine(&[1.0, 0.0], &[0.0, 1.0]).abs() < 1e-9);
        assert!(cosine(&[0.0, 0.0], &[0.0, 1.0]) < 0.0);
        assert!(cosine(&[1.0], &[1.0, 0.0]) < 0.0);
    }

    #[test]
    fn a_text_is_compared_as_it_was_embedded_or_would_be() {
        let payload = json!({ "title": "T", "section": "", "text": "Words." });
        let seen = ["Intro\nWords.".to_owned(), "Others.".to_owned()];
        assert_eq!(
            candidates(&payload, &seen),
            ["Intro\nWords.", "T\nWords.", "Words."]
        );
        assert!(candidates(&json!({}), &seen).is_empty());
    }
}
