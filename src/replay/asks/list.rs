//! The list of questions, a part at a time.

use super::Asks;
use super::filter::AsksAsked;
use super::questions::{Line, Question, Questions, Run};
use crate::domain::event::Word;
use crate::domain::ids::SessionId;
use crate::replay::answers::{AskLineView, AskRow, AskRunView, AskRunsView, AsksView};
use crate::replay::error::ReplayError;
use crate::replay::index::Index;
use crate::replay::service::{Current, Replay};

/// The most runs in one answer.
const RUNS: usize = 1_000;

impl Replay {
    /// A part of the list of questions.
    pub async fn asks(
        &self,
        session: SessionId,
        asked: AsksAsked,
    ) -> Result<AsksView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.asked(|index, questions| {
            let lines = asked.lines(&index.asks, questions);
            let here = asked.here(questions, &lines);
            let half = asked.limit / 2;
            let around = here.map_or(0, |here| here.saturating_sub(half));
            let latest = lines.len().saturating_sub(asked.limit);
            let first = asked.from.unwrap_or(around.min(latest)).min(lines.len());
            let shown = lines.iter().skip(first).take(asked.limit);
            let asks = lines.iter().filter(|it| matches!(it, Line::Ask(_)));
            AsksView {
                building,
                total: lines.len(),
                asks: asks.count(),
                here,
                first,
                lines: shown.map(|it| line(index, questions, *it)).collect(),
                others: questions.others,
                beyond: questions.beyond,
                calls_beyond: index.asks.calls.beyond,
                without_text: index.asks.calls.without_text,
            }
        }))
    }

    /// The runs of a session, in order; those with the most questions, if there are too many.
    pub async fn ask_runs(&self, session: SessionId) -> Result<AskRunsView, ReplayError> {
        let Current { opened, building } = self.current(session).await?;
        Ok(opened.asked(|index, questions| {
            let mut places: Vec<usize> = (0..questions.runs.len()).collect();
            places.sort_by_key(|it| std::cmp::Reverse(questions.runs[*it].questions.len()));
            let omitted = places.len().saturating_sub(RUNS);
            places.truncate(RUNS);
            places.sort_unstable();
            let runs = places.iter();
            AskRunsView {
                building,
                questions: questions.all.len(),
                runs: runs
                    .map(|it| run_view(index, &questions.runs[*it]))
                    .collect(),
                omitted,
            }
        }))
    }
}

fn line(index: &Index, questions: &Questions, line: Line) -> AskLineView {
    match line {
        Line::Run(place) => AskLineView::Run(run_view(index, &questions.runs[place as usize])),
        Line::Ask(place) => {
            let question = &questions.all[place as usize];
            AskLineView::Ask(row(index, questions, question))
        }
    }
}

fn run_view(index: &Index, run: &Run) -> AskRunView {
    let time = |seq| index.times.of(seq).unwrap_or(0);
    AskRunView {
        seq: run.seq,
        time: time(run.seq),
        end: time(run.end),
        command: run.command.clone(),
        evaluation: run.evaluation,
        questions: run.questions.len(),
        failed: run.failed,
        abstained: run.abstained,
        word: Word::Candidate,
    }
}

/// A question as the list shows it.
pub(super) fn row(index: &Index, questions: &Questions, question: &Question) -> AskRow {
    let asks: &Asks = &index.asks;
    let traces = || {
        question
            .parts
            .iter()
            .map(|it| &asks.traces.all[*it as usize])
    };
    let longest = traces().max_by_key(|it| it.end.saturating_sub(it.start));
    let spans: usize = traces().map(|it| it.seqs.len()).sum();
    let run = &questions.runs[question.run as usize];
    AskRow {
        seq: question.seq,
        time: index.times.of(question.seq).unwrap_or(0),
        name: longest.map(|it| it.root.2.clone()).unwrap_or_default(),
        text: question
            .text
            .and_then(|it| asks.calls.text(it))
            .map(str::to_owned),
        text_doubt: question.doubt,
        duration: question.end.saturating_sub(question.start).max(0),
        traces: u32::try_from(question.parts.len()).unwrap_or(u32::MAX),
        spans: u32::try_from(spans).unwrap_or(u32::MAX),
        failed: question.failed,
        abstained: question.abstained,
        grounded: traces().find_map(|it| it.grounded),
        run: run.seq,
        command: run.command.clone(),
        word: Word::Candidate,
    }
}
