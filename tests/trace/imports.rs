//! A trace in another installation.

use assay::domain::event::{Actor, EventBody};
use assay::domain::session::SessionState;
use assay::domain::time::Timestamp;
use assay::store::StoreError;
use assay::store::events::StoredEvent;
use assay::trace::bundle::archive::Bounds;
use assay::trace::bundle::import::import;
use assay::trace::bundle::{BundleError, export, verify_stored};
use assay::trace::signing::InstallationKey;
use assay::trace::{Entry, TraceClock, TraceLog};

use crate::made::{Piece, block_on, made, open};

#[test]
fn an_imported_trace_is_whole_and_stays_as_it_is() {
    block_on(async {
        let made = made(&[
            Piece::Output(vec![7; 5000]),
            Piece::File("a.txt".into(), b"changed\n".to_vec()),
        ])
        .await;
        let other = tempfile::tempdir().unwrap();
        let store = open(other.path()).await;
        let (record, verified) =
            import(&store, made.path(), Some(made.public()), Bounds::default())
                .await
                .unwrap();
        assert_eq!(
            (record.id, record.state),
            (made.session, SessionState::Checked)
        );
        let imported = store.imported(record.id).await.unwrap().unwrap();
        assert_eq!(imported.key, Some(made.public()));
        // It verifies from the database with the key of the installation that it comes from, all
        // contents included, and can be exported again.
        let stored = verify_stored(&store, record.id, Some(made.public()), &mut ())
            .await
            .unwrap();
        assert_eq!(stored.head, verified.head);
        let folder = tempfile::tempdir().unwrap();
        export(&store, record.id, folder.path()).await.unwrap();
        let read = |of: &std::path::Path| std::fs::read(of.join("manifest.json")).unwrap();
        assert_eq!(read(folder.path()), read(made.path()));
        let file = store
            .events_of_kind(record.id, "file.changed")
            .await
            .unwrap();
        assert_eq!(file.len(), 1, "the kind is known to the database");
        assert_eq!(
            store
                .session(record.id)
                .await
                .unwrap()
                .unwrap()
                .final_note
                .unwrap(),
            "done"
        );

        // Nothing can be added to it.
        let event: StoredEvent = store.last_event(record.id).await.unwrap().unwrap();
        let more = StoredEvent {
            seq: event.seq + 1,
            ..event
        };
        let refused = store
            .append_events(record.id, &[more], &[])
            .await
            .unwrap_err();
        assert!(
            matches!(&refused, StoreError::Database(error) if error.to_string().contains("read-only")),
            "{refused}"
        );
        // It cannot be imported twice.
        let again = import(&store, made.path(), None, Bounds::default()).await;
        assert!(
            matches!(again, Err(BundleError::NotImported(_))),
            "{again:?}"
        );
        store.close().await;
    });
}

#[test]
fn what_does_not_verify_leaves_nothing_behind() {
    block_on(async {
        let made = made(&[Piece::Note("n".into())]).await;
        let other = tempfile::tempdir().unwrap();
        let store = open(other.path()).await;
        let stranger = InstallationKey::generate().unwrap().public();
        let refused = import(&store, made.path(), Some(stranger), Bounds::default()).await;
        assert!(matches!(refused, Err(BundleError::Seal(_))), "{refused:?}");
        let mut lines = made.lines();
        lines[1] = lines[1].replace("sha256:0", "sha256:1");
        made.write(&lines);
        let refused = import(&store, made.path(), None, Bounds::default()).await;
        assert!(
            matches!(refused, Err(BundleError::Misfit(_))),
            "{refused:?}"
        );
        assert!(store.sessions().await.unwrap().is_empty());
        store.close().await;
    });
}

#[test]
fn a_session_that_goes_on_elsewhere_is_not_imported() {
    block_on(async {
        let made = made(&[]).await;
        let store = open(made.data.path()).await;
        let source = store.session(made.session).await.unwrap().unwrap();
        let running = assay::domain::session_record::SessionRecord {
            id: assay::domain::ids::SessionId::generate(),
            ..source
        };
        let token = assay::domain::ids::Digest::of(b"another");
        store.create_session(&running, token).await.unwrap();
        let clock = std::sync::Arc::new(TraceClock::new(Timestamp::now(), None, 0));
        let log = TraceLog::open(store.clone(), running.id, clock)
            .await
            .unwrap();
        let entry = Entry::new(Actor::Candidate, EventBody::BriefOpened {});
        log.append(entry).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        export(&store, running.id, folder.path()).await.unwrap();
        store.close().await;
        let other = tempfile::tempdir().unwrap();
        let store = open(other.path()).await;
        let refused = import(&store, folder.path(), None, Bounds::default()).await;
        assert!(
            matches!(refused, Err(BundleError::NotImported(_))),
            "{refused:?}"
        );
        store.close().await;
    });
}
