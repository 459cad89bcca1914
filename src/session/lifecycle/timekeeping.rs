//! Sessions end when their time is up, whether or not anybody looks.

use std::sync::Arc;
use std::time::Duration;

use super::ending::{Ending, end};
use crate::domain::time::Timestamp;
use crate::session::clock::pausing::end_used_up_pauses;
use crate::session::context::{Context, Running};

/// How exactly a session ends on time.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two notes in the database that the service is alive.
const SIGN_OF_LIFE: u32 = 3;

/// Ends sessions whose time is up, and records that the service is alive, until the service stops.
pub async fn keep_time(context: &Arc<Context>) {
    let mut ticks = tokio::time::interval(TICK);
    let mut count: u32 = 0;
    loop {
        tokio::select! {
            () = context.stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        count = count.wrapping_add(1);
        if count.is_multiple_of(SIGN_OF_LIFE) {
            leave_signs_of_life(context).await;
        }
        end_overdue(context).await;
        end_used_up_pauses(context).await;
    }
}

/// Only for sessions whose candidates can work, or have paused. A session that could not be resumed
/// yet, or whose sandbox stopped with the engine, gets its time back.
async fn leave_signs_of_life(context: &Context) {
    let alive = |running: &&Arc<Running>| running.is_alive();
    let running = context.running.lock().await;
    let sessions: Vec<_> = running
        .values()
        .filter(alive)
        .map(|it| it.session)
        .collect();
    drop(running);
    for session in sessions {
        if let Err(error) = context
            .parts
            .store
            .touch_session(session, Timestamp::now())
            .await
        {
            tracing::warn!(%session, %error, "the time at which the session was last alive could not be stored");
        }
    }
}

async fn end_overdue(context: &Arc<Context>) {
    let now = Timestamp::now();
    // If the end cannot be recorded, the next start of the service ends the session.
    let running = context.running.lock().await;
    let recordable = running.values().filter(|it| it.is_recordable());
    let sessions: Vec<_> = recordable.map(|it| it.session).collect();
    drop(running);
    for session in sessions {
        let clock = match context.reload(session).await {
            Ok(record) => record.clock(),
            Err(error) => {
                tracing::error!(%session, %error, "the deadline could not be read");
                continue;
            }
        };
        if clock.is_some_and(|clock| clock.is_over(now))
            && let Err(error) = end(context, session, Ending::TimeUp).await
        {
            tracing::error!(%session, %error, "the session could not be ended");
        }
    }
}
