//! Carries a program's requests over to the candidate's verification sandbox, and the replies back.
//!
//! Files that the program changed in the workspace are restored afterwards: the checks that follow
//! must not depend on this one.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::request::Request;
use crate::outcome::{Trouble, at_fault};
use crate::pipeline::Base;
use crate::scene::Scene;
use crate::verification::{
    CallKind, Command, Exit, FILE_LIMIT, Finished, ObservedCall, Process, Received,
    VerificationSandbox,
};

/// Started processes in one check, ended ones included.
const MOST_PROCESSES: usize = 8;
/// Files that one program may change.
const MOST_FILES: usize = 500;
/// Bytes of requests in one page of calls.
const PAGE: usize = 2 << 20;

pub struct Carrier<'a> {
    sandbox: &'a dyn VerificationSandbox,
    base: &'a Base,
    parameters: &'a Value,
    deadline: Instant,
    processes: Vec<Option<Box<dyn Process>>>,
    /// Files that the program changed, as they were before. `None`: there was no such file.
    before: BTreeMap<String, Option<Vec<u8>>>,
}

impl<'a> Carrier<'a> {
    pub fn new(scene: &'a Scene<'_>, parameters: &'a Value, deadline: Instant) -> Self {
        Self {
            sandbox: scene.sandbox,
            base: scene.base,
            parameters,
            deadline,
            processes: Vec::new(),
            before: BTreeMap::new(),
        }
    }

    /// Until the check's deadline; zero after it.
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Carries one request over. A request that cannot be carried out is refused in the reply.
    pub async fn carry(&mut self, request: Request) -> Result<Value, Trouble> {
        match request {
            Request::Parameters => Ok(json!({
                "parameters": self.parameters,
                "program": self.sandbox.pipeline().program,
            })),
            Request::Run {
                argv,
                stdin,
                seconds,
                env,
            } => self.run(argv, stdin, seconds, env).await,
            Request::Start { argv, seconds, env } => self.start(argv, seconds, env).await,
            Request::Send { process, line } => self.send(process, line).await,
            Request::Receive { process, seconds } => self.receive(process, seconds).await,
            Request::Close { process } => self.close(process).await,
            Request::Put { path, text } => self.change(&path, Some(text.as_bytes())),
            Request::Remove { path } => self.change(&path, None),
            Request::Read { path } => self.read(&path),
            Request::Calls { start } => Ok(self.calls(start)),
            Request::Stub(stub) => {
                if let Some(problem) = stub.problem() {
                    return Ok(refused(&format!("a stub {problem}")));
                }
                self.sandbox.stub(Some(stub));
                Ok(json!({}))
            }
            Request::Unstub => {
                self.sandbox.stub(None);
                Ok(json!({}))
            }
            Request::HeldBack => {
                let questions = self.base.held_back_questions().map_err(at_fault)?;
                Ok(json!({ "questions": questions }))
            }
            Request::Verdict(_) => Ok(refused("a verdict is not a request")),
        }
    }

    /// Stops the stub and the started processes, and restores changed files.
    pub fn restore(&mut self) -> Result<(), Trouble> {
        self.sandbox.stub(None);
        self.processes.clear();
        for (path, content) in std::mem::take(&mut self.before) {
            match content {
                Some(content) => self.sandbox.put_file(&path, &content)?,
                None => self.sandbox.remove(&path)?,
            }
        }
        Ok(())
    }

    async fn run(
        &mut self,
        argv: Vec<String>,
        stdin: String,
        seconds: f64,
        env: BTreeMap<String, String>,
    ) -> Result<Value, Trouble> {
        let Some(mut command) = self.command(argv, seconds, env) else {
            return Ok(refused(NO_COMMAND));
        };
        command.stdin = stdin.into_bytes();
        Ok(reply(&self.sandbox.run(command).await?))
    }

    async fn start(
        &mut self,
        argv: Vec<String>,
        seconds: f64,
        env: BTreeMap<String, String>,
    ) -> Result<Value, Trouble> {
        if self.processes.len() == MOST_PROCESSES {
            return Ok(refused("too many processes were started"));
        }
        let Some(command) = self.command(argv, seconds, env) else {
            return Ok(refused(NO_COMMAND));
        };
        let process = self.sandbox.start(command).await?;
        self.processes.push(Some(process));
        Ok(json!({ "process": self.processes.len() - 1 }))
    }

    async fn send(&mut self, process: usize, mut line: String) -> Result<Value, Trouble> {
        let Some(Some(process)) = self.processes.get_mut(process) else {
            return Ok(refused(NO_PROCESS));
        };
        line.push('\n');
        process.send(line.as_bytes()).await?;
        Ok(json!({}))
    }

