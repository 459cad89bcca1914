//! Searches, filtered events, and queries that are refused.

use super::bench::{get, session};
use crate::service::{Service, error_of};

#[tokio::test]
async fn a_search_finds_and_takes_anything() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let view = get(&service, &cookie, session, "search?q=leaky%20gutters").await;
    assert_eq!(view["total"], 1);
    assert_eq!(view["hits"][0]["seq"], 8);
    assert_eq!(view["hits"][0]["source"], "change");
    assert_eq!(view["hits"][0]["lane"], "edits");
    let only = get(&service, &cookie, session, "search?q=roof&kinds=command").await;
    assert_eq!(only["total"], 1);
    assert_eq!(only["hits"][0]["kind"], "command.started");
    for query in [
        "%22", "%22open", "seq%3A1", "%2F.*%2F", "%00", "a%20OR", "(((", "*",
    ] {
        let view = get(&service, &cookie, session, &format!("search?q={query}")).await;
        assert!(view["hits"].is_array(), "{query}");
    }
}

#[tokio::test]
async fn events_are_filtered_and_come_backwards() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    let seqs = async |query: &str| {
        let view = get(&service, &cookie, session, &format!("events?{query}")).await;
        let seqs = view["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["seq"].as_u64().unwrap());
        (seqs.collect::<Vec<_>>(), view["more"].as_bool().unwrap())
    };
    assert_eq!(seqs("kinds=terminal.output").await, (vec![4, 6], false));
    assert_eq!(seqs("kinds=command,note").await, (vec![5, 7, 9], false));
    assert_eq!(
        seqs("kinds=command,note&newest_first=true&limit=2").await,
        (vec![9, 7], true)
    );
    assert_eq!(
        seqs("before=4&newest_first=true").await,
        (vec![3, 2, 1], false)
    );
    assert_eq!(seqs("after=2&before=5").await, (vec![3, 4], false));
    assert_eq!(seqs("kinds=assistant").await, (vec![], false));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let service = Service::start().await;
    let cookie = service.practitioner("ada").await;
    let session = session(&service).await;
    get(&service, &cookie, session, "replay").await;
    let long = format!("search?q={}", "x".repeat(501));
    let bad = [
        "moment",
        "moment?seq=1&time=1",
        "replay/activity?bins=4001",
        "replay/activity?bins=0",
        "search?q=a&limit=201",
        "replay/transcript",
        "replay/transcript/lines?terminal=1",
        "replay/transcript/lines?terminal=1&line=0&around=1",
        "replay/transcript/lines?terminal=1&line=0&limit=1001",
        "search",
        long.as_str(),
    ];
    for path in bad {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), &cookie)
            .await;
        assert_eq!(
            error_of(response).await,
            (400, "query_malformed".into()),
            "{path}"
        );
    }
    for path in [
        "moment?seq=0",
        "moment?seq=10",
        "replay/files?seq=99",
        "asks/3",
        "asks/x",
    ] {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), &cookie)
            .await;
        assert_eq!(
            error_of(response).await,
            (404, "event_unknown".into()),
            "{path}"
        );
    }
    for path in [
        "replay",
        "replay/activity",
        "moment?seq=1",
        "replay/files?seq=1",
        "replay/transcript?terminal=1",
        "replay/transcript/lines?terminal=1&line=0",
        "replay/transcript/find?terminal=1&q=a",
        "replay/transcript/text?terminal=1&first=0&end=1",
        "search?q=a",
        "asks",
    ] {
        let response = service
            .get(&format!("/api/sessions/{session}/{path}"), "")
            .await;
        assert_eq!(
            error_of(response).await,
            (401, "not_signed_in".into()),
            "{path}"
        );
    }
}
