//! Terminals: output is neither lost nor doubled, input is never applied twice.

use std::collections::HashMap;

use assay_protocol::{RETAINED_OUTPUT_LIMIT, Size, TERMINAL_LIMIT, ToAgent, ToService};
use proptest::prelude::*;

use crate::client::{SIZE, Sandbox, Screen, eventually};

#[tokio::test]
async fn a_shell_answers_and_its_exit_is_told_after_its_last_byte() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    let printed = screen
        .run(&mut connection, "printf '%s ' $((6*7)) $PWD $FROM_IMAGE")
        .await;
    let workspace = sandbox.path("workspace").display().to_string();
    assert_eq!(printed, format!("42 {workspace} yes "));
    screen.type_in(&mut connection, "seq 20000; exit 7\n").await;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    assert_eq!(screen.exited, Some(7));
    assert!(
        screen.text().trim_end().ends_with("20000\r\nexit"),
        "{}",
        screen.text().len()
    );
}

#[tokio::test]
async fn an_ended_terminal_is_told_again_until_it_is_closed() {
    let sandbox = Sandbox::start();
    let mut screen = Screen::default();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    screen.type_in(&mut connection, "kill -9 $$\n").await;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;

    let mut connection = sandbox.connect(&[(1, screen.durable())]).await;
    assert_eq!(connection.welcome[0].exited, Some(128 + 9));
    assert_eq!(
        connection.next().await,
        ToService::Exited {
            terminal: 1,
            status: 137,
            produced: screen.durable()
        }
    );
    connection.send(ToAgent::Close { terminal: 1 }).await;
    connection.send(ToAgent::Ping(5)).await;
    assert_eq!(connection.next().await, ToService::Pong(5));
    assert!(sandbox.connect(&[]).await.welcome.is_empty());
}

/// A flood of output. The service dies after each of these numbers of frames.
async fn flood(cuts: Vec<usize>, acknowledges: bool) {
    let sandbox = Sandbox::start();
    let mut screen = Screen::default();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    screen
        .type_in(
            &mut connection,
            "stty -opost -echo; PS1=; printf GO; seq 200000; exit\n",
        )
        .await;
    for cut in cuts {
        for _ in 0..cut {
            let message = connection.next().await;
            screen.take(&message);
            if acknowledges {
                let offset = screen.durable();
                connection
                    .send(ToAgent::Acknowledge {
                        terminal: 1,
                        offset,
                    })
                    .await;
            }
            if screen.exited.is_some() {
                break;
            }
        }
        connection = sandbox.connect(&[(1, screen.durable())]).await;
    }
    screen.exited = None;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    let expected: Vec<String> = (1..=200_000)
        .map(|number: u32| number.to_string())
        .collect();
    let expected = expected.join("\n");
    let text = screen.text();
    let numbers = text.split_once("GO1\n").expect("the flood begins").1;
    assert!(
        format!("1\n{numbers}").starts_with(&expected),
        "byte for byte"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..Default::default() })]
    #[test]
    fn output_survives_services_that_die(
        cuts in prop::collection::vec(0usize..40, 1..12),
        acknowledges in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(flood(cuts, acknowledges));
    }
}

#[tokio::test]
async fn a_program_that_prints_too_much_waits_until_its_output_is_durable() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    screen
        .type_in(
            &mut connection,
            "stty -opost; head -c 12000000 /dev/zero; exit\n",
        )
        .await;
    // Nothing is acknowledged, so exactly the limit arrives.
    while screen.bytes.len() < RETAINED_OUTPUT_LIMIT {
        let message = connection.next().await;
        screen.take(&message);
    }
    // An answer proves that there was nothing more to send before it.
    connection.send(ToAgent::Ping(1)).await;
    while connection.next().await != ToService::Pong(1) {}
    let state = &sandbox.connect(&[(1, 0)]).await.welcome[0];
    assert_eq!(
        state.produced - state.retained_from,
        RETAINED_OUTPUT_LIMIT as u64
    );

    let mut connection = sandbox.connect(&[(1, screen.durable())]).await;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    assert!(screen.bytes.len() > 12_000_000);
}

#[tokio::test]
async fn input_that_is_sent_again_is_applied_once() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let line = b"echo $((20+22))x\n".to_vec();
    for (offset, bytes) in [
        (0, &line[..9]),
        (0, &line[..9]),
        (4, &line[4..]),
        (0, &line[..]),
    ] {
        let bytes = bytes.to_vec();
        connection
            .send(ToAgent::Input {
                terminal: 1,
                offset,
                bytes,
            })
            .await;
    }
    let mut screen = Screen::default();
    screen
        .until(&mut connection, |screen| screen.text().contains("42x"))
        .await;

    // A new service is told what was applied, and a gap is refused.
    let mut connection = sandbox.connect(&[(1, screen.durable())]).await;
    assert_eq!(connection.welcome[0].input_applied, line.len() as u64);
    connection
        .send(ToAgent::Input {
            terminal: 1,
            offset: 0,
            bytes: line.clone(),
        })
        .await;
    connection
        .send(ToAgent::Input {
            terminal: 1,
            offset: 99,
            bytes: line.clone(),
        })
        .await;
    let failed = loop {
        match connection.next().await {
            ToService::Failed { reason, .. } => break reason,
            message => screen.take(&message),
        }
    };
    assert!(failed.contains("gap"), "{failed}");
    let offset = line.len() as u64;
    connection
        .send(ToAgent::Input {
            terminal: 1,
            offset,
            bytes: b"exit\n".to_vec(),
        })
        .await;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    assert_eq!(screen.text().matches("42x").count(), 1);
}

