//! What one candidate may try. Each abuse lasts until it is stopped.

/// One kind of abuse: a command line in a terminal of the sandbox, and what happens outside.
pub struct Abuse {
    /// As `--abuses` names it.
    pub name: &'static str,
    /// For the sandbox's shell.
    pub line: &'static str,
    /// The size that the terminal requests: columns, rows.
    pub size: Option<(u16, u16)>,
    /// What the abuser's browser, or a program in its place, does meanwhile.
    pub outside: Outside,
}

/// What is done to the service's listener.
#[derive(Clone, Copy)]
pub enum Outside {
    Nothing,
    /// This many connections that send nothing.
    Idle(usize),
    /// Wrong passwords, in this many sign-ins at once.
    Passwords(usize),
    /// This many pages that keep sending long notes and loading the whole view.
    Pages(usize),
}

const fn inside(name: &'static str, line: &'static str) -> Abuse {
    Abuse {
        name,
        line,
        size: None,
        outside: Outside::Nothing,
    }
}

const fn outside(name: &'static str, outside: Outside) -> Abuse {
    Abuse {
        name,
        line: "true",
        size: None,
        outside,
    }
}

pub const ABUSES: &[Abuse] = &[
    inside("output", "yes"),
    Abuse {
        size: Some((u16::MAX, u16::MAX)),
        ..inside(
            "erased large screens",
            r#"perl -e '$x="\e[2J"x300; print $x while 1'"#,
        )
    },
    inside(
        "forged marks",
        r#"perl -e '$x="\e]133;C\a\e]133;D\a"x500; print $x while 1'"#,
    ),
    inside(
        "files",
        "while :; do mkdir -p t; (cd t && seq 1 2000 | xargs touch); rm -rf t; done",
    ),
    inside(
        "embeddings",
        // Each request has other texts, because texts that were embedded before would cost nothing.
        "for i in $(seq 16); do (while :; do python3 -c 'import json,os; \
         print(json.dumps({\"model\":\"all-minilm-l6-v2\",\
         \"input\":[os.urandom(16).hex()+\" word\"*2000 for i in range(400)]}))' | curl -s -o /dev/null \
         -H content-type:application/json --data-binary @- \
         http://localhost:8080/v1/embeddings; done) & done; wait",
    ),
    inside(
        "spans",
        "python3 -c 'import json,time; t=time.time_ns(); \
         s=lambda i: {\"traceId\":\"%032x\"%(i+1),\"spanId\":\"%016x\"%(i+1),\"name\":\"s\",\
         \"startTimeUnixNano\":str(t),\"endTimeUnixNano\":str(t+1)}; \
         print(json.dumps({\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[s(i) for i in range(1000)]}]}]}))' \
         >/tmp/s; for i in $(seq 8); do (while :; do curl -s -o /dev/null \
         -H content-type:application/json --data-binary @/tmp/s \
         http://localhost:8080/v1/traces; done) & done; wait",
    ),
    inside(
        "vector calls",
        "python3 -c 'import json; c={\"collection\":\"c\",\"operation\":\"query\",\"parameters\":{},\
         \"hits\":[],\"found\":0,\"latency\":1,\"error\":None}; \
         print(json.dumps({\"dropped\":1,\"calls\":[c]*200}))' \
         >/tmp/v; for i in $(seq 8); do (while :; do curl -s -o /dev/null \
         -H content-type:application/json --data-binary @/tmp/v \
         http://localhost:8080/assay/vector-calls; done) & done; wait",
    ),
    inside(
        "memory",
        "for d in /build /tmp /home/candidate /dev/shm; do head -c 4G /dev/zero >$d/full & done; wait",
    ),
    inside(
        "processes",
        "for i in $(seq 200); do (while :; do /bin/true; done) & done; wait",
    ),
    outside("idle connections", Outside::Idle(3_000)),
    outside("wrong passwords", Outside::Passwords(8)),
    outside("long notes", Outside::Pages(8)),
];
