//! What a sandbox may use, so that one candidate cannot exhaust the machine.

use serde::{Deserialize, Serialize};

const MIB: i64 = 1024 * 1024;

/// Limits of one sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Memory with tmpfs, in MiB; no swap on top.
    pub memory_mib: i64,
    /// Thousandths of a CPU.
    pub milli_cpus: i64,
    /// Processes and threads.
    pub processes: i64,
    /// Open files a process.
    pub open_files: i64,
    /// The tmpfs for build output, in MiB.
    pub build_mib: i64,
    /// The tmpfs each for /tmp and the home folder, in MiB.
    pub tmp_mib: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_mib: 3072,
            milli_cpus: 2000,
            processes: 512,
            open_files: 4096,
            build_mib: 1536,
            tmp_mib: 256,
        }
    }
}

impl Limits {
    /// Memory in bytes.
    pub fn memory_bytes(&self) -> i64 {
        self.memory_mib * MIB
    }

    /// CPU in billionths, as the engine counts.
    pub fn nano_cpus(&self) -> i64 {
        self.milli_cpus * 1_000_000
    }
}
