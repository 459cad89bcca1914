//! Server-sent events from a provider, reassembled from chunks that may break anywhere.

/// Bytes of one event, at most.
const MAX_EVENT: usize = 1 << 20;

/// The provider's stream is not one of server-sent events of a reasonable size.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream is malformed")]
pub(super) struct Malformed;

/// Collects chunks into the `data` of whole events.
#[derive(Debug, Default)]
pub(super) struct EventReader {
    line: Vec<u8>,
    data: String,
}

impl EventReader {
    /// Adds a chunk and returns the events that it completed.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<String>, Malformed> {
        let mut events = Vec::new();
        for byte in chunk {
            if *byte != b'\n' {
                self.line.push(*byte);
                if self.line.len() + self.data.len() > MAX_EVENT {
                    return Err(Malformed);
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = String::from_utf8(line).map_err(|_| Malformed)?;
            self.end_line(line.trim_end_matches('\r'), &mut events);
        }
        Ok(events)
    }

    fn end_line(&mut self, line: &str, events: &mut Vec<String>) {
        if line.is_empty() {
            if !self.data.is_empty() {
                events.push(std::mem::take(&mut self.data));
            }
        } else if let Some(data) = line.strip_prefix("data:") {
            if !self.data.is_empty() {
                self.data.push('\n');
            }
            self.data.push_str(data.strip_prefix(' ').unwrap_or(data));
        }
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
            let events: Vec<String> = stream
                .as_bytes()
                .chunks(size)
                .flat_map(|chunk| reader.push(chunk).expect("well-formed"))
                .collect();
            assert_eq!(
                events,
                ["{\"a\":\"é\"}", "1\n2", "[DONE]"],
                "chunks of {size}"
            );
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut reader = EventReader::default();
        assert_eq!(reader.push(&vec![b'x'; MAX_EVENT + 1]), Err(Malformed));
    }
}
