//! File descriptors: as many as the system allows, and connections only as far as they suffice.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More than the service ever needs; some programs it starts look at every number below the limit.
const ENOUGH: u64 = 65_536;
/// A limit below this is worth a warning.
const LOW: u64 = 4096;
/// What the database, the engine, watched folders and sandboxes' sockets take at most, on a machine
/// with many sessions.
const OWN: u64 = 1024;

/// Raises this process's limit as far as it may, and says what it is then.
pub fn raise() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let now = limit.current.unwrap_or(u64::MAX);
    let possible = limit.maximum.unwrap_or(u64::MAX).min(ENOUGH);
    if now >= possible {
        return now;
    }
    let raised = Rlimit {
        current: Some(possible),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => possible,
        Err(_) => now,
    }
}

/// As many of the connections that are wanted as leave file descriptors for all else.
pub fn connections(wanted: usize, limit: u64) -> usize {
    let possible = limit.saturating_sub(OWN.min(limit / 2));
    let allowed = wanted
        .min(usize::try_from(possible).unwrap_or(usize::MAX))
        .max(1);
    if limit < LOW {
        tracing::warn!(
            limit,
            connections = allowed,
            "few files may be open at once: set LimitNOFILE=65536 in the service's unit, or `ulimit -n`"
        );
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_all_else() {
        assert_eq!(connections(4096, 65_536), 4096);
        assert_eq!(connections(4096, 4096), 3072);
        assert_eq!(connections(4096, 1024), 512);
        assert_eq!(connections(4096, 256), 128);
        assert_eq!(connections(10, 1024), 10);
        assert_eq!(connections(4096, 1), 1);
    }
}
