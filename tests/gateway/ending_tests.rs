//! How a provider's answer ended, and that the record says the same. One row for each way to end.

use assay::gateway::{Call, ErrorClass, Spent};

use crate::bench::{Bench, ask, with_upstream};
use crate::raw_upstream::{RawUpstream, cut, plain, stream};

const HELLO: &str =
    "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const STOP: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const SECOND: &str = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}}]}\n\n";
const USAGE: &str =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":3}}\n\n";
const DONE: &str = "data: [DONE]\n\n";
const ERROR: &str = "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n";
const KEY: &str = "data: {\"error\":{\"message\":\"bad key sk-abc\",\"code\":401}}\n\n";
const WHOLE: &str = "{\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\
    \"message\":{\"content\":\"Hello\"}}]}";

/// What the provider answers, and what the client and the record must get.
struct Case {
    name: &'static str,
    answer: Vec<u8>,
    status: u16,
    /// Whether the client's stream ends with the marker.
    marker: bool,
    shown: &'static str,
    error: Option<ErrorClass>,
    finish: Option<&'static str>,
    text: Option<&'static str>,
}

use ErrorClass::{UpstreamError, UpstreamStatus, UpstreamTruncated};

#[expect(clippy::too_many_lines, reason = "a table, a row a way to end")]
fn streams() -> Vec<Case> {
    let whole = |name, answer| Case {
        name,
        answer,
        status: 200,
        marker: true,
        shown: "Hello",
        error: None,
        finish: Some("stop"),
        text: Some("Hello"),
    };
    let broken = |name, answer, error, shown| Case {
        marker: false,
        shown,
        error: Some(error),
        finish: None,
        ..whole(name, answer)
    };
    let finished = |case| Case {
        finish: Some("stop"),
        ..case
    };
    let empty = |case| Case {
        text: Some(""),
        ..case
    };
    vec![
        whole("as it should be", stream(&[HELLO, STOP, USAGE, DONE])),
        whole("a finish reason and no marker", stream(&[HELLO, STOP])),
        whole("the same, with usage", stream(&[HELLO, STOP, USAGE])),
        whole(
            "a marker without its line's end",
            stream(&[HELLO, STOP, "data: [DONE]"]),
        ),
        whole(
            "errors that are null",
            stream(&[
                "data: {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n",
                STOP,
                DONE,
            ]),
        ),
        Case {
            finish: None,
            ..whole("a marker and no finish reason", stream(&[HELLO, DONE]))
        },
        broken(
            "neither",
            stream(&[HELLO]),
            UpstreamTruncated,
            "upstream_truncated",
        ),
        finished(broken(
            "one of two choices has ended",
            stream(&[HELLO, SECOND, STOP]),
            UpstreamTruncated,
            "upstream_truncated",
        )),
        broken(
            "a cut body",
            cut(&[HELLO]),
            UpstreamTruncated,
            "upstream_truncated",
        ),
        finished(broken(
            "a cut body after the finish reason",
            cut(&[HELLO, STOP]),
            UpstreamTruncated,
            "upstream_truncated",
        )),
        broken(
            "an event cut in two",
            stream(&[HELLO, "data: {\"choices\":[{\"del"]),
            UpstreamTruncated,
            "upstream_truncated",
        ),
        broken(
            "an error after content",
            stream(&[HELLO, ERROR]),
            UpstreamError,
            "overloaded",
        ),
        broken(
            "an error, and a marker",
            stream(&[HELLO, ERROR, DONE]),
            UpstreamError,
            "overloaded",
        ),
        finished(broken(
            "an error after the finish reason",
            stream(&[HELLO, STOP, ERROR, DONE]),
            UpstreamError,
            "overloaded",
        )),
        broken(
            "an error by its event's name",
            stream(&[
                HELLO,
                "event: error\ndata: {\"message\":\"overloaded\"}\n\n",
            ]),
            UpstreamError,
            "overloaded",
        ),
        broken(
            "a choice that failed",
            stream(&[
                HELLO,
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
                DONE,
            ]),
            UpstreamError,
            "finish_reason",
        ),
        broken(
            "something that is not JSON",
            stream(&[HELLO, "data: <html>\n\n", DONE]),
            UpstreamError,
            "upstream_error",
        ),
        empty(broken(
            "an error at once",
            stream(&[ERROR, DONE]),
            UpstreamError,
            "overloaded",
        )),
        empty(broken(
            "nothing at all",
            stream(&[]),
            UpstreamTruncated,
            "upstream_truncated",
        )),
        empty(broken(
            "a marker alone",
            stream(&[DONE]),
            UpstreamError,
            "upstream_error",
        )),
        empty(broken(
            "comments alone",
            stream(&[": ping\n\n", DONE]),
            UpstreamError,
            "upstream_error",
        )),
        empty(broken(
            "the gateway's own key",
            stream(&[KEY]),
            UpstreamError,
            "did not accept the gateway",
        )),
    ]
}

