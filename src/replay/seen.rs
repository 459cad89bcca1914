//! Which lines were seen on a screen, and with which event each appeared: lines that scrolled off,
//! that were overwritten or cleared, and that are there at the end. The raw bytes do not show this:
//! a program may write a line in pieces and move the cursor back and forth.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A line is not reported again within this many others. A screen comes back, for example, when an
/// editor is closed.
const RECENT: usize = 300;
/// Shorter lines are not worth finding.
const SHORTEST: usize = 3;

/// A line and the event that completed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenLine {
    pub seq: u64,
    pub text: String,
}

#[derive(Clone, Debug)]
struct Row {
    text: String,
    seq: u64,
    /// Whether it was reported.
    told: bool,
}

/// What is on one screen, and what of it was reported.
#[derive(Debug, Default)]
pub struct Seen {
    rows: Vec<Row>,
    recent: VecDeque<u64>,
}

impl Seen {
    /// A screen whose lines were all reported before.
    pub fn of_screen(lines: Vec<String>, seq: u64) -> Self {
        let told = |text| Row {
            text,
            seq,
            told: true,
        };
        Self {
            rows: lines.into_iter().map(told).collect(),
            recent: VecDeque::new(),
        }
    }

    /// Takes the screen after an event and the lines that scrolled off it. Adds the lines that are
    /// gone to `found`.
    pub fn take(
        &mut self,
        seq: u64,
        scrolled: Vec<String>,
        lines: Vec<String>,
        found: &mut Vec<SeenLine>,
    ) {
        let same = self.rows.len() == lines.len()
            && self
                .rows
                .iter()
                .zip(&lines)
                .all(|(row, line)| row.text == *line);
        if scrolled.is_empty() && same {
            return;
        }
        let mut old = Old::of(std::mem::take(&mut self.rows));
        for text in scrolled {
            let row = old.take(&text).unwrap_or(Row {
                text,
                seq,
                told: false,
            });
            self.tell(row, found);
        }
        let kept: Vec<Option<Row>> = lines.iter().map(|line| old.take(line)).collect();
        for (place, (text, kept)) in lines.into_iter().zip(kept).enumerate() {
            self.rows.push(kept.unwrap_or_else(|| {
                // A line that is being typed replaces its shorter beginning.
                old.drop_beginning(place, &text);
                Row {
                    text,
                    seq,
                    told: false,
                }
            }));
        }
        for row in old.rest() {
            self.tell(row, found);
        }
    }

    /// Adds the lines that are on the screen now to `found`.
    pub fn flush(&mut self, found: &mut Vec<SeenLine>) {
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            self.tell(row.clone(), found);
            row.told = true;
        }
        self.rows = rows;
    }

    fn tell(&mut self, row: Row, found: &mut Vec<SeenLine>) {
        if row.told || row.text.trim().len() < SHORTEST {
            return;
        }
        let mut hasher = DefaultHasher::new();
        row.text.hash(&mut hasher);
        let hash = hasher.finish();
        if self.recent.contains(&hash) {
            return;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(hash);
        found.push(SeenLine {
            seq: row.seq,
            text: row.text,
        });
    }
}

/// The rows before an event, by their texts.
struct Old {
    rows: Vec<Option<Row>>,
    places: HashMap<String, VecDeque<usize>>,
}

impl Old {
    fn of(rows: Vec<Row>) -> Self {
        let mut places = HashMap::<String, VecDeque<usize>>::new();
        for (place, row) in rows.iter().enumerate() {
            places.entry(row.text.clone()).or_default().push_back(place);
        }
        Self {
            rows: rows.into_iter().map(Some).collect(),
            places,
        }
    }

    fn take(&mut self, text: &str) -> Option<Row> {
        let places = self.places.get_mut(text)?;
        while let Some(place) = places.pop_front() {
            if let Some(row) = self.rows[place].take() {
                return Some(row);
            }
        }
        None
    }

    fn drop_beginning(&mut self, place: usize, text: &str) {
        if let Some(row) = self.rows.get_mut(place)
            && row.as_ref().is_some_and(|it| text.starts_with(&it.text))
        {
            *row = None;
        }
    }

    fn rest(self) -> impl Iterator<Item = Row> {
        self.rows.into_iter().flatten()
    }
}
