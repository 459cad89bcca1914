//! Building an index from where it ends to where the trace ends, one page of events after another.
//!
//! Slow work (screens, words) happens outside the lock that readers wait for. Keyframes are stored
//! before the index says that they exist. They are right whatever happens to the rest, because each
//! depends only on the events before it.

use std::sync::Arc;

use super::error::ReplayError;
use super::index::Index;
use super::keyframes::{Contents, Looking, Screens, Skipped};
use super::opened::Opened;
use super::printed::{Printed, Shown};
use super::read::Read;
use super::search::{Document, SearchWriter, of_event, of_lines, wanted};
use super::seen::SeenLine;
use super::transcript::{Transcript, Transcripts};
use super::{INDEX_VERSION, line};
use crate::background;
use crate::store::Store;
use crate::store::events::StoredEvent;
use crate::store::replay::{KeyframeRow, ReplayRow};
use crate::store::transcripts::ChunkRow;

/// Events in one page.
const PAGE: u32 = 400;
/// After this many events, what was built is stored, in case the service stops.
const KEEP_EVERY: u64 = 40_000;
/// The most lines of screens that one session's search covers.
const MOST_LINES: u64 = 8_000_000;
const LEVEL: i32 = 3;

/// What builds one index.
struct Worker {
    screens: Screens,
    texts: Transcripts,
    writer: SearchWriter,
    lines: u64,
}

/// What one page of events added.
struct Done {
    reads: Vec<Read>,
    frames: Vec<KeyframeRow>,
    cuts: Vec<u64>,
    skipped: Option<Skipped>,
    /// Numbers that terminals showed.
    printed: Vec<Shown>,
    chunks: Vec<ChunkRow>,
    /// Those that changed.
    transcripts: Vec<(u32, Transcript)>,
}

/// Brings an index up to date and returns its last event. A session has only one call at a time.
pub(super) async fn build(store: &Store, opened: &Arc<Opened>) -> Result<u64, ReplayError> {
    let from = opened.read(Index::last_seq);
    let terminals = opened.read(Index::terminal_numbers);
    let frames = store.keyframes_at(opened.session, &terminals, from).await?;
    let mut worker = Worker {
        screens: Screens::of_keyframes(&frames),
        texts: opened.read(|index| Transcripts::of(&index.transcripts)),
        writer: opened.search.writer()?,
        lines: 0,
    };
    let mut kept = from;
    loop {
        let last = opened.read(Index::last_seq);
        let page = store.events(opened.session, last, PAGE).await?;
        let Some(end) = page.last().map(|it| it.seq) else {
            break;
        };
        let more = page.len() == PAGE as usize;
        worker = take(store, opened, worker, page).await?;
        if end - kept >= KEEP_EVERY {
            worker = keep(store, opened, worker).await?;
            kept = end;
        }
        // Readers that wait for the last event also want to find it by search, so it is announced
        // only after the commit.
        if more {
            opened.progressed(end);
        }
    }
    let last = opened.read(Index::last_seq);
    if last > kept {
        worker = keep(store, opened, worker).await?;
    }
    background::spawn(move || worker.writer.finish()).await??;
    Ok(last)
}

async fn take(
    store: &Store,
    opened: &Arc<Opened>,
    mut worker: Worker,
    page: Vec<StoredEvent>,
) -> Result<Worker, ReplayError> {
    let kinds: Vec<String> = page.iter().map(|it| it.kind.clone()).collect();
    let reads: Vec<Read> = page.iter().map(Read::of).collect();
    let digests: Vec<_> = reads.iter().flat_map(wanted).collect();
    let contents = store.blobs(opened.session, &digests).await?;
    let work = move || {
        let done = worker.page(reads, &kinds, &contents)?;
        Ok::<_, ReplayError>((worker, done, contents))
    };
    let (worker, done, contents) = background::spawn(work).await??;
    store.put_keyframes(opened.session, &done.frames).await?;
    store.put_transcripts(opened.session, &done.chunks).await?;
    opened.write(|index| {
        for read in &done.reads {
            index.take(read, &contents);
        }
        index.cuts.extend(&done.cuts);
        index.printed.add(&done.printed);
        index.transcripts.extend(done.transcripts);
        if let Some(Skipped { first, outputs }) = done.skipped {
            let time = index.times.of(first).unwrap_or(0);
            index.summary.not_shown(first, time, outputs);
        }
    });
    Ok(worker)
}

