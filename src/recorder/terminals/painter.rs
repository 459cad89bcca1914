//! Decides who may paint when. Painting runs outside the runtime's threads. Each session has a
//! budget of cells that refills over time: a session that requests much waits only for itself, and
//! gets less exact screens.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assay_protocol::TerminalNumber;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Instant;

use super::painting::{Painted, paint, paint_whole};
use super::past::{Keyframe, Past};
use crate::background;

/// How many screens of all sessions are painted at the same time. Each takes a fraction of a second
/// at most.
static PLACES: Semaphore = Semaphore::const_new(2);
/// Cells by which a session's budget refills each second: a few per cent of a processor.
const PER_SECOND: u64 = 20_000_000;
/// The largest budget of a session, and the most that one painting may use.
const MOST: u64 = 60_000_000;
/// With fewer cells painting does not begin. This is enough to paint the largest screen ten times.
const LEAST: u64 = 4_000_000;

/// Keyframes that wait for the hub. One that does not fit is painted again later.
const QUEUE: usize = 16;

pub struct Screens {
    pub painter: Painter,
    pub sender: mpsc::Sender<(TerminalNumber, Arc<Keyframe>)>,
    painted: mpsc::Receiver<(TerminalNumber, Arc<Keyframe>)>,
}

impl Default for Screens {
    fn default() -> Self {
        let (sender, painted) = mpsc::channel(QUEUE);
        Self {
            painter: Painter::new(),
            sender,
            painted,
        }
    }
}

impl Screens {
    /// The next keyframe. The channel never closes, because `self` holds a sender.
    pub async fn painted(&mut self) -> Option<(TerminalNumber, Arc<Keyframe>)> {
        self.painted.recv().await
    }
}

/// Paints one session's screens, one at a time. Cheap to clone.
#[derive(Clone)]
pub struct Painter {
    turn: Arc<Semaphore>,
    purse: Arc<Mutex<Purse>>,
}

struct Purse {
    cells: u64,
    at: Instant,
}

impl Purse {
    fn look(&mut self, now: Instant) -> u64 {
        let passed = now.duration_since(self.at);
        let earned = passed.as_micros() * u128::from(PER_SECOND) / 1_000_000;
        if earned > 0 {
            let earned = u64::try_from(earned).unwrap_or(MOST);
            self.cells = self.cells.saturating_add(earned).min(MOST);
            self.at = now;
        }
        self.cells
    }

    /// How long it takes until this many cells are available.
    fn until(&mut self, wanted: u64, now: Instant) -> Duration {
        let lacking = wanted.saturating_sub(self.look(now));
        Duration::from_micros((lacking * 1_000_000).div_ceil(PER_SECOND))
    }
}

impl Painter {
    /// Starts with a full budget.
    pub fn new() -> Self {
        let purse = Purse {
            cells: MOST,
            at: Instant::now(),
        };
        Self {
            turn: Arc::new(Semaphore::new(1)),
            purse: Arc::new(Mutex::new(purse)),
        }
    }

    /// Paints a screen that a page waits for. None if painting failed.
    pub async fn paint(&self, past: Past) -> Option<Painted> {
        let turn = Arc::clone(&self.turn).acquire_owned().await.ok()?;
        loop {
            let wait = self.purse(|purse| purse.until(LEAST, Instant::now()));
            if wait.is_zero() {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        let work = move |budget| {
            let painted = paint(&past, budget);
            let cells = painted.cells;
            (painted, cells)
        };
        self.work(work, turn).await
    }

    /// Whether it may paint ahead now.
    pub fn is_idle(&self) -> bool {
        self.turn.available_permits() > 0
            && self.purse(|purse| purse.look(Instant::now())) > MOST / 2
    }

    /// Paints ahead, if no page waits for a screen and if the screen can be exact.
    pub async fn paint_ahead(&self, past: Past) -> Option<Arc<Keyframe>> {
        if !self.is_idle() {
            return None;
        }
        let turn = Arc::clone(&self.turn).try_acquire_owned().ok()?;
        let work = move |budget| {
            let mut cells = 0;
            let painted = paint_whole(&past, budget, &mut cells);
            let exact = painted.filter(|it| it.exact).map(|it| it.frame);
            (exact, cells)
        };
        self.work(work, turn).await.flatten()
    }

    /// The turn and the place move into the work, which continues if the caller stops waiting.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(u64) -> (T, u64) + Send + 'static,
        turn: OwnedSemaphorePermit,
    ) -> Option<T> {
        let place = PLACES.acquire().await.ok()?;
        let budget = self.purse(|purse| purse.look(Instant::now()));
        let purse = Arc::clone(&self.purse);
        let work = move || {
            let (done, cells) = work(budget);
            let mut purse = purse.lock().unwrap_or_else(PoisonError::into_inner);
            purse.cells = purse.cells.saturating_sub(cells);
            drop((place, turn));
            done
        };
        let done = background::spawn(work).await;
        done.inspect_err(|error| tracing::error!(%error, "a screen could not be painted"))
            .ok()
    }

    fn purse<T>(&self, with: impl FnOnce(&mut Purse) -> T) -> T {
        with(&mut self.purse.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::past::Piece;
    use super::*;
    use crate::domain::terminal_size::TerminalSize;

    fn hostile() -> Past {
        let mut past = Past::new(TerminalSize::of(u16::MAX, u16::MAX));
        let clear: Arc<[u8]> = b"\x1b[2J".repeat(16 * 1024).into();
        for _ in 0..8 {
            past.push(Piece::Output(Arc::clone(&clear)));
        }
        past
    }

    #[tokio::test]
    async fn a_session_that_spends_its_cells_waits_for_itself_and_nobody_else() {
        let (greedy, other) = (Painter::new(), Painter::new());
        let mut spent = 0;
        for _ in 0..3 {
            let painted = greedy.paint(hostile()).await.unwrap();
            assert!(!painted.exact);
            assert!(painted.cells <= MOST + 4 * 640 * 256, "{}", painted.cells);
            spent += painted.cells;
        }
        assert!(spent > MOST, "{spent}: what came back was spent as well");
        assert!(!greedy.is_idle());
        assert!(greedy.paint_ahead(hostile()).await.is_none());
        let painted = other.paint(Past::new(TerminalSize::USUAL)).await.unwrap();
        assert!(painted.exact);
    }

    #[test]
    fn cells_come_back_with_time_and_are_not_hoarded() {
        let begun = Instant::now();
        let mut purse = Purse {
            cells: 0,
            at: begun,
        };
        let wait = purse.until(LEAST, begun);
        assert_eq!(wait, Duration::from_millis(200));
        assert!(purse.until(LEAST, begun + wait).is_zero());
        assert_eq!(purse.look(begun + Duration::from_secs(3_600)), MOST);
    }
}
