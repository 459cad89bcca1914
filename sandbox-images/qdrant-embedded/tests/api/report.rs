//! What is reported to the recorder about calls.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use qdrant_client::qdrant::{
    CountPointsBuilder, CreateAliasBuilder, QueryPointGroupsBuilder, QueryPointsBuilder,
};
use serde_json::Value;

use crate::server::Fresh;

const PATIENCE: Duration = Duration::from_secs(20);

/// Reads one request's body and answers it.
fn take(mut stream: TcpStream, status: &str) -> Value {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = match stream.read(&mut buffer) {
            Ok(read) => read,
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&seen)),
        };
        seen.extend(&buffer[..read]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        assert!(
            head.starts_with("POST /assay/vector-calls HTTP/1.1"),
            "{head}"
        );
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Length: "));
        if body.len() == length.unwrap().parse::<usize>().unwrap() {
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
            return serde_json::from_str(body).unwrap();
        }
    }
}

/// A gateway that answers with these statuses, one report after the other.
fn gateway(statuses: &'static [&'static str]) -> (String, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, reports) = channel();
    std::thread::spawn(move || {
        for status in statuses.iter().chain(std::iter::repeat(&"200 OK")) {
            let (stream, _) = listener.accept().unwrap();
            if sender.send(take(stream, status)).is_err() {
                return;
            }
        }
    });
    (address, reports)
}

/// The next reported call of this operation.
fn next(reports: &Receiver<Value>, operation: &str) -> Value {
    loop {
        let report = reports.recv_timeout(PATIENCE).unwrap();
        let calls = report["calls"].as_array().unwrap();
        if let Some(call) = calls.iter().find(|call| call["operation"] == operation) {
            return call.clone();
        }
    }
}

#[tokio::test]
async fn calls_are_told_with_ids_and_scores_and_without_vectors() {
    let (address, reports) = gateway(&[]);
    let fresh = Fresh::with_rooms_reporting_to(&address).await;
    let upsert = next(&reports, "upsert");
    assert_eq!(upsert["collection"], "rooms");
    assert!(upsert["found"].as_u64().unwrap() > 1);
    assert!(upsert["hits"][0]["score"].is_null());
    let query = QueryPointsBuilder::new("rooms")
        .query(vec![1.0, 0.0])
        .limit(2);
    let answer = fresh.client.query(query).await.unwrap();
    let told = next(&reports, "query");
    assert_eq!(told["found"].as_u64(), Some(answer.result.len() as u64));
    let score = told["hits"][0]["score"].as_f64().unwrap();
    assert!((score - f64::from(answer.result[0].score)).abs() < 1e-6);
    assert_eq!(told["parameters"]["limit"], 2);
    assert_eq!(told["parameters"]["query"]["nearest_to_vector_of"], 2);
    let groups = QueryPointGroupsBuilder::new("rooms", "colour")
        .query(vec![1.0, 0.0])
        .group_size(2_u64);
    let answer = fresh.client.query_groups(groups).await.unwrap();
    let told = next(&reports, "query_groups");
    let hits = answer.result.unwrap().groups;
    let hits: usize = hits.iter().map(|group| group.hits.len()).sum();
    assert_eq!(told["found"].as_u64(), Some(hits as u64));
    assert_eq!(told["parameters"]["group_by"], "colour");
    let alias = CreateAliasBuilder::new("rooms", "now");
    fresh.client.create_alias(alias).await.unwrap();
    let told = next(&reports, "update_aliases");
    assert_eq!(told["collection"], "rooms");
    assert_eq!(told["parameters"]["changes"][0]["create"], "now");
    let absent = fresh.client.count(CountPointsBuilder::new("nowhere")).await;
    assert!(
        absent.is_err(),
        "a collection that does not exist reports nothing"
    );
}

#[tokio::test]
async fn what_could_not_be_told_is_counted() {
    let (address, reports) = gateway(&["503 Service Unavailable"]);
    let fresh = Fresh::with_rooms_reporting_to(&address).await;
    let refused = reports.recv_timeout(PATIENCE).unwrap();
    let lost = refused["calls"].as_array().unwrap().len() as u64;
    fresh
        .client
        .count(CountPointsBuilder::new("rooms"))
        .await
        .unwrap();
    // The upsert may have its own report, before that of the count.
    let mut said = 0;
    loop {
        let report = reports.recv_timeout(PATIENCE).unwrap();
        said += report["dropped"].as_u64().unwrap();
        let calls = report["calls"].as_array().unwrap();
        if calls.iter().any(|call| call["operation"] == "count") {
            break;
        }
    }
    assert_eq!(said, lost);
}

#[tokio::test]
async fn a_gateway_that_is_not_there_holds_nobody_up() {
    // Nobody listens here: the port was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let fresh = Fresh::with_rooms_reporting_to(&address.to_string()).await;
    for _ in 0..50 {
        fresh
            .client
            .count(CountPointsBuilder::new("rooms"))
            .await
            .unwrap();
    }
}
