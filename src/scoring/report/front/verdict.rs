//! The verdict, in the words of those who judged.

use serde::Serialize;
use ts_rs::TS;

use super::quote::{Quote, quote};
use super::sentence::{Sentence, plural};
use crate::domain::adjudication::{LogEntry, Standing, Step};
use crate::scoring::report::parts::ReviewReport;

const LONGEST: usize = 600;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Verdict {
    /// The score, and whose it is.
    pub headline: Sentence,
    /// The reason of the decision; `None` if there is none.
    pub decision: Option<Quote>,
    /// The reasons of the reviews that count, in the order of submission.
    pub reviews: Vec<ReviewInWords>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ReviewInWords {
    /// From 0 to 100.
    pub score: Option<u32>,
    pub quote: Quote,
}

pub fn verdict(standing: &Standing, counted: &[&ReviewReport], log: &[LogEntry]) -> Verdict {
    let given = counted.iter().map(|review| ReviewInWords {
        score: review.final_score,
        quote: quote(&review.reviewer, &review.final_reason, LONGEST),
    });
    Verdict {
        headline: headline(standing, counted.len(), &discussed(log)),
        decision: match standing {
            Standing::Final { by, why, .. } => Some(quote(by, why, LONGEST)),
            _ => None,
        },
        reviews: given.collect(),
    }
}

fn headline(standing: &Standing, reviews: usize, discussed: &[&str]) -> Sentence {
    match standing {
        Standing::Unscored => Sentence::of("No score yet: no review counts."),
        Standing::Single { reviewer, score } => {
            Sentence::of(format!("{score} of 100, one person’s view: only "))
                .name(reviewer)
                .text(" has judged this.")
        }
        Standing::Agreed {
            score,
            lowest,
            highest,
        } => Sentence::of(format!(
            "{score} of 100, the mean of {reviews} reviews that are close together, from {lowest} \
             to {highest}. Nobody has decided yet."
        )),
        Standing::Disputed {
            corrected,
            lowest,
            highest,
            ..
        } => {
            let apart = if *corrected {
                "were too far apart before corrections, and their final scores are now from"
            } else {
                "are too far apart, with final scores from"
            };
            let open = format!("No score yet: {reviews} reviews {apart} {lowest} to {highest}. ");
            after_discussion(Sentence::of(open), "Discussed by ", discussed)
                .text("Nobody has decided yet.")
        }
        Standing::Final {
            score, by, since, ..
        } => {
            let decided = Sentence::of(format!("{score} of 100, decided by ")).name(by);
            let decided = decided.text(match *since as usize {
                0 => format!(" after {}. ", plural(reviews, "review")),
                late => format!(
                    " after {}; {late} came in afterwards. ",
                    plural(reviews.saturating_sub(late), "review")
                ),
            });
            after_discussion(decided, "Discussed before by ", discussed)
        }
    }
}

fn after_discussion(said: Sentence, words: &str, discussed: &[&str]) -> Sentence {
    if discussed.is_empty() {
        return said;
    }
    said.text(words).names(discussed).text(". ")
}

/// Who discussed the reviews since the score was last reopened, each once.
fn discussed(log: &[LogEntry]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for entry in log {
        match &entry.done {
            Step::Reopened { .. } => names.clear(),
            Step::Discussed { participants, .. } => {
                let new = participants.iter().map(String::as_str);
                let new: Vec<_> = new.filter(|it| !names.contains(it)).collect();
                names.extend(new);
            }
            Step::Decided { .. } | Step::Corrected { .. } => {}
        }
    }
    names
}
