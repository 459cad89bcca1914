//! Marks: single things on the timeline's lanes.

mod lanes;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::answers::{LaneView, MarkView};
use super::line::{LABEL, first_line};
use crate::domain::event::{Event, EventBody, ModelCall};
use lanes::on_lane;

pub use lanes::lane_of;

/// The most marks on one lane. Further ones are only counted.
const PER_LANE: usize = 20_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// In the order of their events, which binary searches rely on.
    pub all: Vec<MarkView>,
    /// How many did not fit on their lanes.
    pub omitted: u64,
    counts: HashMap<LaneView, usize>,
    /// The first events of streamed calls that are not complete yet, by the calls' ids.
    streams: HashMap<String, u64>,
}

impl Marks {
    /// Puts a mark on its lane, if the lane has room.
    pub fn put(&mut self, mark: MarkView) {
        let count = self.counts.entry(mark.lane).or_default();
        if *count >= PER_LANE {
            self.omitted += 1;
            return;
        }
        *count += 1;
        self.all.push(mark);
    }

    pub fn take(&mut self, event: &Event, time: i64) {
        if let EventBody::ModelChat(call) | EventBody::ModelEmbedding(call) = &event.body
            && self.completes(call, event.seq, time)
        {
            return;
        }
        if let Some((lane, label, bad)) = on_lane(event) {
            self.put(MarkView {
                seq: event.seq,
                time,
                lane,
                label: first_line(&label, LABEL),
                bad,
                end: None,
                word: event.body.word(),
            });
        }
    }

    /// Whether this is the second event of a streamed call. The call keeps its one mark, which gets
    /// an end.
    fn completes(&mut self, call: &ModelCall, seq: u64, time: i64) -> bool {
        if !call.complete {
            self.streams.insert(call.call.clone(), seq);
            return false;
        }
        let Some(first) = self.streams.remove(&call.call) else {
            return false;
        };
        let Ok(place) = self.all.binary_search_by_key(&first, |mark| mark.seq) else {
            return true;
        };
        let mark = &mut self.all[place];
        mark.end = Some(time);
        mark.bad = call.error.is_some();
        true
    }

    /// Ends the mark of the command that started with event `seq`.
    pub fn end_command(&mut self, seq: u64, time: i64, bad: bool) {
        let place = self.all.binary_search_by_key(&seq, |mark| mark.seq);
        if let Ok(place) = place {
            self.all[place].end = Some(time);
            self.all[place].bad = bad;
        }
    }
}
