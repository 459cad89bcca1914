//! The lexical index: BM25 over title, headings and text, and exact matches of identifiers.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term, doc};

use super::Record;
use super::analyzer::{self, IDENTIFIER, TEXT};
use crate::scope::Scope;

const WRITER_MEMORY: usize = 32 * 1024 * 1024;
// A title and its headings say what all of a document is about, so they help less to tell its chunks
// apart; an identifier is also matched, in parts, as prose.
const BOOST_TITLE: f32 = 0.6;
const BOOST_SECTION: f32 = 0.6;
const BOOST_TEXT: f32 = 1.0;
const BOOST_IDENTIFIER: f32 = 0.5;

/// The lexical index on disk.
pub struct LexicalIndex {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// What the lexical index holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct LexicalCounts {
    /// Distinct documents.
    pub documents: usize,
    /// Their chunks.
    pub chunks: usize,
}

#[derive(Clone, Copy)]
struct Fields {
    /// Untokenised, because documents are deleted by it: a tokenised id matches no delete.
    doc: Field,
    /// Untokenised and indexed, because every search filters on it.
    audience: Field,
    title: Field,
    section: Field,
    text: Field,
    identifiers: Field,
    /// The whole [`Record`] as JSON; stored only.
    record: Field,
}

impl Fields {
    fn declare() -> (Schema, Self) {
        let analysed = |name: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(name)
                .set_index_option(IndexRecordOption::WithFreqs);
            TextOptions::default().set_indexing_options(indexing)
        };
        let mut schema = Schema::builder();
        let fields = Self {
            doc: schema.add_text_field("doc", STRING | STORED),
            audience: schema.add_text_field("audience", STRING),
            title: schema.add_text_field("title", analysed(TEXT)),
            section: schema.add_text_field("section", analysed(TEXT)),
            text: schema.add_text_field("text", analysed(TEXT)),
            identifiers: schema.add_text_field("identifiers", analysed(IDENTIFIER)),
            record: schema.add_text_field("record", STORED),
        };
        (schema.build(), fields)
    }
}

impl LexicalIndex {
    /// Whether there is an index in a folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join("meta.json").is_file()
    }

    /// Opens the index in a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let index = Index::open_in_dir(folder)
            .with_context(|| format!("no lexical index in {}", folder.display()))?;
        let (schema, fields) = Fields::declare();
        ensure!(
            index.schema() == schema,
            "the lexical index has other fields than this program; run `halden ingest --full`"
        );
        Self::ready(index, fields)
    }

    /// Makes an empty index in a folder, in place of whatever is there.
    pub fn create(folder: &Path) -> Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = Fields::declare();
        Self::ready(Index::create_in_dir(folder, schema)?, fields)
    }

    fn ready(index: Index, fields: Fields) -> Result<Self> {
        analyzer::register(index.tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields })
    }

    /// Removes documents and then adds records, in one commit: a reader sees all of it or none.
    pub fn replace(&self, remove: &BTreeSet<String>, add: &[Record]) -> Result<()> {
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, WRITER_MEMORY)?;
        for doc in remove {
            writer.delete_term(Term::from_field_text(self.fields.doc, doc));
        }
        for record in add {
            writer.add_document(self.document(record)?)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        // Without this, searches of this process would go on reading the state before the commit.
        self.reader.reload()?;
        Ok(())
    }

    /// The best chunks for a question that its asker may see.
    pub fn search(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<(Record, f32)>> {
        let Some(relevant) = self.relevant_to(question)? else {
            return Ok(Vec::new());
        };
        let query =
            BooleanQuery::new(vec![(Occur::Must, self.visible_to(scope)), (Occur::Must, relevant)]);
        let searcher = self.reader.searcher();
        let top = searcher.search(&query, &TopDocs::with_limit(limit).order_by_score())?;
        top.into_iter()
            .map(|(score, address)| {
                let stored: TantivyDocument = searcher.doc(address)?;
                let json = stored.get_first(self.fields.record).and_then(|value| value.as_str());
                Ok((serde_json::from_str(json.context("a chunk without its record")?)?, score))
            })
            .collect()
    }

    /// What the index holds, counted from its living documents.
    pub fn counts(&self) -> Result<LexicalCounts> {
        let searcher = self.reader.searcher();
        let addresses = searcher.search(&AllQuery, &DocSetCollector)?;
        let chunks = addresses.len();
        let mut documents = HashSet::new();
        for address in addresses {
            let stored: TantivyDocument = searcher.doc(address)?;
            let id = stored.get_first(self.fields.doc).and_then(|value| value.as_str());
            documents.insert(id.unwrap_or_default().to_owned());
        }
        Ok(LexicalCounts { documents: documents.len(), chunks })
    }

    fn document(&self, record: &Record) -> Result<TantivyDocument> {
        let Fields { doc, audience, title, section, text, identifiers, .. } = self.fields;
        Ok(doc!(
            doc => record.doc.as_str(),
            audience => record.audience.as_str(),
            title => record.title.as_str(),
            section => record.section.as_str(),
            text => record.text.as_str(),
            identifiers => record.embedded_text(),
            self.fields.record => serde_json::to_string(record)?,
        ))
    }

    /// The tenant filter. Built from terms, never parsed: a parser may drop what it does not
    /// understand. It says who may see a chunk and nothing about how good it is, so it scores zero.
    fn visible_to(&self, scope: &Scope) -> Box<dyn Query> {
        let audiences = scope.audiences();
        let terms = audiences.iter().map(|name| Term::from_field_text(self.fields.audience, name));
        Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 0.0))
    }

    /// Any term of the question in any field; nothing if the question has no terms.
    fn relevant_to(&self, question: &str) -> Result<Option<Box<dyn Query>>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, boost) in [
            (self.fields.title, BOOST_TITLE),
            (self.fields.section, BOOST_SECTION),
            (self.fields.text, BOOST_TEXT),
            (self.fields.identifiers, BOOST_IDENTIFIER),
        ] {
            let mut analyzer = self.index.tokenizer_for_field(field)?;
            let terms: BTreeSet<String> =
                analyzer::terms(&mut analyzer, question).into_iter().collect();
            for text in terms {
                let term = Term::from_field_text(field, &text);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost))));
            }
        }
        Ok((!clauses.is_empty()).then(|| Box::new(BooleanQuery::new(clauses)) as Box<dyn Query>))
    }
}
