//! How candidates did on each track, all scenarios together and scenario by scenario. A scenario is
//! the same work on every track, so a difference is one of language, of who chose it, or of the
//! scenario: the page says so.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::scoring::review::alpha::length;
use crate::scoring::review::estimate::{Estimate, FEWEST};

/// Fixed, so that the interval is the same each time.
const SEED: u64 = 0x0a55_a703;

/// A session with a score, and where its candidate worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredSession {
    pub slug: String,
    /// The scenario's title.
    pub scenario: String,
    /// The pipeline's name.
    pub pipeline: String,
    /// The track's title, such as "Python".
    pub track: String,
    pub score: u32,
}

/// The sessions of one track.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TrackFigures {
    /// The pipeline's name.
    pub pipeline: String,
    pub title: String,
    /// Sessions with a score.
    #[ts(type = "number")]
    pub sessions: usize,
    /// The mean final score.
    pub score: Estimate,
}

/// Sessions told apart by track.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TrackComparison {
    /// The scenario's slug; `None` for all scenarios together.
    pub slug: Option<String>,
    /// The scenario's title.
    pub scenario: Option<String>,
    /// Sorted by title.
    pub tracks: Vec<TrackFigures>,
    /// The first track's mean minus the second's. `None` unless there are exactly two.
    pub difference: Option<Estimate>,
}

/// All together first, then each scenario with a scored session, by title.
pub fn tracks(scored: &[ScoredSession]) -> Vec<TrackComparison> {
    if scored.is_empty() {
        return Vec::new();
    }
    let mut by_scenario: BTreeMap<(&str, &str), Vec<&ScoredSession>> = BTreeMap::new();
    for it in scored {
        let of = by_scenario.entry((&it.scenario, &it.slug));
        of.or_default().push(it);
    }
    let mut comparisons = vec![compared(None, &scored.iter().collect::<Vec<_>>())];
    let each = by_scenario.into_iter();
    comparisons.extend(each.map(|(scenario, sessions)| compared(Some(scenario), &sessions)));
    comparisons
}

fn compared(of: Option<(&str, &str)>, sessions: &[&ScoredSession]) -> TrackComparison {
    let mut by_track: BTreeMap<(&str, &str), Vec<f64>> = BTreeMap::new();
    for it in sessions {
        let scores = by_track.entry((&it.track, &it.pipeline)).or_default();
        scores.push(f64::from(it.score));
    }
    let scores: Vec<&Vec<f64>> = by_track.values().collect();
    let difference = match scores[..] {
        [first, second] => Some(difference(first, second)),
        _ => None,
    };
    let figures = by_track
        .iter()
        .map(|((title, pipeline), scores)| TrackFigures {
            pipeline: (*pipeline).to_owned(),
            title: (*title).to_owned(),
            sessions: scores.len(),
            score: Estimate::of(scores, SEED, mean),
        });
    TrackComparison {
        slug: of.map(|(_, slug)| slug.to_owned()),
        scenario: of.map(|(title, _)| title.to_owned()),
        tracks: figures.collect(),
        difference,
    }
}

/// Both tracks must have enough sessions to say something.
fn difference(first: &[f64], second: &[f64]) -> Estimate {
    if first.len().min(second.len()) < FEWEST {
        let (n, needed) = (first.len() + second.len(), 2 * FEWEST);
        return Estimate::Scarce { n, needed };
    }
    let of = |scores: &[f64], is_first| scores.iter().map(|it| (is_first, *it)).collect::<Vec<_>>();
    let units = [of(first, true), of(second, false)].concat();
    Estimate::of(&units, SEED, |units| {
        let half = |wanted: bool| {
            let part = units.iter().filter(|(is_first, _)| *is_first == wanted);
            mean(&part.map(|(_, score)| *score).collect::<Vec<_>>())
        };
        Some(half(true)? - half(false)?)
    })
}

fn mean(scores: &[f64]) -> Option<f64> {
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / length(scores.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(slug: &str, track: &str, scores: &[u32]) -> Vec<ScoredSession> {
        let of = |score: &u32| ScoredSession {
            slug: slug.into(),
            scenario: format!("About {slug}"),
            pipeline: format!("halden-{}", track.to_lowercase()),
            track: track.into(),
            score: *score,
        };
        scores.iter().map(of).collect()
    }

    fn value(estimate: &Estimate) -> f64 {
        match estimate {
            Estimate::Known { value, .. } => *value,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tracks_are_told_apart_and_compared() {
        let sessions = [
            scored("a", "Rust", &[50, 60, 70, 60, 60]),
            scored("a", "Python", &[70, 80, 90, 80, 80]),
            scored("b", "Python", &[20]),
        ];
        let found = tracks(&sessions.concat());
        assert_eq!(found.len(), 3);
        let of_a = &found[1];
        assert_eq!(of_a.slug.as_deref(), Some("a"));
        let titles: Vec<_> = of_a.tracks.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["Python", "Rust"]);
        assert!((value(&of_a.tracks[0].score) - 80.0).abs() < 1e-9);
        assert!((value(of_a.difference.as_ref().unwrap()) - 20.0).abs() < 1e-9);
        assert_eq!(found[0].slug, None);
        assert!((value(&found[0].tracks[0].score) - 70.0).abs() < 1e-9);
        // One session is no figure, and one track is no comparison.
        let of_b = &found[2];
        assert_eq!(of_b.tracks[0].score, Estimate::Scarce { n: 1, needed: 5 });
        assert_eq!(of_b.difference, None);
    }

    #[test]
    fn a_handful_on_one_track_is_not_compared_with_many_on_the_other() {
        let sessions = [
            scored("a", "Rust", &[50, 60]),
            scored("a", "Python", &[70, 80, 90, 80, 80, 85]),
        ];
        let found = tracks(&sessions.concat());
        let scarce = Estimate::Scarce { n: 8, needed: 10 };
        assert_eq!(found[0].difference, Some(scarce));
        assert!(tracks(&[]).is_empty());
    }
}
