//! The log, added up by version.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Entry;

/// What was answered, by whom.
#[derive(Debug, PartialEq, Serialize)]
pub struct Summary {
    /// All answers.
    pub answers: usize,
    /// The share that was remembered; null without answers.
    pub hit_ratio: Option<f64>,
    /// By version of the prompt.
    pub versions: Vec<VersionSummary>,
    /// Lines that are no entries, and are in none of the numbers.
    pub unreadable: usize,
}

/// The answers of one version. Shares are of all its answers.
#[derive(Debug, PartialEq, Serialize)]
pub struct VersionSummary {
    /// The prompt.
    pub prompt: String,
    /// The version.
    pub version: u32,
    /// SHA-256 of its file: a version that was edited is two.
    pub sha256: String,
    /// How many.
    pub answers: usize,
    /// How many were remembered.
    pub cached: usize,
    /// The share that says that the documents do not say.
    pub abstained_share: f64,
    /// The share that cites something.
    pub cited_share: f64,
    /// Over answers that were made, not remembered; null without any.
    pub mean_input_tokens: Option<f64>,
}

impl Summary {
    /// Adds up the lines since a time.
    pub(super) fn of(text: &str, since: u64) -> Self {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let (read, broken): (Vec<_>, Vec<_>) =
            lines.map(serde_json::from_str::<Entry>).partition(Result::is_ok);
        let entries: Vec<Entry> =
            read.into_iter().flatten().filter(|entry| entry.at >= since).collect();
        let mut versions: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
        for entry in &entries {
            let prompt = &entry.prompt;
            versions.entry((&prompt.name, prompt.version, &prompt.sha256)).or_default().push(entry);
        }
        let cached = entries.iter().filter(|entry| entry.cached).count();
        Self {
            answers: entries.len(),
            hit_ratio: share(cached, entries.len()),
            versions: versions.values().filter_map(|entries| VersionSummary::of(entries)).collect(),
            unreadable: broken.len(),
        }
    }
}

impl VersionSummary {
    fn of(entries: &[&Entry]) -> Option<Self> {
        let prompt = &entries.first()?.prompt;
        let count = |is: fn(&Entry) -> bool| entries.iter().filter(|entry| is(entry)).count();
        let made = count(|entry| !entry.cached);
        let read: u64 = entries.iter().filter(|e| !e.cached).map(|e| e.prompt_tokens).sum();
        Some(Self {
            prompt: prompt.name.clone(),
            version: prompt.version,
            sha256: prompt.sha256.clone(),
            answers: entries.len(),
            cached: entries.len() - made,
            abstained_share: share(count(|entry| entry.abstained), entries.len())?,
            cited_share: share(count(|entry| !entry.cited.is_empty()), entries.len())?,
            mean_input_tokens: share(usize::try_from(read).ok()?, made),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a log has fewer lines and tokens than 2^52")]
fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: u64, version: u32, cached: bool, tokens: u64, cited: &[&str]) -> String {
        serde_json::json!({
            "at": at, "question_sha256": "q", "customer": null, "model": "m", "cached": cached,
            "prompt": {"name": "answer", "version": version, "label": "production", "sha256": "s"},
            "prompt_tokens": tokens, "completion_tokens": 9, "abstained": cited.is_empty(),
            "cited": cited,
        })
        .to_string()
    }

    #[test]
    fn versions_are_told_apart_and_remembered_answers_cost_nothing() {
        let log = [
            line(10, 3, false, 1000, &["policy/a"]),
            line(20, 3, false, 2000, &[]),
            line(30, 3, true, 9000, &["policy/a"]),
            line(40, 4, true, 9000, &["policy/a"]),
            "{\"at\": 50, \"question".to_owned(),
        ]
        .join("\n");
        let summary = Summary::of(&log, 0);
        assert_eq!((summary.answers, summary.hit_ratio, summary.unreadable), (4, Some(0.5), 1));
        let [third, fourth] = &summary.versions[..] else { panic!("{summary:?}") };
        assert_eq!((third.version, third.answers, third.cached), (3, 3, 1));
        assert_eq!(third.mean_input_tokens, Some(1500.0));
        assert!((third.abstained_share - 1.0 / 3.0).abs() < 1e-9);
        assert!((third.cited_share - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!((fourth.version, fourth.mean_input_tokens), (4, None));
        assert_eq!(Summary::of(&log, 30).answers, 2);
        assert_eq!(Summary::of("", 0).hit_ratio, None);
    }
}
