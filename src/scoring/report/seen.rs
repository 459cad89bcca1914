//! Evidence with its times, so that a report can be read without the trace.

use super::parts::Seen;
use crate::domain::event::{Event, WORDS, Word};
use crate::domain::ids::SessionId;
use crate::domain::review::{Evidence, Pinned};
use crate::store::events_by::EventFilter;
use crate::store::{Store, StoreError};

/// Each event of this kind says itself whose count it is. In one range, only the first 1,000 are
/// read.
const LIMITED: &str = "recorder.limited";
const MOST_LIMITED: u32 = 1_000;

/// One event as a moment. `active` is its working time in microseconds. All events of `kind` must
/// be the same word.
pub(super) fn moment(seq: u64, active: i64, kind: &str) -> Seen {
    let word = WORDS.iter().find(|it| it.0 == kind);
    Seen {
        from_seq: seq,
        to_seq: seq,
        from: active,
        to: active,
        kind: kind.to_owned(),
        word: word.map(|it| it.1),
        note: String::new(),
        label: String::new(),
        what: Pinned::Moment,
    }
}

/// Ranges with their times. A range that is not in the trace any more keeps its numbers.
pub(super) async fn seen(
    store: &Store,
    session: SessionId,
    evidence: &[Evidence],
) -> Result<Vec<Seen>, StoreError> {
    let mut ranges = Vec::with_capacity(evidence.len());
    for it in evidence {
        let first = at(store, session, it.from_seq).await?;
        let last = at(store, session, it.to_seq).await?;
        let time = |found: &Option<(Event, String)>| found.as_ref().map_or(0, |it| it.0.active);
        let (from, to) = (time(&first), time(&last));
        ranges.push(Seen {
            from_seq: it.from_seq,
            to_seq: it.to_seq,
            from,
            to,
            word: weakest(store, session, it).await?,
            kind: first.map(|it| it.1).unwrap_or_default(),
            note: it.note.clone(),
            label: it.label.clone(),
            what: it.what,
        });
    }
    Ok(ranges)
}

/// The weakest word in a range: a range proves no more than its weakest event.
async fn weakest(
    store: &Store,
    session: SessionId,
    range: &Evidence,
) -> Result<Option<Word>, StoreError> {
    let of_kinds = |kinds: Vec<String>, limit| EventFilter {
        after: range.from_seq.saturating_sub(1),
        before: Some(range.to_seq.saturating_add(1)),
        kinds,
        limit,
        ..EventFilter::default()
    };
    let limited = of_kinds(vec![LIMITED.to_owned()], MOST_LIMITED);
    for stored in store.events_by(session, &limited).await? {
        if stored.decode()?.body.word() == Word::Candidate {
            return Ok(Some(Word::Candidate));
        }
    }
    for word in [Word::Candidate, Word::Sandbox, Word::Host] {
        let kinds = WORDS.iter().filter(|it| it.1 == word);
        let kinds = kinds.map(|it| it.0.to_owned()).collect();
        let found = store.events_by(session, &of_kinds(kinds, 1)).await?;
        if !found.is_empty() {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

async fn at(
    store: &Store,
    session: SessionId,
    seq: u64,
) -> Result<Option<(Event, String)>, StoreError> {
    let found = store.events(session, seq.saturating_sub(1), 1).await?;
    let stored = found.into_iter().next();
    stored.map(|it| Ok((it.decode()?, it.kind))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Actor, EventBody, Limited, Note};
    use crate::domain::ids::Digest;
    use crate::domain::session::SessionState;
    use crate::domain::session_clock::Pauses;
    use crate::domain::session_record::SessionRecord;
    use crate::domain::time::Timestamp;
    use crate::trace::chain::Head;

    fn limited(source: Option<&str>) -> EventBody {
        EventBody::RecorderLimited(Limited {
            what: "spans".into(),
            left_out: 3,
            since: 0,
            over: true,
            source: source.map(str::to_owned),
        })
    }

    fn bodies() -> Vec<EventBody> {
        let note = Note {
            note: 1,
            revision: 0,
            text: String::new(),
            status: None,
        };
        vec![
            EventBody::BriefOpened {},
            EventBody::TerminalClosed {
                terminal: 1,
                status: 0,
            },
            EventBody::NoteFree(note),
            EventBody::BriefOpened {},
            limited(None),
            limited(Some("sandbox")),
        ]
    }

    async fn recorded(store: &Store) -> SessionId {
        let record = SessionRecord {
            id: SessionId::generate(),
            scenario: "none".into(),
            label: String::new(),
            state: SessionState::Invited,
            created_at: Timestamp(0),
            expires_at: Timestamp(0),
            started_at: None,
            deadline: None,
            submitted_at: None,
            stood_still: 0,
            last_seen: None,
            final_note: None,
            pauses: Pauses::default(),
            track: None,
            track_open: false,
        };
        let token = Digest::of(b"token");
        store.create_session(&record, token).await.unwrap();
        let (mut head, mut stored) = (Head::EMPTY, Vec::new());
        for (seq, body) in (1..).zip(bodies()) {
            let event = Event {
                seq,
                at: 0,
                active: 0,
                actor: Actor::Candidate,
                body,
                links: Vec::new(),
            };
            stored.push(head.extend(record.id, &event).unwrap());
        }
        store.append_events(record.id, &stored, &[]).await.unwrap();
        record.id
    }

    #[tokio::test]
    async fn a_range_is_worth_its_weakest_word() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("assay.sqlite3");
        let store = Store::open(&file).await.unwrap();
        let session = recorded(&store).await;
        let ranges = [
            (1, 1, Some(Word::Host)),
            (1, 2, Some(Word::Sandbox)),
            (1, 4, Some(Word::Candidate)),
            (4, 5, Some(Word::Host)),
            (4, 6, Some(Word::Candidate)),
            (7, 9, None),
        ];
        let range = |from_seq, to_seq| Evidence {
            from_seq,
            to_seq,
            ..Evidence::default()
        };
        let evidence: Vec<_> = ranges.iter().map(|it| range(it.0, it.1)).collect();
        let found = seen(&store, session, &evidence).await.unwrap();
        let words: Vec<_> = found.iter().map(|it| it.word).collect();
        assert_eq!(words, ranges.map(|it| it.2));
    }
}
