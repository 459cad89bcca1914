//! Server-sent events from a provider, reassembled from chunks that may break anywhere.

/// Bytes of one event, at most.
const MAX_EVENT: usize = 1 << 20;

/// The provider's stream does not consist of server-sent events of a reasonable size.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream is malformed")]
pub(super) struct Malformed;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SseEvent {
    /// The event's type; empty for an ordinary event.
    pub name: String,
    pub data: String,
}

#[derive(Debug, Default)]
pub(super) struct EventReader {
    line: Vec<u8>,
    event: SseEvent,
}

impl EventReader {
    /// Returns the events that the chunk completed.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<SseEvent>, Malformed> {
        let mut events = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                events.extend(self.end_line()?);
            } else {
                self.line.push(*byte);
                if self.line.len() + self.event.data.len() > MAX_EVENT {
                    return Err(Malformed);
                }
            }
        }
        Ok(events)
    }

    /// Ends the stream: what is left is an event, although no empty line follows it.
    pub fn end(&mut self) -> Result<Option<SseEvent>, Malformed> {
        let last = self.end_line()?;
        let event = std::mem::take(&mut self.event);
        Ok(last.or_else(|| (!event.data.is_empty()).then_some(event)))
    }

    fn end_line(&mut self) -> Result<Option<SseEvent>, Malformed> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8(line).map_err(|_| Malformed)?;
        let line = line.trim_end_matches('\r');
        let value = |text: &'_ str| text.strip_prefix(' ').unwrap_or(text).to_owned();
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return Ok((!event.data.is_empty()).then_some(event));
        }
        if let Some(name) = line.strip_prefix("event:") {
            self.event.name = value(name);
        } else if let Some(data) = line.strip_prefix("data:") {
            if !self.event.data.is_empty() {
                self.event.data.push('\n');
            }
            self.event.data.push_str(&value(data));
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_any_chunking() {
        let stream =
            ": hello\r\ndata: {\"a\":\"é\"}\r\n\r\nevent: x\ndata:1\ndata: 2\n\ndata: [DONE]\n\n";
        for size in 1..stream.len() {
            let mut reader = EventReader::default();
            let events: Vec<SseEvent> = stream
                .as_bytes()
                .chunks(size)
                .flat_map(|chunk| reader.push(chunk).expect("well-formed"))
                .collect();
            let data: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
            assert_eq!(data, ["{\"a\":\"é\"}", "1\n2", "[DONE]"], "{size}");
            assert_eq!(
                (events[0].name.as_str(), events[1].name.as_str()),
                ("", "x")
            );
            assert_eq!(reader.end(), Ok(None));
        }
    }

    #[test]
    fn the_end_of_the_stream_ends_its_last_event() {
        for stream in ["data: [DONE]", "data: [DONE]\n", "data: [DONE]\r\n"] {
            let mut reader = EventReader::default();
            assert_eq!(reader.push(stream.as_bytes()), Ok(vec![]));
            let last = reader.end().unwrap().map(|event| event.data);
            assert_eq!(last.as_deref(), Some("[DONE]"));
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut reader = EventReader::default();
        assert_eq!(reader.push(&vec![b'x'; MAX_EVENT + 1]), Err(Malformed));
    }
}
