//! The lexical index over its life: documents change, shrink and go, and customers stay apart.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeSet;
use std::path::Path;

use halden::chunk::{ChunkConfig, chunk};
use halden::corpus::Document;
use halden::index::{LexicalCounts, LexicalIndex, Record};
use halden::scope::Scope;

const CHUNKS: ChunkConfig = ChunkConfig { max_word_pieces: 100, min_word_pieces: 0 };

fn records(id: &str, customer: &str, body: &str) -> Vec<Record> {
    let kind = id.split('/').next().unwrap();
    let file = format!(
        "---\nid: {id}\nkind: {kind}\ntitle: Terms\ncustomer: {customer}\neffective: 2025-03-01\n\
         version: 1\nseries: null\nstatus: current\nsupersedes: null\n---\n{body}\n"
    );
    let document = Document::parse(id, &file).unwrap();
    let chunks = chunk(&document, &CHUNKS).unwrap();
    chunks.into_iter().map(|chunk| Record::new(&document, chunk)).collect()
}

fn ids(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn found(index: &LexicalIndex, question: &str, customer: Option<&str>) -> Vec<String> {
    let scope = Scope::new(customer).unwrap();
    let hits = index.search(question, &scope, 10).unwrap();
    let mut names: Vec<String> =
        hits.into_iter().map(|(record, _)| format!("{}#{}", record.doc, record.chunk)).collect();
    names.sort();
    names
}

fn create(folder: &Path) -> LexicalIndex {
    LexicalIndex::create(folder).unwrap()
}

#[test]
fn an_updated_document_leaves_nothing_behind_and_a_removed_one_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let index = create(folder.path());
    let long = "# One\n\nThe grace period is sixty minutes.\n\n# Two\n\nA penalty of a walrus.\n";
    index.replace(&ids(&["policy/late-2024"]), &records("policy/late-2024", "null", long)).unwrap();
    assert_eq!(index.counts().unwrap(), LexicalCounts { documents: 1, chunks: 2 });
    assert_eq!(found(&index, "walrus penalties", None), ["policy/late-2024#1"]);

    let short = "The grace period is thirty minutes.";
    index
        .replace(&ids(&["policy/late-2024"]), &records("policy/late-2024", "null", short))
        .unwrap();
    for index in [&index, &LexicalIndex::open(folder.path()).unwrap()] {
        assert_eq!(index.counts().unwrap(), LexicalCounts { documents: 1, chunks: 1 });
        assert!(found(index, "walrus", None).is_empty());
        assert!(found(index, "sixty", None).is_empty());
        assert_eq!(found(index, "thirty", None), ["policy/late-2024#0"]);
    }

    index.replace(&ids(&["policy/late-2024"]), &[]).unwrap();
    assert_eq!(index.counts().unwrap(), LexicalCounts { documents: 0, chunks: 0 });
    assert!(found(&index, "grace period", None).is_empty());
}

#[test]
fn deleting_a_document_spares_those_with_a_similar_id() {
    let folder = tempfile::tempdir().unwrap();
    let index = create(folder.path());
    let text = "The grace period is thirty minutes.";
    for id in ["policy/late", "policy/late-2024", "manual/late"] {
        index.replace(&ids(&[id]), &records(id, "null", text)).unwrap();
    }
    index.replace(&ids(&["policy/late"]), &[]).unwrap();
    assert_eq!(found(&index, "grace", None), ["manual/late#0", "policy/late-2024#0"]);
}

#[test]
fn a_customer_finds_its_own_and_everyones_whatever_the_question_says() {
    let folder = tempfile::tempdir().unwrap();
    let index = create(folder.path());
    let add = |id: &str, customer: &str, body: &str| {
        index.replace(&ids(&[id]), &records(id, customer, body)).unwrap();
    };
    add("policy/rebate", "null", "The rebate is two percent.");
    add("contract/lumen", "lumen-solar", "The rebate of Lumen is nine percent.");
    add("contract/kestrel", "kestrel-demolition", "The rebate of Kestrel is seven percent.");

    for question in [
        "rebate",
        "rebate of Kestrel seven percent kestrel-demolition",
        "audience:customer:kestrel-demolition OR rebate",
        "\" ) OR (audience:* rebate",
    ] {
        let own = found(&index, question, Some("lumen-solar"));
        assert_eq!(own, ["contract/lumen#0", "policy/rebate#0"], "{question}");
        assert_eq!(found(&index, question, None), ["policy/rebate#0"], "{question}");
    }
}

#[test]
fn plurals_accents_and_part_numbers_are_found_and_long_ones_too() {
    let folder = tempfile::tempdir().unwrap();
    let index = create(folder.path());
    let long = "HX140-".to_owned() + &"7".repeat(60);
    let body =
        format!("Order filters HX18-4471-B or {long} from Mette in \u{d8}sterby, cafe\u{301}.");
    index.replace(&ids(&["manual/parts"]), &records("manual/parts", "null", &body)).unwrap();
    for question in ["filter", "HX18/4471/b", &long, "Østerby", "osterby", "caf\u{e9}"] {
        assert_eq!(found(&index, question, None), ["manual/parts#0"], "{question}");
    }
    assert!(found(&index, "the of and", None).is_empty());
}