#[tokio::test]
async fn a_program_that_does_not_read_holds_nothing_up() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    screen
        .type_in(
            &mut connection,
            "stty raw -echo; printf REA''DY; sleep 300\n",
        )
        .await;
    screen
        .until(&mut connection, |screen| screen.text().contains("READY"))
        .await;
    let mut connection = sandbox.connect(&[(1, screen.durable())]).await;
    let mut offset = connection.welcome[0].input_applied;
    let refused = loop {
        let bytes = vec![b'x'; 64 * 1024];
        let length = bytes.len() as u64;
        connection
            .send(ToAgent::Input {
                terminal: 1,
                offset,
                bytes,
            })
            .await;
        connection.send(ToAgent::Ping(offset)).await;
        let mut refused = None;
        loop {
            match connection.next().await {
                ToService::Pong(number) if number == offset => break,
                ToService::Failed { reason, .. } => refused = Some(reason),
                _ => {}
            }
        }
        if let Some(reason) = refused {
            break reason;
        }
        offset += length;
    };
    assert!(refused.contains("does not read"), "{refused}");
}

#[tokio::test]
async fn a_program_sees_the_size_change() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    assert_eq!(
        screen.run(&mut connection, "stty size").await.trim(),
        "24 80"
    );
    screen
        .type_in(
            &mut connection,
            "trap 'echo NOW $(stty size)' WINCH; echo SE''T\n",
        )
        .await;
    screen
        .until(&mut connection, |screen| screen.text().contains("SET"))
        .await;
    let size = Size {
        cols: 132,
        rows: 43,
    };
    connection.send(ToAgent::Resize { terminal: 1, size }).await;
    screen.type_in(&mut connection, "\n").await;
    screen
        .until(&mut connection, |screen| {
            screen.text().contains("NOW 43 132")
        })
        .await;
    assert_eq!(sandbox.connect(&[]).await.welcome[0].size, size);
}

#[tokio::test]
async fn closing_ends_every_process_of_the_terminal() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    connection.open(1).await;
    let mut screen = Screen::default();
    let stubborn = "(trap '' HUP; exec sleep 300) & echo $!";
    let printed = screen.run(&mut connection, stubborn).await;
    let pid = printed.split_whitespace().last().unwrap().to_owned();
    let process = std::path::Path::new("/proc").join(pid);
    assert!(process.exists());
    connection.send(ToAgent::Close { terminal: 1 }).await;
    screen
        .until(&mut connection, |screen| screen.exited.is_some())
        .await;
    eventually(async || (!process.exists()).then_some(())).await;
}

#[tokio::test]
async fn terminals_are_limited_and_do_not_mix() {
    let sandbox = Sandbox::start();
    let mut connection = sandbox.connect(&[]).await;
    let limit = u32::try_from(TERMINAL_LIMIT).unwrap();
    for terminal in 1..=limit {
        connection
            .send(ToAgent::Open {
                terminal,
                size: SIZE,
            })
            .await;
        connection
            .send(ToAgent::Open {
                terminal,
                size: SIZE,
            })
            .await;
        let bytes = format!("echo terminal $(({terminal}*111)); exit\n").into_bytes();
        connection
            .send(ToAgent::Input {
                terminal,
                offset: 0,
                bytes,
            })
            .await;
    }
    let mut screens: HashMap<u32, Screen> = HashMap::new();
    while screens
        .values()
        .filter(|screen| screen.exited.is_some())
        .count()
        < TERMINAL_LIMIT
    {
        let message = connection.next().await;
        if let ToService::Output { terminal, .. } | ToService::Exited { terminal, .. } = message {
            screens.entry(terminal).or_default().take(&message);
        }
    }
    for (number, screen) in &screens {
        assert!(
            screen
                .text()
                .contains(&format!("terminal {}", number * 111))
        );
    }
    // Ended terminals do not count.
    for terminal in limit + 1..=2 * limit {
        connection.open(terminal).await;
    }
    connection
        .send(ToAgent::Open {
            terminal: 99,
            size: SIZE,
        })
        .await;
    loop {
        if let ToService::Failed { terminal, reason } = connection.next().await {
            assert_eq!(terminal, 99);
            assert!(reason.contains("too many"), "{reason}");
            return;
        }
    }
}
