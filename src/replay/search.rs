//! Searching a trace: commands, lines that were seen on screens, files and what changed in them,
//! model requests and answers, spans, notes, messages.

mod documents;
mod query;
mod snippet;
mod words;

use std::path::{Path, PathBuf};

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

pub(super) use documents::{Document, of_event, of_lines, wanted};
pub(super) use snippet::snippet;

use self::words::WORDS;
use super::answers::SourceView;
use crate::domain::event::Word;

const WRITER_MEMORY: usize = 32 * 1024 * 1024;

/// One session's search index, on the disk.
pub struct SearchIndex {
    folder: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    seq: Field,
    kind: Field,
    family: Field,
    source: Field,
    terminal: Field,
    word: Field,
    text: Field,
}

pub(super) struct Found {
    pub seq: u64,
    pub kind: String,
    pub source: SourceView,
    /// Only for a line of a screen.
    pub terminal: Option<u32>,
    pub word: Word,
    /// The whole text.
    pub text: String,
}

pub(super) struct Results {
    /// Best first.
    pub found: Vec<Found>,
    /// All hits, also beyond the limit.
    pub total: usize,
    pub words: query::Words,
    /// Whether the query could not be parsed and was taken as plain words.
    pub plain: bool,
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WORDS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default()
        .set_indexing_options(indexing)
        .set_stored();
    let mut schema = Schema::builder();
    let fields = Fields {
        seq: schema.add_u64_field("seq", STORED),
        kind: schema.add_text_field("kind", STRING | STORED),
        family: schema.add_text_field("family", STRING),
        source: schema.add_u64_field("source", STORED),
        terminal: schema.add_u64_field("terminal", STORED),
        word: schema.add_u64_field("word", STORED),
        text: schema.add_text_field("text", text),
    };
    (schema.build(), fields)
}

impl SearchIndex {
    /// Opens the index in a folder if it has exactly the events up to `seq`. Otherwise makes an
    /// empty one and returns true.
    pub fn open(folder: &Path, seq: u64) -> tantivy::Result<(Self, bool)> {
        if seq > 0
            && let Ok(index) = Index::open_in_dir(folder)
            && index.schema() == schema().0
            && index.load_metas()?.payload == Some(seq.to_string())
        {
            return Ok((Self::ready(folder, index)?, false));
        }
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        let index = Index::create_in_dir(folder, schema().0)?;
        Ok((Self::ready(folder, index)?, true))
    }

    fn ready(folder: &Path, index: Index) -> tantivy::Result<Self> {
        words::register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            folder: folder.to_owned(),
            index,
            reader,
            fields: schema().1,
        })
    }

    pub(super) fn writer(&self) -> tantivy::Result<SearchWriter> {
        Ok(SearchWriter {
            writer: self.index.writer_with_num_threads(1, WRITER_MEMORY)?,
            fields: self.fields,
        })
    }

    /// Searches find what was committed only after this.
    pub(super) fn reload(&self) -> tantivy::Result<()> {
        self.reader.reload()
    }

    /// In bytes on the disk.
    pub fn size(&self) -> u64 {
        let files = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        files
            .filter_map(|file| file.metadata().ok())
            .map(|it| it.len())
            .sum()
    }

    /// Searches events of these kinds or families; all events if there are none.
    pub(super) fn search(
        &self,
        asked: &str,
        kinds: &[String],
        limit: usize,
    ) -> tantivy::Result<Results> {
        let (words, plain) = query::read(asked);
        let mut results = Results {
            found: Vec::new(),
            total: 0,
            words,
            plain,
        };
        let Some(query) = results.words.query(self.fields.text) else {
            return Ok(results);
        };
        let query = self.of_kinds(query, kinds);
        let searcher = self.reader.searcher();
        let top = TopDocs::with_limit(limit.max(1)).order_by_score();
        let (best, total) = searcher.search(&query, &(top, Count))?;
        results.total = total;
        for (_, address) in best.into_iter().take(limit) {
            let document: TantivyDocument = searcher.doc(address)?;
            results.found.extend(self.found(&document));
        }
        Ok(results)
    }

    fn of_kinds(&self, query: Box<dyn Query>, kinds: &[String]) -> Box<dyn Query> {
        if kinds.is_empty() {
            return query;
        }
        let term = |field, kind: &String| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(field, kind);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            (Occur::Should, Box::new(query))
        };
        let any = kinds
            .iter()
            .flat_map(|kind| [term(self.fields.kind, kind), term(self.fields.family, kind)]);
        let any: Box<dyn Query> = Box::new(BooleanQuery::new(any.collect()));
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, query),
            (Occur::Must, any),
        ]))
    }

    fn found(&self, document: &TantivyDocument) -> Option<Found> {
        let number = |field| document.get_first(field).and_then(|it| it.as_u64());
        let text = |field| document.get_first(field).and_then(|it| it.as_str());
        Some(Found {
            seq: number(self.fields.seq)?,
            kind: text(self.fields.kind)?.to_owned(),
            source: documents::source_of(number(self.fields.source)?),
            terminal: number(self.fields.terminal).and_then(|it| u32::try_from(it).ok()),
            word: documents::word_of(number(self.fields.word)?),
            text: text(self.fields.text)?.to_owned(),
        })
    }
}

/// An index has only one at a time.
pub(super) struct SearchWriter {
    writer: IndexWriter,
    fields: Fields,
}

impl SearchWriter {
    pub fn add(&mut self, document: &Document) -> tantivy::Result<()> {
        let Fields {
            seq,
            kind,
            family,
            source,
            terminal,
            word,
            text,
        } = self.fields;
        let mut entry = TantivyDocument::default();
        entry.add_u64(seq, document.seq);
        entry.add_text(kind, &document.kind);
        entry.add_text(family, document.kind.split('.').next().unwrap_or_default());
        entry.add_u64(source, documents::number_of(document.source));
        if let Some(number) = document.terminal {
            entry.add_u64(terminal, u64::from(number));
        }
        entry.add_u64(word, documents::number_of_word(document.word));
        entry.add_text(text, &document.text);
        self.writer.add_document(entry)?;
        Ok(())
    }

    /// Makes what was added durable. The index then has the whole trace up to `seq`.
    pub fn commit(&mut self, seq: u64) -> tantivy::Result<()> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&seq.to_string());
        prepared.commit()?;
        Ok(())
    }

    /// Waits for merges in progress.
    pub fn finish(self) -> tantivy::Result<()> {
        self.writer.wait_merging_threads()
    }
}
