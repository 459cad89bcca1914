//! The loop behind the desk's web page: a question a line, an answer a line, in the same order.

use std::io::{BufRead, Write};

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::assistant::Answer;

/// A question that came in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Comes back with the answer.
    pub id: String,
    /// The question.
    pub question: String,
    /// Who asks.
    #[serde(default)]
    pub customer: Option<String>,
}

/// An answer that goes out.
#[derive(Debug, Serialize)]
pub struct Served {
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
    /// Whether its prompt may be yesterday's, because the registry could not be asked.
    pub stale_prompt: bool,
}

#[derive(Serialize)]
struct Reply {
    id: Option<String>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Served(Box<Served>),
    Failed { error: String },
}

/// Answers until the input ends. Nothing that comes in ends it: each line gets a line back.
pub async fn serve(
    mut input: impl BufRead,
    mut output: impl Write,
    mut answer: impl AsyncFnMut(&Request) -> Result<Served>,
) -> Result<()> {
    let mut line = Vec::new();
    // The input is read as bytes: a line that is not even text gets an answer too.
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let reply = reply(&line, &mut answer).await;
            writeln!(output, "{}", serde_json::to_string(&reply)?)?;
            output.flush()?;
        }
        line.clear();
    }
    Ok(())
}

async fn reply(line: &[u8], answer: &mut impl AsyncFnMut(&Request) -> Result<Served>) -> Reply {
    let request: Request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => {
            let error = format!("not a question: {error}");
            return Reply { id: None, outcome: Outcome::Failed { error } };
        }
    };
    let outcome = match answer(&request).await {
        Ok(served) => Outcome::Served(Box::new(served)),
        Err(error) => Outcome::Failed { error: format!("{error:#}") },
    };
    Reply { id: Some(request.id), outcome }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(question: &str) -> Served {
        let answer = serde_json::json!({
            "question": question, "answer": "a", "abstained": false, "citations": [],
            "prompt": {"name": "answer", "version": 1, "label": null, "sha256": ""},
            "model": "m", "usage": {"prompt_tokens": 0, "completion_tokens": 0}, "context": [],
            "validation": {"grounded": true, "problems": []},
        });
        Served { answer: serde_json::from_value(answer).unwrap(), stale_prompt: true }
    }

    /// An output that knows what had been flushed.
    #[derive(Default)]
    struct Pipe {
        written: Vec<u8>,
        flushed: usize,
    }

    impl Write for &mut Pipe {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let complete = self.written.ends_with(b"\n");
            assert!(!complete || self.flushed == self.written.len(), "a line was held back");
            self.written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            self.flushed = self.written.len();
            Ok(())
        }
    }

    #[test]
    fn each_line_gets_a_line_whatever_it_holds() {
        let input = b"{\"id\":\"1\",\"question\":\"one\"}\n\n{\"id\":\"2\"}\n\xff\xfe\n\
            {\"id\":\"3\",\"question\":\"fails\"}\n{\"id\":\"4\",\"question\":\"four\",\"customer\":\"c\"}";
        let mut pipe = Pipe::default();
        let answer = async |request: &Request| {
            anyhow::ensure!(request.question != "fails", "no answer");
            Ok(served(&request.question))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(serve(&input[..], &mut pipe, answer)).unwrap();
        assert_eq!(pipe.flushed, pipe.written.len());
        let lines: Vec<serde_json::Value> = String::from_utf8(pipe.written)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let ids: Vec<_> = lines.iter().map(|line| line["id"].as_str()).collect();
        assert_eq!(ids, [Some("1"), None, None, Some("3"), Some("4")]);
        assert_eq!((&lines[0]["answer"], &lines[0]["stale_prompt"]), (&"a".into(), &true.into()));
        assert!(lines[1]["error"].as_str().unwrap().contains("question"));
        assert_eq!(lines[3]["error"], "no answer");
        assert_eq!(lines[4]["question"], "four");
    }
}
