//! The index against what it is derived from.

mod asked;
mod asks;
mod at_once;
mod counted;
mod damaged;
mod done;
mod found;
mod in_sight;
mod journal;
mod screens;
mod trace;
mod transcribed;
mod transcripts;
mod whose;

use trace::Made;

use super::answers::MarkerKind;
use super::{Replay, ReplayError, When};
use crate::domain::event::{Actor, EventBody, InputSource, Note};

/// An index that was extended again and again equals one that was built at once.
#[tokio::test]
async fn extended_is_as_made_at_once() {
    let made = Made::new().await;
    let bodies = trace::varied(7, 900);
    let growing = made.replay();
    for some in bodies.chunks(130) {
        made.append(some).await;
        growing.settle(made.session).await.unwrap();
    }
    let grown = growing.overview(made.session).await.unwrap();
    let places = [1, 7, 129, 130, 131, 500, 777, 900];
    let mut moments = Vec::new();
    for seq in places {
        moments.push(growing.moment(made.session, When::Seq(seq)).await.unwrap());
    }
    drop(growing);

    made.store.clear_replay(made.session).await.unwrap();
    let fresh = made.replay();
    fresh.settle(made.session).await.unwrap();
    let at_once = fresh.overview(made.session).await.unwrap();
    assert_eq!(
        serde_json::to_value(&grown).unwrap(),
        serde_json::to_value(&at_once).unwrap()
    );
    for (seq, before) in places.into_iter().zip(moments) {
        let after = fresh.moment(made.session, When::Seq(seq)).await.unwrap();
        assert_eq!(before, after, "after event {seq}");
    }
}

/// A service that restarts continues with a stored index and builds an index of another version
/// again.
#[tokio::test]
async fn what_was_kept_is_used_if_it_fits() {
    let made = Made::new().await;
    let bodies = trace::varied(3, 600);
    let (before, after) = bodies.split_at(300);
    made.append(before).await;
    let first = made.replay();
    first.settle(made.session).await.unwrap();
    drop(first);
    let mut old = made.store.replay(made.session).await.unwrap().unwrap();
    assert_eq!(old.seq, 300);
    made.append(after).await;
    let continued = overview(&made).await;
    made.store.clear_replay(made.session).await.unwrap();
    let fresh = overview(&made).await;
    assert_eq!(continued, fresh);
    old.version = 0;
    old.state = b"of another program".to_vec();
    made.store.put_replay(made.session, &old).await.unwrap();
    assert_eq!(overview(&made).await, fresh);
}

/// What a service that has just started says.
async fn overview(made: &Made) -> serde_json::Value {
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    serde_json::to_value(&view).unwrap()
}

#[tokio::test]
async fn an_event_that_is_not_there_is_none() {
    let made = Made::new().await;
    made.append(&trace::varied(3, 20)).await;
    let replay = made.replay();
    for seq in [0, 21] {
        let found = replay.moment(made.session, When::Seq(seq)).await;
        assert!(matches!(found, Err(ReplayError::NoEvent(_))), "{seq}");
    }
    let last = replay
        .moment(made.session, When::Time(i64::MAX))
        .await
        .unwrap();
    assert_eq!(last.seq, 20);
}

#[tokio::test]
async fn pauses_pastes_and_hypotheses_are_marked() {
    let made = Made::new().await;
    let note = |note, revision, text: &str| Note {
        note,
        revision,
        text: text.into(),
        status: None,
    };
    let command = |command, text: &str| EventBody::CommandStarted {
        terminal: 1,
        command,
        text: text.into(),
        directory: None,
        offset: 0,
    };
    let finished = |command, exit| EventBody::CommandFinished {
        terminal: 1,
        command,
        exit: Some(exit),
        duration: 1,
        from: 0,
        to: 0,
    };
    let bodies = vec![
        trace::started(),
        EventBody::NoteHypothesis(note(1, 0, "It is the fusion.")),
        trace::typed("cargo run -- eval\r"),
        command(1, "cargo run -- eval"),
        finished(1, 1),
        trace::typed("cargo run -- eval\r"),
        command(2, "cargo run -- eval"),
        finished(2, 0),
        trace::typed(&"x".repeat(3_000)),
        EventBody::NoteEvidence(note(2, 0, "Ranks are off.")),
    ];
    made.append_with(&bodies, Actor::Candidate, 700_000_000)
        .await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let of = |kind| view.markers.iter().filter(move |it| it.kind == kind);
    assert_eq!(
        of(MarkerKind::FirstPass)
            .map(|it| it.seq)
            .collect::<Vec<_>>(),
        [8]
    );
    assert_eq!(
        of(MarkerKind::LargePaste)
            .map(|it| it.seq)
            .collect::<Vec<_>>(),
        [9]
    );
    let hypothesis = of(MarkerKind::Hypothesis).next().unwrap();
    let followed: Vec<_> = hypothesis.followed.iter().map(|it| it.seq).collect();
    assert_eq!(followed, [4, 7, 10]);
    // 700 s from each event to the next. What only programs did is part of the pause.
    let idle: Vec<_> = view
        .idle
        .iter()
        .map(|it| (it.from_seq, it.to_seq))
        .collect();
    assert_eq!(idle, [(1, 2), (2, 3), (3, 6), (6, 9), (9, 10)]);
    assert_eq!(of(MarkerKind::LongIdle).count(), 5);
    let marks: Vec<_> = view.marks.iter().map(|it| (it.seq, it.bad)).collect();
    assert!(
        marks.contains(&(4, true)) && marks.contains(&(7, false)),
        "{marks:?}"
    );
    let running = replay
        .moment(made.session, When::Seq(7))
        .await
        .unwrap()
        .commands;
    assert_eq!(running.len(), 1);
    assert_eq!(running[0].command, 2);
    assert!(
        replay
            .moment(made.session, When::Seq(8))
            .await
            .unwrap()
            .commands
            .is_empty()
    );
    let _: &Replay = &replay;
}