/// Answers that are not streams, to a request for a stream and to one for a whole answer.
fn wholes() -> Vec<Case> {
    let ok = |name, kind, body| Case {
        name,
        answer: plain("200 OK", kind, body),
        status: 200,
        marker: false,
        shown: "Hello",
        error: None,
        finish: Some("stop"),
        text: Some("Hello"),
    };
    let failed = |name, kind, body, error, shown| Case {
        status: 502,
        shown,
        error: Some(error),
        finish: None,
        text: None,
        ..ok(name, kind, body)
    };
    let json = "application/json";
    vec![
        ok("a completion", json, WHOLE),
        failed(
            "200 and an error",
            json,
            "{\"error\":{\"message\":\"overloaded\"}}",
            UpstreamError,
            "overloaded",
        ),
        failed(
            "200 and a failed choice",
            json,
            "{\"choices\":[{\"error\":{\"message\":\"overloaded\"}}]}",
            UpstreamError,
            "overloaded",
        ),
        failed(
            "200 and the key's error",
            json,
            "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"sk-abc\"}}",
            UpstreamError,
            "did not accept",
        ),
        failed(
            "200 and a page",
            "text/html",
            "<h1>Welcome</h1>",
            UpstreamError,
            "upstream_error",
        ),
        failed(
            "200 and other JSON",
            json,
            "{\"status\":\"ok\"}",
            UpstreamError,
            "upstream_error",
        ),
        failed(
            "200 and no choice",
            json,
            "{\"choices\":[]}",
            UpstreamError,
            "upstream_error",
        ),
        failed(
            "200 and nothing",
            json,
            "",
            UpstreamTruncated,
            "upstream_truncated",
        ),
        failed(
            "JSON cut in two",
            json,
            "{\"choices\":[{\"mess",
            UpstreamTruncated,
            "upstream_truncated",
        ),
        Case {
            answer: plain(
                "503 Service Unavailable",
                json,
                "{\"error\":{\"message\":\"overloaded\"}}",
            ),
            status: 503,
            ..failed("503", json, "", UpstreamStatus, "overloaded")
        },
    ]
}

async fn asked(case: &Case, streamed: bool) -> (u16, String, Call) {
    let upstream = RawUpstream::start(case.answer.clone()).await;
    let bench = Bench::start(with_upstream(&upstream.base_url, "raw"), Spent::default()).await;
    let response = bench.chat(&ask("provider-raw", "hello", streamed)).await;
    let status = response.status().as_u16();
    let body = response.text().await.expect("whole");
    let call = bench.call().await;
    bench.stop().await;
    (status, body, call)
}

async fn holds(case: &Case, streamed: bool) {
    let (name, (status, body, call)) = (case.name, asked(case, streamed).await);
    assert_eq!(status, case.status, "{name}: {body}");
    assert_eq!(body.ends_with(DONE), case.marker, "{name}: {body}");
    assert!(body.contains(case.shown), "{name}: {body}");
    assert!(!body.contains("sk-abc"), "{name}: {body}");
    assert_eq!(call.error, case.error, "{name}");
    assert_eq!(call.finish_reason.as_deref(), case.finish, "{name}");
    assert_eq!(call.text.as_deref(), case.text, "{name}");
    let shown = body.strip_suffix(DONE).unwrap_or(&body);
    assert_eq!(
        call.response,
        shown.as_bytes(),
        "{name}: recorded as it was sent"
    );
}

#[tokio::test]
async fn a_stream_is_recorded_as_what_it_was() {
    for case in streams() {
        holds(&case, true).await;
    }
}

#[tokio::test]
async fn an_answer_in_one_piece_is_recorded_as_what_it_was() {
    for case in wholes() {
        holds(&case, false).await;
        holds(&case, true).await;
    }
}

#[tokio::test]
async fn of_two_choices_the_first_one_is_told() {
    let case = Case {
        name: "two choices",
        answer: stream(&[
            SECOND,
            HELLO,
            STOP,
            "data: {\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n",
            DONE,
        ]),
        status: 200,
        marker: true,
        shown: "other",
        error: None,
        finish: Some("stop"),
        text: Some("Hello"),
    };
    holds(&case, true).await;
}
