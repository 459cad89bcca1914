//! The terminal's WebSocket: pages on one side, the recorder on the other.

mod burst;
mod closing;
mod page;
mod show;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use assay_protocol::TerminalNumber;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::SplitStream;
use tokio::sync::OwnedSemaphorePermit;

use self::page::{FRAME_LIMIT, Page};
use self::wire::{Close, Dialect, PROTOCOLS};
use super::access::{candidate_of_token, require_origin};
use super::error::RouteError;
use super::state::RouteState;
use super::views::TerminalRequest;
use crate::domain::session::SessionState;
use crate::domain::terminal_offset::TraceOffset;
use crate::domain::terminal_size::TerminalSize;
use crate::recorder::terminals::{Arrival, Attachment};
use crate::session::{Conductor, Running, SessionError};

/// How long a page may take to send its first message, or to leave.
const PATIENCE: Duration = Duration::from_secs(10);
/// The highest number that a terminal can have.
const HIGHEST_NUMBER: TerminalNumber = 999;

/// `GET /api/candidate/terminals/{terminal}`
pub(super) async fn connect(
    State(state): State<RouteState>,
    Extension(conductor): Extension<Arc<Conductor>>,
    Path(terminal): Path<TerminalNumber>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, RouteError> {
    require_origin(&headers, &state)?;
    let record = candidate_of_token(&state, token_of(&headers)).await?;
    let running = conductor.running(record.id).await;
    let running = running.filter(|_| record.state == SessionState::Running);
    let running = running.ok_or(SessionError::WrongState(record.state))?;
    if terminal == 0 || terminal > HIGHEST_NUMBER {
        return Err(RouteError::not_found(
            "no_such_terminal",
            "There is no such terminal.",
        ));
    }
    let place = running.pages.clone().try_acquire_owned().map_err(|_| {
        RouteError::conflict(
            "too_many_pages",
            "This session is open in too many pages. Close some.",
        )
    })?;
    let upgrade = upgrade.protocols(PROTOCOLS).max_frame_size(FRAME_LIMIT);
    let upgrade = upgrade.max_message_size(FRAME_LIMIT);
    let dialect = Dialect::of(upgrade.selected_protocol());
    Ok(upgrade.on_upgrade(move |socket| serve(socket, running, terminal, dialect, place)))
}

/// Browsers cannot set headers on a WebSocket, so the token comes as a subprotocol.
fn token_of(headers: &HeaderMap) -> &str {
    let offered = headers
        .get(SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    offered
        .into_iter()
        .flat_map(|offered| offered.split(','))
        .find_map(|protocol| protocol.trim().strip_prefix("token."))
        .unwrap_or_default()
}

async fn serve(
    socket: WebSocket,
    running: Arc<Running>,
    terminal: TerminalNumber,
    dialect: Dialect,
    _place: OwnedSemaphorePermit,
) {
    let (mut sink, mut stream) = socket.split();
    let attachment = match attach(&mut stream, &running, terminal).await {
        Ok(attachment) => attachment,
        Err(why) => {
            if let Some(why) = why {
                wire::close(&mut sink, why).await;
            }
            return page::leave(&mut stream).await;
        }
    };
    let page = Page::new(&running, terminal, dialect, attachment.writer.clone());
    // If the page has not been told in time that the session stopped, it does not read.
    let stopped = async {
        running.stopped().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        () = page.serve(sink, stream, attachment) => {}
        () = stopped => {}
    }
}

/// Reads the first message and attaches. The error is why the server closes the connection; `None`
/// if the page is gone.
async fn attach(
    stream: &mut SplitStream<WebSocket>,
    running: &Running,
    terminal: TerminalNumber,
) -> Result<Attachment, Option<Close>> {
    let first = tokio::time::timeout(PATIENCE, stream.next()).await;
    let text = match first {
        Err(_) => return Err(Some(closing::NO_GREETING)),
        Ok(Some(Ok(Message::Text(text)))) => text,
        Ok(None | Some(Ok(Message::Close(_)))) => return Err(None),
        Ok(Some(Ok(_))) => return Err(Some(closing::NO_MESSAGE)),
        Ok(Some(Err(error))) => return Err(wire::fault_of(error).map(closing::of_fault)),
    };
    let Ok(TerminalRequest::Attach {
        from,
        cols,
        rows,
        page,
    }) = serde_json::from_str(&text)
    else {
        return Err(Some(closing::NO_MESSAGE));
    };
    let arrival = Arrival::Page(page, TerminalSize::of(cols, rows));
    let from = from.map(TraceOffset);
    let attached = running.terminals.attach(terminal, from, arrival).await;
    attached.map_err(|why| Some(closing::of_refusal(&why, running)))
}
