use super::super::terminal::UNAPPLIED_LIMIT;
use super::super::writers::Place;
use super::*;
use crate::domain::terminal_offset::AgentOffset;

/// A shell's output is read and shown.
fn print(terminal: &mut Terminal, bytes: &[u8]) {
    let marks = terminal.read_marks(bytes, |_| true);
    terminal.commands(marks, 5);
    terminal.show(bytes);
}

fn painted(terminal: &mut Terminal, screen: String) {
    let past = &mut terminal.past;
    let frame = Keyframe {
        offset: past.end.offset,
        upto: past.next(),
        size: past.end.size,
        screen,
        partial: vec![0xc3],
    };
    past.keep_frame(Arc::new(frame));
}

/// A terminal with something in every field.
fn busy() -> Terminal {
    let mut terminal = Terminal::new(7, TerminalSize::of(100, 30));
    print(&mut terminal, b"before\r\n");
    terminal.typed(b"before");
    terminal.rebase();
    print(
        &mut terminal,
        b"\x1b[?2004h$ \x1b]633;E;make\x07\x1b]133;C\x07one\xc3",
    );
    painted(&mut terminal, "a screen: \x1b[31m\u{e9}\u{0}".into());
    terminal.resize(TerminalSize::of(120, 40));
    terminal.typed(b"typed and not applied");
    terminal.applied(AgentOffset(6));
    // A mark and a mode that are only begun.
    print(&mut terminal, b"\xa9two\x1b]133;D;");
    terminal
}

fn again(terminal: &Terminal) -> Terminal {
    let (number, state) = Taken::of(terminal).pack();
    assert_eq!(number, terminal.number);
    unpack(&state).unwrap()
}

#[test]
fn a_terminal_is_the_same_after_a_checkpoint() {
    let (mut before, mut after) = (busy(), again(&busy()));
    let numbers = |it: &Terminal| {
        let bases = (it.base_output, it.base_input);
        (
            it.number,
            it.output,
            it.input,
            bases,
            it.exited,
            it.commands,
        )
    };
    assert_eq!(numbers(&after), numbers(&before));
    assert!(before.base_output != Base::default() && before.running.is_some());
    assert_eq!(after.unapplied, before.unapplied);
    assert_eq!(after.unapplied.len(), 15);
    assert_eq!(after.running, before.running);
    let past = |it: &Terminal| {
        let past = it.past.clone();
        (past.begin, past.end, past.pieces, past.first, past.frame)
    };
    assert_eq!(past(&after), past(&before));
    assert!(after.past.frame.is_some() && after.kept);
    // Both continue with the same output.
    let rest = b"0\x07\x1b[?1004h";
    let read = |it: &mut Terminal| {
        let marks = it.read_marks(rest, |_| true);
        it.commands(marks, 9)
    };
    let ends = read(&mut after);
    assert_eq!(ends, read(&mut before));
    assert_eq!(ends.len(), 1, "the command ended");
    after.show(rest);
    before.show(rest);
    assert_eq!(past(&after), past(&before));
}

#[test]
fn pages_go_on_typing_where_they_were() {
    let mut before = busy();
    let named = before.writers.connect(Some(3), before.input.0);
    before.writers.took(&named, 5);
    let nameless = before.writers.connect(None, before.input.0);
    before.writers.took(&nameless, 2);
    let mut after = again(&before);
    let input = after.input.0;
    let page = after.writers.connect(Some(3), input);
    assert_eq!(after.writers.taken(&page), 5);
    // The answer was lost when the service was killed. The input is not typed twice.
    assert_eq!(after.writers.place(&page, 0, 5), Place::Known(5));
    assert_eq!(after.writers.place(&page, 5, 1), Place::Next);
    let other = after.writers.connect(None, input);
    assert_eq!(after.writers.taken(&other), input, "it is another page");
}

#[test]
fn one_that_has_ended_and_one_at_its_limits_can_be_read_again() {
    let mut ended = busy();
    ended.exit(3);
    let ended = again(&ended);
    assert_eq!((ended.exited, ended.unapplied.len()), (Some(3), 0));
    let mut large = Terminal::new(1, TerminalSize::USUAL);
    for _ in 0..4 {
        print(&mut large, &vec![b'x'; 256 * 1024]);
    }
    large.typed(&vec![b'y'; UNAPPLIED_LIMIT]);
    // Each takes six bytes as text.
    painted(&mut large, "\x1b".repeat(1024 * 1024));
    let after = again(&large);
    assert_eq!(after.unapplied.len(), UNAPPLIED_LIMIT);
    assert_eq!(after.past.frame, large.past.frame);
}

#[test]
fn what_another_version_kept_or_what_is_damaged_is_not_read() {
    let (_, state) = Taken::of(&busy()).pack();
    let json = zstd::bulk::decompress(&state, LARGEST).unwrap();
    let mut kept: Value = serde_json::from_slice(&json).unwrap();
    kept["version"] = (VERSION + 1).into();
    let newer = zstd::bulk::compress(kept.to_string().as_bytes(), LEVEL).unwrap();
    assert!(unpack(&newer).is_none());
    assert!(unpack(&state[..state.len() / 2]).is_none());
    assert!(unpack(&[]).is_none());
}