#[tokio::test]
async fn what_the_terminal_itself_sent_is_no_typing() {
    const MINUTES: i64 = 700_000_000;
    let made = Made::new().await;
    let long = "x".repeat(3_000);
    let bodies = vec![
        trace::started(),
        trace::typed_as(&long, Some(InputSource::Keys)),
        trace::typed_as(&long, Some(InputSource::Reply)),
        trace::typed_as("\x1b[<0;1;1M", Some(InputSource::Mouse)),
        trace::typed_as(&long, Some(InputSource::Paste)),
        trace::typed(&long),
    ];
    made.append_with(&bodies, Actor::Candidate, MINUTES).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let pastes = view.markers.iter();
    let pastes = pastes.filter(|it| it.kind == MarkerKind::LargePaste);
    assert_eq!(pastes.map(|it| it.seq).collect::<Vec<_>>(), [5, 6]);
    // A terminal's reply does not end a pause. A mouse event does: somebody holds the mouse.
    let idle = view.idle.iter().map(|it| (it.from_seq, it.to_seq));
    assert_eq!(idle.collect::<Vec<_>>(), [(1, 2), (2, 4), (4, 5), (5, 6)]);
    let parts = replay.activity(made.session, 0, None, 1).await.unwrap();
    assert_eq!(parts.input, [9_000]);
}

#[tokio::test]
async fn pauses_and_more_time_are_summed_up() {
    use crate::domain::event::{SessionExtended, SessionPaused, SessionResumed, SessionWithdrawn};
    use crate::domain::time::Timestamp;
    let made = Made::new().await;
    let deadline = Timestamp(0);
    let pause = || {
        EventBody::SessionPaused(SessionPaused {
            since: deadline,
            until: deadline,
        })
    };
    let resumed = |seconds: i64| {
        EventBody::SessionResumed(SessionResumed {
            paused: seconds * 1_000_000,
            deadline,
            reason: "The candidate continued.".into(),
        })
    };
    let extended = EventBody::SessionExtended(SessionExtended {
        by: "ada".into(),
        minutes: 30,
        reason: "A fire alarm.".into(),
        deadline,
    });
    let withdrawn = EventBody::SessionWithdrawn(SessionWithdrawn {
        by: None,
        reason: "Ill.".into(),
        workspace: None,
    });
    let bodies = vec![
        trace::started(),
        pause(),
        resumed(90),
        extended,
        pause(),
        resumed(3_600),
        withdrawn,
    ];
    made.append_with(&bodies, Actor::Candidate, 1_000_000).await;
    let replay = made.replay();
    replay.settle(made.session).await.unwrap();
    let view = replay.overview(made.session).await.unwrap();
    let said = |label: &str| {
        let line = view.summary.iter().find(|it| it.label == label);
        line.map(|it| it.text.clone()).unwrap_or_default()
    };
    assert!(said("Pauses").starts_with("2 pauses, 1:01:30 in all"));
    assert_eq!(said("Extended"), "30 minutes more");
    assert!(said("End").starts_with("withdrawn by the candidate"));
    let marked = |text: &str| view.marks.iter().any(|it| it.label.contains(text));
    assert!(marked("resumed after a pause of 0:01:30") && marked("A fire alarm."));
}
