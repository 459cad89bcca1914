//! A thread that does small pieces of work from many seats, in a fair order.
//!
//! Work that has not begun is taken back when the future that waits for it is dropped. So a caller
//! that goes away leaves at most the piece in progress behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use super::queue::{Queue, SeatId, Ticket};
use crate::background;

type Work = Box<dyn FnOnce() + Send>;

/// The thread ends when this is dropped.
pub(super) struct Turns {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: Queue<Work>,
    over: bool,
}

impl Turns {
    pub fn start(name: &str) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                background::step_back();
                of_thread.work();
            })?;
        Ok(Self { shared })
    }

    /// Runs a piece of work when the seat's turn comes; `None` if it panicked.
    ///
    /// Dropping the future takes the work back, unless it is in progress.
    pub async fn run<T: Send + 'static>(
        &self,
        seat: SeatId,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move || {
            let _ = reply.send(work());
        });
        let ticket = self.shared.lock().queue.push(seat, work);
        let _place = Place {
            shared: &self.shared,
            seat,
            ticket,
        };
        self.shared.changed.notify_one();
        answer.await.ok()
    }

    /// Drops the seat's waiting work.
    pub fn leave(&self, seat: SeatId) {
        self.shared.lock().queue.leave(seat);
    }

    pub fn waiting(&self) -> usize {
        self.shared.lock().queue.len()
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Work runs outside the lock, and nothing under the lock can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some((seat, work)) = self.next() {
            let begun = Instant::now();
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("a piece of work on a shared thread panicked");
            }
            let cost = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.lock().queue.charge(seat, cost.max(1));
        }
    }

    fn next(&self) -> Option<(SeatId, Work)> {
        let mut state = self.lock();
        loop {
            if state.over {
                return None;
            }
            if let Some(next) = state.queue.next() {
                return Some(next);
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A place in the queue, given up on drop.
struct Place<'a> {
    shared: &'a Shared,
    seat: SeatId,
    ticket: Ticket,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let removed = self.shared.lock().queue.remove(self.seat, self.ticket);
        // Outside the lock: what the work holds may be large.
        drop(removed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn what_is_dropped_is_never_done_and_a_panic_hurts_nobody_else() {
        let turns = Turns::start("turns").unwrap();
        let (release, gate) = mpsc::channel::<()>();
        let (entered, inside) = oneshot::channel();
        let holding = turns.run(SeatId(1), move || {
            let _ = entered.send(());
            gate.recv().ok()
        });
        let mut holding = std::pin::pin!(holding);
        tokio::select! {
            _ = &mut holding => panic!("it is held"),
            entered = inside => entered.unwrap(),
        }
        let (told, was_done) = mpsc::channel();
        {
            let abandoned = turns.run(SeatId(1), move || told.send(()));
            let mut abandoned = std::pin::pin!(abandoned);
            assert!(futures_util::poll!(&mut abandoned).is_pending());
            assert_eq!(turns.waiting(), 1);
        }
        assert_eq!(turns.waiting(), 0, "taken back at once");
        release.send(()).unwrap();
        assert!(holding.await.is_some());
        let panicked: Option<()> = turns.run(SeatId(2), || panic!("on purpose")).await;
        assert_eq!(panicked, None);
        assert_eq!(turns.run(SeatId(2), || 5).await, Some(5));
        assert!(was_done.recv().is_err(), "dropped without being done");
    }
}
