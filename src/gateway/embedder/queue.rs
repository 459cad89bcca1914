//! Who is next: the seat that has used least.
//!
//! Start-time fair queueing. Each seat (a session) has its own line and an account of the time that
//! its work took. The seat with the smallest account is served next, so another seat waits only for
//! the piece in progress, however much the first has queued. A seat that returns after a rest
//! starts at the present: rest is not saved up.

use std::collections::{HashMap, VecDeque};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct SeatId(pub u64);

/// Identifies one piece of waiting work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// Waiting work, by seat.
#[derive(Debug)]
pub(super) struct Queue<W> {
    lines: HashMap<SeatId, Line<W>>,
    /// What the seat that was served last had used before that. Never decreases.
    present: u64,
    tickets: u64,
}

#[derive(Debug)]
struct Line<W> {
    waiting: VecDeque<(Ticket, W)>,
    used: u64,
}

impl<W> Default for Queue<W> {
    fn default() -> Self {
        Self {
            lines: HashMap::new(),
            present: 0,
            tickets: 0,
        }
    }
}

impl<W> Queue<W> {
    pub fn push(&mut self, seat: SeatId, work: W) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let line = self.lines.entry(seat).or_insert_with(|| Line {
            waiting: VecDeque::new(),
            used: 0,
        });
        if line.waiting.is_empty() {
            line.used = line.used.max(self.present);
        }
        line.waiting.push_back((ticket, work));
        ticket
    }

    /// Removes work that nobody waits for any more. `None` if it has already begun.
    pub fn remove(&mut self, seat: SeatId, ticket: Ticket) -> Option<W> {
        let line = self.lines.get_mut(&seat)?;
        let at = line.waiting.iter().position(|(it, _)| *it == ticket)?;
        line.waiting.remove(at).map(|(_, work)| work)
    }

    pub fn next(&mut self) -> Option<(SeatId, W)> {
        let waiting = self.lines.iter().filter_map(|(seat, line)| {
            let (ticket, _) = line.waiting.front()?;
            Some((line.used, *ticket, *seat))
        });
        let (used, _, seat) = waiting.min()?;
        self.present = self.present.max(used);
        let (_, work) = self.lines.get_mut(&seat)?.waiting.pop_front()?;
        Some((seat, work))
    }

    /// Adds to what the seat has used.
    pub fn charge(&mut self, seat: SeatId, cost: u64) {
        if let Some(line) = self.lines.get_mut(&seat) {
            line.used = line.used.saturating_add(cost);
        }
    }

    /// Drops the seat and everything in its line.
    pub fn leave(&mut self, seat: SeatId) {
        self.lines.remove(&seat);
    }

    pub fn len(&self) -> usize {
        self.lines.values().map(|line| line.waiting.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABUSER: SeatId = SeatId(1);
    const OTHER: SeatId = SeatId(2);

    /// Serves `count` times, each at a cost of ten, and returns the seats that were served.
    fn serve(queue: &mut Queue<u32>, count: usize) -> Vec<u64> {
        let mut served = Vec::new();
        for _ in 0..count {
            let Some((seat, _)) = queue.next() else { break };
            queue.charge(seat, 10);
            served.push(seat.0);
        }
        served
    }

    #[test]
    fn a_long_line_makes_nobody_else_wait() {
        let mut queue = Queue::default();
        for work in 0..100 {
            queue.push(ABUSER, work);
        }
        assert_eq!(serve(&mut queue, 5), [1; 5]);
        queue.push(OTHER, 0);
        assert_eq!(serve(&mut queue, 2), [2, 1], "whoever comes is next");
        queue.push(OTHER, 1);
        queue.push(OTHER, 2);
        queue.push(OTHER, 3);
        let turns = serve(&mut queue, 6);
        assert_eq!(turns.iter().filter(|seat| **seat == 2).count(), 3);
        assert_eq!(turns[4..], [2, 1], "then they take turns: {turns:?}");
    }

    #[test]
    fn a_rest_is_not_saved_up() {
        let mut queue = Queue::default();
        for work in 0..200 {
            queue.push(ABUSER, work);
        }
        queue.push(OTHER, 0);
        serve(&mut queue, 100);
        for work in 0..50 {
            queue.push(OTHER, work);
        }
        let turns = serve(&mut queue, 40);
        let others = turns.iter().filter(|seat| **seat == 2).count();
        assert!((20..=21).contains(&others), "half each: {others}");
    }

    #[test]
    fn work_that_is_taken_back_leaves_nothing() {
        let mut queue = Queue::default();
        let first = queue.push(ABUSER, 7);
        queue.push(ABUSER, 8);
        assert_eq!(queue.remove(ABUSER, first), Some(7));
        assert_eq!(queue.remove(ABUSER, first), None);
        assert_eq!((queue.len(), queue.next()), (1, Some((ABUSER, 8))));
        queue.push(OTHER, 9);
        queue.leave(OTHER);
        assert_eq!((queue.len(), queue.next()), (0, None));
    }
}
