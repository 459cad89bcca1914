//! When to try again, as the provider's answer says.

use assay::gateway::Spent;

use crate::bench::{Bench, ask, with_upstream};
use crate::raw_upstream::RawUpstream;

#[tokio::test]
async fn what_a_provider_says_of_trying_again_is_passed_on_word_for_word() {
    for (name, value) in [
        ("retry-after", "7"),
        ("retry-after", "1.5"),
        ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
        ("retry-after-ms", "350"),
    ] {
        let body = "{\"error\":{\"message\":\"slow down\"}}";
        let answer = format!(
            "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\n{name}: {value}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let upstream = RawUpstream::start(answer.into_bytes()).await;
        let bench = Bench::start(with_upstream(&upstream.base_url, "raw"), Spent::default()).await;
        let response = bench.chat(&ask("provider-raw", "hello", false)).await;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()[name], value);
        let other = ["retry-after", "retry-after-ms"]
            .into_iter()
            .find(|it| *it != name);
        assert!(!response.headers().contains_key(other.expect("two names")));
        bench.stop().await;
    }
}
