//! A connection's stream, which notes the bytes that move and ends for both sides once it is cut. A
//! `WebSocket` still has it long after the request that opened it.

use std::future::Future as _;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::place::Place;
use super::places::Seat;

type Cut = Pin<Box<WaitForCancellationFutureOwned>>;

/// Dropping the stream gives the place back.
pub(super) struct Guarded {
    stream: TcpStream,
    /// One for each direction, because two tasks may wait.
    cut: [Cut; 2],
    seat: Seat,
}

impl Guarded {
    pub fn new(stream: TcpStream, seat: Seat) -> Self {
        let cut = || Box::pin(seat.place.cut.clone().cancelled_owned());
        Self {
            cut: [cut(), cut()],
            stream,
            seat,
        }
    }

    pub fn place(&self) -> Arc<Place> {
        self.seat.place.clone()
    }

    fn poll_cut(&mut self, direction: usize, context: &mut Context<'_>) -> Result<()> {
        match self.cut[direction].as_mut().poll(context) {
            Poll::Ready(()) => Err(Error::new(ErrorKind::TimedOut, "the connection was cut")),
            Poll::Pending => Ok(()),
        }
    }

    fn wrote(&self, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        match &written {
            Poll::Ready(Ok(bytes)) => self.seat.place.sent(Some(*bytes)),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.seat.place.sent(None),
        }
        written
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        self.poll_cut(0, context)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.seat.place.received();
        }
        read
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        self.poll_cut(1, context)?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.poll_cut(1, context)?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
