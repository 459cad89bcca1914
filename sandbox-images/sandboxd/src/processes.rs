//! Ends a terminal's processes: everything in its session, as closing a window does.
//!
//! A process that made itself a session of its own (`setsid`) is not included, as with any other
//! terminal. It ends with the container.

use std::time::Duration;

use rustix::process::{Pid, Signal};

/// How long a program has to exit after the hang-up before it is killed.
const GRACE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(50);

/// Hangs up every process of the session that `leader` leads, and kills the rest after a grace
/// period. While a process of the session lives, the session's number is not reused.
pub async fn hang_up(leader: Pid) {
    for process in session(leader) {
        // A stopped process must continue before it sees the hang-up.
        let _ = rustix::process::kill_process(process, Signal::HUP);
        let _ = rustix::process::kill_process(process, Signal::CONT);
    }
    let deadline = tokio::time::Instant::now() + GRACE;
    while tokio::time::Instant::now() < deadline {
        if session(leader).is_empty() {
            return;
        }
        tokio::time::sleep(POLL).await;
    }
    kill(leader).await;
}

/// A process may fork while the others are being killed, so this repeats until none is left.
async fn kill(leader: Pid) {
    for _ in 0..100 {
        let left = session(leader);
        if left.is_empty() {
            return;
        }
        for process in left {
            let _ = rustix::process::kill_process(process, Signal::KILL);
        }
        tokio::time::sleep(POLL).await;
    }
    tracing::warn!(session = leader.as_raw_nonzero(), "processes do not die");
}

/// The processes of a session that have not ended.
fn session(leader: Pid) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(Pid::from_raw)
        .filter(|process| {
            std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()))
                .is_ok_and(|stat| lives_in(&stat, leader))
        })
        .collect()
}

/// `stat` is `pid (name) state ppid pgrp session …`. The name may contain anything.
fn lives_in(stat: &str, leader: Pid) -> bool {
    let Some((_, fields)) = stat.rsplit_once(')') else {
        return false;
    };
    let mut fields = fields.split_whitespace();
    let state = fields.next();
    let session = fields.nth(2).and_then(|field| field.parse().ok());
    state != Some("Z") && session == Some(leader.as_raw_nonzero().get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_pretend_to_be_fields() {
        let leader = Pid::from_raw(7).unwrap();
        assert!(lives_in("9 (sh) S 1 9 7 0 -1", leader));
        assert!(lives_in("9 (a) S 1 9 8) S 1 9 7 0 -1", leader));
        assert!(!lives_in("9 (a) S 1 9 7 ) S 1 9 8 0 -1", leader));
        assert!(!lives_in("9 (sh) Z 1 9 7 0 -1", leader));
    }
}
