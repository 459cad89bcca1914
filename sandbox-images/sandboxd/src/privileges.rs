//! What PID 1 gives up before it starts anything.
//!
//! Children inherit the bounding and inheritable sets and no-new-privileges. So the candidate has
//! no capabilities, whatever the container was started with.

use rustix::process::DumpableBehavior;
use rustix::thread::{CapabilitySet, CapabilitySets};

/// All that is needed after the start: becoming another user, signalling it, giving it its
/// terminal.
const NEEDED: CapabilitySet = CapabilitySet::SETUID
    .union(CapabilitySet::SETGID)
    .union(CapabilitySet::KILL)
    .union(CapabilitySet::CHOWN);

/// Makes this process unreadable to others, and leaves it only the capabilities that it needs. Call
/// it before other threads exist, because capabilities belong to a thread.
pub fn confine() -> rustix::io::Result<()> {
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    rustix::thread::set_no_new_privs(true)?;
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    clear_ambient_set()?;
    empty_bounding_set();
    let held = rustix::thread::capabilities(None)?;
    let kept = held.permitted & NEEDED;
    rustix::thread::set_capabilities(
        None,
        CapabilitySets {
            effective: kept,
            permitted: kept,
            inheritable: CapabilitySet::empty(),
        },
    )
}

/// A kernel that does not know ambient capabilities, as gVisor's may be, has none to clear.
fn clear_ambient_set() -> rustix::io::Result<()> {
    match rustix::thread::clear_ambient_capability_set() {
        Err(rustix::io::Errno::INVAL) => Ok(()),
        cleared => cleared,
    }
}

/// Needs `CAP_SETPCAP`. Without it the set stays as the container has it. That is harmless: with
/// no-new-privileges no file can give a process what the set would allow.
fn empty_bounding_set() {
    for capability in CapabilitySet::all().iter() {
        if rustix::thread::remove_capability_from_bounding_set(capability).is_err() {
            tracing::debug!("the bounding set is unchanged: CAP_SETPCAP is missing");
            return;
        }
    }
}
