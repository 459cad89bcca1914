//! Which questions are asked for, and where in the list.

use super::Asks;
use super::questions::{Line, Question, Questions};

/// How a question came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A span says that it failed.
    Failed,
    /// Validation says that the answer abstained.
    Abstained,
}

/// A part of the list of questions.
#[derive(Clone, Debug, Default)]
pub struct AsksAsked {
    /// Only of this run.
    pub run: Option<u64>,
    /// Only with the same text as this question.
    pub like: Option<u64>,
    /// Only those that came out so.
    pub only: Option<Outcome>,
    /// Only with these words in their texts.
    pub text: String,
    /// The first row of the answer; without one, the rows around `around`.
    pub from: Option<usize>,
    /// An event.
    pub around: Option<u64>,
    /// The most rows of the answer.
    pub limit: usize,
}

impl AsksAsked {
    fn is_all(&self) -> bool {
        self.run.is_none() && self.like.is_none() && self.only.is_none() && self.text.is_empty()
    }

    /// The rows that are asked for, all of them.
    pub fn lines(&self, asks: &Asks, questions: &Questions) -> Vec<Line> {
        if self.is_all() {
            return questions.lines.clone();
        }
        let having = (!self.text.is_empty()).then(|| asks.calls.having(&self.text));
        let like = self.like.map(|seq| {
            let asked = questions.having(asks, seq);
            asked.and_then(|it| questions.all[it].text)
        });
        let fits = |it: &Question| {
            let words = having.as_ref().is_none_or(|having| {
                let text = it.text.and_then(|text| having.get(text as usize));
                text.is_some_and(|it| *it)
            });
            let same = like.is_none_or(|like| like.is_some() && it.text == like);
            let outcome = match self.only {
                Some(Outcome::Failed) => it.failed,
                Some(Outcome::Abstained) => it.abstained == Some(true),
                None => true,
            };
            words && same && outcome
        };
        let mut lines = Vec::new();
        for (number, run) in (0..).zip(&questions.runs) {
            if self.run.is_some_and(|wanted| wanted != run.seq) {
                continue;
            }
            let before = lines.len();
            lines.push(Line::Run(number));
            let fitting = run.questions.iter();
            let fitting = fitting.filter(|it| fits(&questions.all[**it as usize]));
            lines.extend(fitting.map(|it| Line::Ask(*it)));
            if lines.len() == before + 1 {
                lines.pop();
            }
        }
        lines
    }

    /// The row of the last question until the event `around`.
    pub fn here(&self, questions: &Questions, lines: &[Line]) -> Option<usize> {
        let around = self.around?;
        let seq = |line: &Line| match line {
            Line::Ask(place) => Some(questions.all[*place as usize].seq),
            Line::Run(_) => None,
        };
        let until = lines.iter().enumerate();
        let until = until.filter_map(|(at, line)| Some((seq(line)?, at)));
        let until = until.filter(|it| it.0 <= around);
        until.max().map(|it| it.1)
    }
}

impl Questions {
    /// The place of the question that has this event among its spans.
    pub fn having(&self, asks: &Asks, seq: u64) -> Option<usize> {
        let has = |part: &u32| asks.traces.all[*part as usize].seqs.contains(&seq);
        self.all.iter().position(|it| it.parts.iter().any(has))
    }
}
