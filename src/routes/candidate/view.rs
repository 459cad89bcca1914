//! What a candidate's page shows, put together from the session, its scenario and its trace.

use std::sync::Arc;

use axum::Json;

use super::super::views::{
    BindingView, CandidateView, ClockView, ExtensionView, FailingView, MessageView, NoteKind,
    NoteView, PauseView, QuestionView, ReplyView, SpendingView, WithdrawnView,
};
use super::Answer;
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::SessionId;
use crate::domain::session::SessionState;
use crate::domain::session_clock::SessionClock;
use crate::domain::time::Instant;
use crate::routes::scenarios::enforcement_kind;
use crate::scenario::Scenario;
use crate::scenario::manifest::Moment;
use crate::session::correspondence::{Asked, Correspondence, Received};
use crate::session::journal::{self, JournalEntry};
use crate::session::statement::STATEMENT;
use crate::session::{Conductor, Running, SessionError};
use crate::store::sessions::SessionRecord;
use crate::store::{Store, StoreError};

/// The session as it is now.
pub(super) async fn view(conductor: &Conductor, session: SessionId) -> Answer {
    let record = conductor.reload(session).await?;
    let running = conductor.running(session).await;
    let scenario = if let Some(running) = &running {
        Arc::clone(&running.scenario)
    } else {
        let scenario = conductor.scenario(&record.scenario);
        Arc::new(scenario.map_err(SessionError::from)?)
    };
    let agreed = record.state != SessionState::Invited;
    let store = &conductor.parts().store;
    let notes = journal::read(store, session).await?;
    let Correspondence {
        messages,
        questions,
    } = Correspondence::read(store, session).await?;
    let (extensions, withdrawn) = standing(store, session).await?;
    Ok(Json(CandidateView {
        session,
        state: record.state,
        title: scenario.manifest.title.clone(),
        stipend: scenario.manifest.pay.as_ref().map(ToString::to_string),
        statement: STATEMENT.to_owned(),
        brief: agreed.then(|| scenario.brief.clone()),
        constraints: if agreed {
            bindings(&scenario)
        } else {
            Vec::new()
        },
        spending: running.as_deref().map(spending),
        questions: question_views(questions, &scenario, record.state),
        messages: messages.into_iter().map(message_view).collect(),
        clock: clock(&record, &scenario, running.is_some()),
        notes: notes.into_iter().map(note_view).collect(),
        degraded: running.and_then(|running| running.degraded().borrow().clone()),
        failing: conductor.trouble(session).map(|failure| FailingView {
            tries: failure.tries,
            reason: failure.reason,
        }),
        extensions,
        withdrawn,
        submitted_at: record.submitted_at,
        invitation_expires: record.expires_at,
    }))
}

/// What practitioners did to its time, and how it was withdrawn, if it was.
async fn standing(
    store: &Store,
    session: SessionId,
) -> Result<(Vec<ExtensionView>, Option<WithdrawnView>), StoreError> {
    let (mut extensions, mut withdrawn) = (Vec::new(), None);
    for family in ["session.extended", "session.withdrawn"] {
        for stored in store.events_of_kind(session, family).await? {
            let event: Event =
                serde_json::from_slice(&stored.body).map_err(|_| StoreError::Damaged("event"))?;
            match event.body {
                EventBody::SessionExtended(extended) => extensions.push(ExtensionView {
                    minutes: extended.minutes,
                    reason: extended.reason,
                    at: event.at,
                }),
                EventBody::SessionWithdrawn(it) => {
                    withdrawn = Some(WithdrawnView {
                        by_candidate: it.by.is_none(),
                        reason: it.reason,
                    });
                }
                _ => {}
            }
        }
    }
    Ok((extensions, withdrawn))
}

