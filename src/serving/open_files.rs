//! File descriptors: as many as the system allows, and only as many connections as they suffice
//! for.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More than the service ever needs. Some programs that it starts check every number below the
/// limit, so the limit is not higher.
const ENOUGH: u64 = 65_536;
/// A limit below this causes a warning.
const LOW: u64 = 4096;
/// What the database, the engine, watched folders and sandboxes' sockets take at most, on a machine
/// with many sessions.
const OWN: u64 = 1024;

/// Raises this process's limit as far as allowed and returns the new limit.
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

/// How many of the wanted connections leave enough file descriptors for everything else.
pub fn connections(wanted: usize, limit: u64) -> usize {
    let possible = limit.saturating_sub(OWN.min(limit / 2));
    let allowed = wanted
        .min(usize::try_from(possible).unwrap_or(usize::MAX))
        .max(1);
    if limit < LOW {
        tracing::warn!(
            limit,
            connections = allowed,
            "the limit on open files is low: set LimitNOFILE=65536 in the service's unit, or `ulimit -n`"
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