    async fn receive(&mut self, process: usize, seconds: f64) -> Result<Value, Trouble> {
        let limit = self.limit(seconds).unwrap_or_default();
        let Some(Some(process)) = self.processes.get_mut(process) else {
            return Ok(refused(NO_PROCESS));
        };
        Ok(match process.receive(limit).await? {
            Received::Line(line) => {
                json!({ "line": String::from_utf8_lossy(&line), "timed_out": false })
            }
            Received::Ended => json!({ "line": null, "timed_out": false }),
            Received::TimedOut => json!({ "line": null, "timed_out": true }),
            Received::TooLong => refused("the process wrote a line that is too long"),
        })
    }

    async fn close(&mut self, process: usize) -> Result<Value, Trouble> {
        match self.processes.get_mut(process).and_then(Option::take) {
            Some(process) => Ok(reply(&process.close().await?)),
            None => Ok(refused(NO_PROCESS)),
        }
    }

    fn change(&mut self, path: &str, content: Option<&[u8]>) -> Result<Value, Trouble> {
        if !is_below(path) {
            return Ok(refused(NO_PATH));
        }
        if content.is_some_and(|content| content.len() > FILE_LIMIT) {
            return Ok(refused("the text is too long"));
        }
        if !self.before.contains_key(path) {
            if self.before.len() == MOST_FILES {
                return Ok(refused("too many files were changed"));
            }
            let before = self.sandbox.read_file(path)?;
            self.before.insert(path.to_owned(), before);
        }
        match content {
            Some(content) => self.sandbox.put_file(path, content)?,
            None => self.sandbox.remove(path)?,
        }
        Ok(json!({}))
    }

    fn read(&self, path: &str) -> Result<Value, Trouble> {
        if !is_below(path) {
            return Ok(refused(NO_PATH));
        }
        let content = self.sandbox.read_file(path)?;
        let text = content.map(|content| String::from_utf8_lossy(&content).into_owned());
        Ok(json!({ "text": text }))
    }

    fn calls(&self, start: usize) -> Value {
        let all = self.sandbox.calls();
        let (mut page, mut size, mut next) = (Vec::new(), 0, start);
        for call in all.iter().skip(start) {
            if size > PAGE {
                return json!({ "calls": page, "next": next });
            }
            size += call.request.len();
            next += 1;
            page.push(described(call));
        }
        json!({ "calls": page, "next": null })
    }

    fn command(
        &self,
        argv: Vec<String>,
        seconds: f64,
        env: BTreeMap<String, String>,
    ) -> Option<Command> {
        let limit = self.limit(seconds)?;
        let sound = !argv.is_empty() && env.keys().all(|name| is_variable(name));
        sound.then(|| Command {
            env,
            ..Command::new(argv, limit)
        })
    }

    /// This many seconds, but not more than the check has left. `None` for
    /// a negative or infinite number.
    fn limit(&self, seconds: f64) -> Option<Duration> {
        let wanted = Duration::try_from_secs_f64(seconds).ok()?;
        Some(wanted.min(self.time_left()))
    }
}

const NO_COMMAND: &str =
    "a command needs a program, a number of seconds, and valid names of variables";
const NO_PROCESS: &str = "there is no such process, or it was closed";
const NO_PATH: &str = "a path must be relative to the workspace, without `.` and `..`";

fn refused(reason: &str) -> Value {
    json!({ "refused": reason })
}

fn is_below(path: &str) -> bool {
    let odd = |part: &str| matches!(part, "" | "." | "..");
    !path.split('/').any(odd) && !path.contains('\0')
}

fn is_variable(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(plain)
}

fn reply(finished: &Finished) -> Value {
    json!({
        "exit": match finished.exit {
            Exit::Status(status) => Some(status),
            Exit::TimedOut => None,
        },
        "stdout": String::from_utf8_lossy(&finished.stdout),
        "stderr": String::from_utf8_lossy(&finished.stderr),
        "truncated": finished.truncated,
    })
}

fn described(call: &ObservedCall) -> Value {
    let text = || Value::String(String::from_utf8_lossy(&call.request).into_owned());
    let request = serde_json::from_slice(&call.request).unwrap_or_else(|_| text());
    json!({
        "kind": match call.kind {
            CallKind::Chat => "chat",
            CallKind::Embedding => "embedding",
        },
        "status": call.status,
        "tokens": call.tokens,
        "request": request,
    })
}