/// While the session stands still, its end moves away as fast as time goes on.
fn clock(record: &SessionRecord, scenario: &Scenario, runs: bool) -> ClockView {
    let now = Instant::now();
    let stands_still = record.state == SessionState::Running && !runs;
    let paused = record.state == SessionState::Running && record.pauses.since.is_some();
    // A pause that is under way gives back everything.
    let given_back = match record.last_seen {
        Some(last_seen) if stands_still && !paused => now.since(last_seen),
        _ => 0,
    };
    let clock = record.clock();
    ClockView {
        now,
        started_at: record.started_at,
        deadline: clock.map(|clock| clock.deadline_at(now).plus(given_back)),
        minutes: scenario.manifest.minutes,
        pause: clock.filter(|_| paused).and_then(pause),
    }
}

fn pause(clock: SessionClock) -> Option<PauseView> {
    Some(PauseView {
        since: clock.pauses.since?,
        until: clock.pause_ends()?,
    })
}

fn bindings(scenario: &Scenario) -> Vec<BindingView> {
    let constraints = scenario.manifest.constraint.iter();
    let binding = |it: &crate::scenario::manifest::Constraint| BindingView {
        says: it.says.clone(),
        enforcement: enforcement_kind(it.enforcement()),
        paths: it.paths.clone(),
    };
    constraints.map(binding).collect()
}

fn spending(running: &Running) -> SpendingView {
    SpendingView {
        spent: running.spent().micro_eur,
        limit: running.budget,
    }
}

fn message_view(received: Received) -> MessageView {
    let inject = received.inject;
    let replies = received.replies.into_iter();
    MessageView {
        inject: inject.inject,
        from: inject.from,
        message: inject.message,
        at: received.at,
        laid: inject.laid.into_iter().map(|file| file.path).collect(),
        removed: inject.removed,
        failed: inject.failed.into_iter().map(|it| it.path).collect(),
        replies: replies
            .map(|reply| ReplyView {
                text: reply.text,
                at: reply.at,
            })
            .collect(),
    }
}

/// Those of handing in are there from the start, so that the page does not move when it asks
/// them.
fn question_views(
    asked: Vec<Asked>,
    scenario: &Scenario,
    state: SessionState,
) -> Vec<QuestionView> {
    let finals: Vec<_> = scenario
        .manifest
        .question
        .iter()
        .filter(|it| it.when == Moment::FinalNote)
        .collect();
    let is_final = |id: &str| finals.iter().any(|it| it.id == id);
    let (asked_finals, asked): (Vec<_>, Vec<_>) = asked
        .into_iter()
        .partition(|it| is_final(&it.question.question));
    let mut views: Vec<_> = asked.iter().map(|it| question_view(it, false)).collect();
    if state != SessionState::Running {
        views.extend(asked_finals.iter().map(|it| question_view(it, true)));
        return views;
    }
    for question in finals {
        let known = asked_finals
            .iter()
            .find(|it| it.question.question == question.id);
        views.push(match known {
            Some(asked) => question_view(asked, true),
            None => QuestionView {
                question: question.id.clone(),
                asks: question.asks.clone(),
                final_note: true,
                at: None,
                answer: None,
            },
        });
    }
    views
}

fn question_view(asked: &Asked, final_note: bool) -> QuestionView {
    QuestionView {
        question: asked.question.question.clone(),
        asks: asked.question.asks.clone(),
        final_note,
        at: Some(asked.at),
        answer: asked.answer.as_ref().map(|(answer, at)| ReplyView {
            text: answer.text.clone(),
            at: *at,
        }),
    }
}

fn note_view(entry: JournalEntry) -> NoteView {
    let kind = match entry.kind {
        "hypothesis" => NoteKind::Hypothesis,
        "evidence" => NoteKind::Evidence,
        "decision" => NoteKind::Decision,
        "fix" => NoteKind::Fix,
        _ => NoteKind::Free,
    };
    let note = entry.note;
    NoteView {
        note: note.note,
        kind,
        text: note.text,
        status: note.status,
        at: entry.at,
    }
}
