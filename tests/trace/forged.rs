//! Changes by somebody who computes the whole chain again: only the signature shows them.

use assay::domain::ids::Digest;
use assay::trace::bundle::{BundleError, verify_folder};
use assay::trace::chain::{Head, link};
use assay::trace::seals::SealFault;
use assay::trace::signing::InstallationKey;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::made::{Made, block_on, made, named, piece};

/// The bytes of each event.
pub fn bodies(made: &Made) -> Vec<String> {
    let body = |line: String| {
        let start = line.find("\"event\":").unwrap() + "\"event\":".len();
        line[start..line.len() - 1].to_owned()
    };
    made.lines().into_iter().map(body).collect()
}

/// Gives the events numbers in this order, a chain that fits, and the manifest the new head.
pub fn forge(made: &Made, bodies: &[String]) -> Head {
    let mut head = Head::EMPTY;
    let mut lines = Vec::new();
    for body in bodies {
        let (prev, seq) = (head.hash, head.seq + 1);
        let (_, rest) = body.split_once(',').unwrap();
        let body = format!("{{\"seq\":{seq},{rest}");
        let hash = link(prev, body.as_bytes());
        lines.push(format!(
            r#"{{"prev":"{prev}","hash":"{hash}","event":{body}}}"#
        ));
        head = Head { seq, hash };
    }
    made.write(&lines);
    let mut manifest = made.manifest();
    manifest["events"] = head.seq.into();
    manifest["head"] = head.hash.to_string().into();
    made.write_manifest(&manifest);
    head
}

pub const ANOTHER: &str =
    r#"{"seq":0,"at":9,"active":9,"actor":"candidate","kind":"brief.opened","data":{}}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_chain_that_fits_is_no_signature(pieces in vec(piece(), 1..8), at in any::<Index>()) {
        let made = block_on(made(&pieces));
        let bodies = bodies(&made);
        // Before the event that ends the session, so that the trace looks complete, and not
        // terminal output, which must be contiguous.
        let notes: Vec<_> =
            (3..bodies.len() - 2).filter(|at| bodies[*at].contains("note.free")).collect();
        let submitted = bodies.len() as u64 - 1;
        forge(&made, &bodies);
        prop_assert_eq!(made.named(), None, "computed again, it is the same chain");
        if !notes.is_empty() {
            let at = notes[at.index(notes.len())];
            // Replaced, with all hashes computed again.
            let mut changed = bodies.clone();
            changed[at] = ANOTHER.to_owned();
            forge(&made, &changed);
            prop_assert_eq!(named(made.path(), None), None, "the chain alone says nothing");
            prop_assert_eq!(made.named(), Some(submitted), "replaced {}", at);
            // Dropped, so the signed number belongs to another event.
            let mut dropped = bodies.clone();
            dropped.remove(at);
            forge(&made, &dropped);
            prop_assert_eq!(named(made.path(), None), None);
            prop_assert_eq!(made.named(), Some(submitted), "dropped {}", at);
        }
        // Inserted.
        let mut inserted = bodies.clone();
        inserted.insert(3, ANOTHER.to_owned());
        forge(&made, &inserted);
        prop_assert_eq!(made.named(), Some(submitted), "inserted");
        // Appended after the signed head.
        let appended = [&bodies[..], &[ANOTHER.to_owned()]].concat();
        forge(&made, &appended);
        prop_assert_eq!(named(made.path(), None), None);
        prop_assert_eq!(made.named(), Some(bodies.len() as u64 + 1), "appended");
        // Cut off between the two signatures.
        forge(&made, &bodies[..bodies.len() - 1]);
        prop_assert_eq!(named(made.path(), None), None);
        prop_assert_eq!(made.named(), Some(bodies.len() as u64), "cut off");
    }
}

fn fault(made: &Made) -> SealFault {
    match verify_folder(made.path(), Some(made.public()), &mut ()) {
        Err(BundleError::Seal(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bundle_without_signature_is_refused() {
    let made = block_on(made(&[]));
    let mut manifest = made.manifest();
    manifest["signatures"] = serde_json::json!([]);
    made.write_manifest(&manifest);
    assert_eq!(fault(&made), SealFault::Absent);
    assert_eq!(fault(&made).to_string(), "the trace is not signed");
    let alone = verify_folder(made.path(), None, &mut ()).unwrap();
    assert!(alone.sealed.is_none() && alone.keys.is_empty());
}

#[test]
fn a_forger_who_signs_with_a_key_of_their_own_is_refused_by_name() {
    let made = block_on(made(&[]));
    let mut bodies = bodies(&made);
    bodies[2] = ANOTHER.to_owned();
    let head = forge(&made, &bodies);
    let forger = InstallationKey::generate().unwrap();
    let mut manifest = made.manifest();
    manifest["signatures"] = serde_json::json!([forger.sign(made.session, head)]);
    made.write_manifest(&manifest);
    assert_eq!(fault(&made), SealFault::OtherKey(vec![forger.public()]));
    let said = fault(&made).to_string();
    assert!(said.contains(&forger.public().fingerprint()), "{said}");
    // The same under the right name is refused too.
    let mut signed = forger.sign(made.session, head);
    signed.key = made.public();
    manifest["signatures"] = serde_json::json!([signed]);
    made.write_manifest(&manifest);
    assert_eq!(made.named(), Some(head.seq));
}

#[test]
fn a_signature_of_another_session_is_none_of_this_one() {
    let made = block_on(made(&[]));
    let mut manifest = made.manifest();
    manifest["session"] = assay::domain::ids::SessionId::generate().to_string().into();
    made.write_manifest(&manifest);
    assert_eq!(named(made.path(), None), None);
    assert_eq!(made.named(), Some(4));
}

#[test]
fn a_signed_head_that_the_manifest_says_otherwise_is_found() {
    let made = block_on(made(&[]));
    let mut manifest = made.manifest();
    manifest["signatures"][0]["head"] = Digest::ZERO.to_string().into();
    made.write_manifest(&manifest);
    assert_eq!(made.named(), Some(4));
}