impl Worker {
    fn page(
        &mut self,
        reads: Vec<Read>,
        kinds: &[String],
        contents: &Contents,
    ) -> Result<Done, ReplayError> {
        let (mut frames, mut cuts, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for (read, kind) in reads.iter().zip(kinds) {
            let looking = Looking {
                seen: &mut lines,
                texts: &mut self.texts,
            };
            self.screens.take(read, contents, Some(looking));
            if self.screens.due() {
                frames.extend(self.screens.cut(read.seq()));
                cuts.push(read.seq());
            }
            self.add(of_event(read, kind, contents))?;
        }
        let printed = numbers(&lines);
        self.lines += lines.len() as u64;
        if self.lines <= MOST_LINES {
            self.add(of_lines(lines))?;
        }
        let terminals = self
            .screens
            .all()
            .map(|(number, it)| (number, it.terminal()));
        let (chunks, transcripts) = self.texts.publish(terminals);
        Ok(Done {
            reads,
            frames,
            cuts,
            skipped: self.screens.take_skipped(),
            printed,
            chunks,
            transcripts,
        })
    }

    fn add(&mut self, documents: Vec<Document>) -> Result<(), ReplayError> {
        for document in documents {
            self.writer.add(&document)?;
        }
        Ok(())
    }
}

/// Stores everything, so that the service continues here after a restart.
async fn keep(
    store: &Store,
    opened: &Arc<Opened>,
    mut worker: Worker,
) -> Result<Worker, ReplayError> {
    let seq = opened.read(Index::last_seq);
    let frames = worker.screens.cut(seq);
    store.put_keyframes(opened.session, &frames).await?;
    opened.write(|index| {
        if index.cuts.last() != Some(&seq) {
            index.cuts.push(seq);
        }
    });
    let at = opened.clone();
    let work = move || {
        let mut lines = Vec::new();
        worker.screens.flush(&mut lines);
        let printed = numbers(&lines);
        at.write(|index| index.printed.add(&printed));
        worker.add(of_lines(lines))?;
        worker.writer.commit(seq)?;
        at.search.reload()?;
        Ok::<_, ReplayError>((worker, at.read(packed)?))
    };
    let (worker, state) = background::spawn(work).await??;
    let row = ReplayRow {
        version: INDEX_VERSION,
        seq: i64::try_from(seq).unwrap_or(i64::MAX),
        state,
    };
    store.put_replay(opened.session, &row).await?;
    Ok(worker)
}

fn numbers(lines: &[(u32, SeenLine)]) -> Vec<Shown> {
    let shown = lines.iter();
    let shown = shown.flat_map(|(_, line)| Printed::of_line(line.seq, &line.text));
    shown.collect()
}

fn packed(index: &Index) -> Result<Vec<u8>, ReplayError> {
    let json =
        serde_json::to_vec(index).map_err(|error| ReplayError::Damaged(error.to_string()))?;
    zstd::bulk::compress(&json, LEVEL).map_err(|error| ReplayError::Damaged(error.to_string()))
}

/// The stored index; `None` if it cannot be read.
pub(super) fn unpacked(row: &ReplayRow) -> Option<Index> {
    let json = zstd::decode_all(&row.state[..]).ok()?;
    let index: Index = serde_json::from_slice(&json)
        .inspect_err(|error| {
            let said = line::shortened(&error.to_string(), line::LABEL);
            tracing::warn!(error = %said, "a replay index cannot be read and is built again");
        })
        .ok()?;
    (index.last_seq() == row.seq.unsigned_abs()).then_some(index)
}
