//! Bodies that report when they have passed. From that the service knows what a connection is
//! doing.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::patience::Phase;
use super::place::Place;
use super::requests::Counted;

/// Passed on at a time, so a large answer does not end before the client has taken most of it.
const PIECE: usize = 16 * 1024;

/// A body in transit. It moves its connection to the next phase when it has passed or is dropped.
pub(super) struct Passing<B> {
    body: B,
    /// What was not passed on yet of the last frame.
    rest: Bytes,
    place: Arc<Place>,
    from: Phase,
    to: Phase,
    _counted: Option<Counted>,
}

/// A request's body. While it lasts, the client has to send.
pub(super) fn arriving<B>(body: B, place: Arc<Place>) -> Body
where
    B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + Unpin + 'static,
{
    let empty = body.is_end_stream();
    place.enter(if empty { Phase::Busy } else { Phase::Body });
    Body::new(Passing {
        body,
        rest: Bytes::new(),
        place,
        from: Phase::Body,
        to: Phase::Busy,
        _counted: None,
    })
}

/// An answer's body. While it lasts, the client has to take it, and the request counts.
pub(super) fn leaving(body: Body, place: Arc<Place>, counted: Option<Counted>) -> Body {
    place.enter(Phase::Answer);
    Body::new(Passing {
        body,
        rest: Bytes::new(),
        place,
        from: Phase::Answer,
        to: Phase::Idle,
        _counted: counted,
    })
}

impl<B> HttpBody for Passing<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = if self.rest.is_empty() {
            let polled = Pin::new(&mut self.body).poll_frame(context);
            polled.map_ok(|frame| self.begin(frame))
        } else {
            Poll::Ready(Some(Ok(Frame::data(self.piece()))))
        };
        if self.is_end_stream() || matches!(polled, Poll::Ready(None)) {
            self.place.follow(self.from, self.to);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (hint, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut whole = SizeHint::new();
        whole.set_lower(hint.lower() + rest);
        if let Some(upper) = hint.upper() {
            whole.set_upper(upper + rest);
        }
        whole
    }
}

impl<B> Passing<B> {
    fn begin(&mut self, frame: Frame<Bytes>) -> Frame<Bytes> {
        match frame.into_data() {
            Ok(bytes) => {
                self.rest = bytes;
                Frame::data(self.piece())
            }
            Err(frame) => frame,
        }
    }

    fn piece(&mut self) -> Bytes {
        let length = self.rest.len().min(PIECE);
        self.rest.split_to(length)
    }
}

impl<B> Drop for Passing<B> {
    fn drop(&mut self) {
        self.place.follow(self.from, self.to);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use http_body_util::BodyExt as _;

    use super::*;
    use crate::domain::client_address::ClientAddress;

    /// Otherwise nothing would show that the client has not taken the answer yet.
    #[tokio::test]
    async fn a_large_answer_is_passed_on_in_pieces_and_over_with_the_last() {
        let address = ClientAddress::of("192.0.2.1".parse().unwrap());
        let place = Arc::new(Place::new(address, Instant::now()));
        let text = "0123456789".repeat(100_000);
        let mut body = leaving(Body::from(text.clone()), place.clone(), None);
        assert_eq!(body.size_hint().exact(), Some(1_000_000));
        let mut taken = Vec::new();
        while let Some(frame) = body.frame().await {
            let piece = frame.unwrap().into_data().unwrap();
            assert!(piece.len() <= PIECE);
            taken.extend_from_slice(&piece);
            let over = taken.len() == text.len();
            let phase = if over { Phase::Idle } else { Phase::Answer };
            assert_eq!(place.progress().phase, phase, "after {}", taken.len());
            assert_eq!(
                body.size_hint().exact(),
                Some((text.len() - taken.len()) as u64)
            );
        }
        assert_eq!(taken, text.as_bytes());
    }
}
