//! Reads modes from a stream. The result does not depend on how the stream is cut.

use serde::{Deserialize, Serialize};

use super::Modes;

/// The limit for the parameters of a control sequence, in bytes. The rest is ignored.
const PARAMETERS: usize = 256;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    #[default]
    Ground,
    Escape,
    /// An escape and this byte.
    Designation(u8),
    Control,
    /// A string that is not a mode, such as a title. A bell may end it.
    Text {
        bell: bool,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeReader {
    state: State,
    /// Whether the previous byte may be the first half of an 8-bit control.
    lead: bool,
    parameters: String,
    modes: Modes,
}

impl ModeReader {
    pub fn modes(&self) -> &Modes {
        &self.modes
    }

    /// The sandbox was restarted, so every program that requested a mode is gone.
    pub fn restart(&mut self) {
        *self = Self::default();
    }

    pub fn read(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.state == State::Ground && !self.lead {
                // Most of a stream is plain text. Only these bytes begin something.
                let begins = |it: &u8| matches!(it, 0x0e | 0x0f | 0x1b | 0xc2);
                let Some(place) = rest.iter().position(begins) else {
                    return;
                };
                if place > 0 {
                    rest = &rest[place..];
                    continue;
                }
            }
            rest = after;
            let lead = std::mem::replace(&mut self.lead, byte == 0xc2);
            self.state = match byte {
                // U+0080 to U+009F in UTF-8: one such character may begin a control sequence.
                0x80..=0x9f if lead => self.eight_bit(byte),
                0x1b => State::Escape,
                0x18 | 0x1a => State::Ground,
                0xc2 => self.state,
                _ => self.next(byte),
            };
        }
    }

    fn eight_bit(&mut self, byte: u8) -> State {
        match byte {
            0x9b => self.control(),
            0x9d => State::Text { bell: true },
            0x90 | 0x98 | 0x9e | 0x9f => State::Text { bell: false },
            _ => State::Ground,
        }
    }

    fn control(&mut self) -> State {
        self.parameters.clear();
        State::Control
    }

    fn next(&mut self, byte: u8) -> State {
        match (self.state, byte) {
            (State::Text { bell: true }, 0x07) => State::Ground,
            (State::Text { .. }, _) => self.state,
            (_, 0x0e | 0x0f) => {
                self.modes.shifted = byte == 0x0e;
                self.state
            }
            // Other control characters within a sequence take effect on their own.
            (_, 0x00..=0x1f | 0x7f) | (State::Ground, _) => self.state,
            (State::Escape, _) => self.escape(byte),
            (State::Designation(kind), 0x20..=0x2f) => State::Designation(kind | 0x80),
            (State::Designation(kind), _) => {
                if let Some(set) = [b'(', b')'].iter().position(|it| *it == kind) {
                    self.modes.drawing[set] = byte == b'0';
                }
                State::Ground
            }
            (State::Control, 0x20..=0x3f) => {
                if self.parameters.len() < PARAMETERS {
                    self.parameters.push(char::from(byte));
                }
                State::Control
            }
            (State::Control, 0x40..=0x7e) => {
                self.obey(byte);
                State::Ground
            }
            (State::Control, _) => State::Ground,
        }
    }

    fn escape(&mut self, byte: u8) -> State {
        match byte {
            b'[' => return self.control(),
            b']' => return State::Text { bell: true },
            b'P' | b'X' | b'^' | b'_' => return State::Text { bell: false },
            0x20..=0x2f => return State::Designation(byte),
            b'c' => self.modes = Modes::default(),
            b'=' | b'>' => self.modes.keypad = byte == b'=',
            _ => {}
        }
        State::Ground
    }

    fn obey(&mut self, last: u8) {
        let parameters = std::mem::take(&mut self.parameters);
        let modes = &mut self.modes;
        let numbers = |text: &str| -> Vec<u16> {
            let numbers = text.split(';').map(|it| it.parse().unwrap_or(0));
            numbers.collect()
        };
        match (last, parameters.strip_prefix('?')) {
            (b'h' | b'l', Some(private)) => {
                for mode in numbers(private) {
                    modes.set_private(mode, last == b'h');
                }
            }
            (b'h' | b'l', None) => {
                for mode in numbers(&parameters) {
                    match mode {
                        4 => modes.insert = last == b'h',
                        20 => modes.new_line = last == b'h',
                        _ => {}
                    }
                }
            }
            (b'p', None) if parameters == "!" => modes.reset_softly(),
            (b'q', None) => {
                if let Some(style) = parameters.strip_suffix(' ') {
                    let style = style.parse().unwrap_or(0);
                    modes.cursor_style = (1..=6).contains(&style).then_some(style);
                }
            }
            (b'r', None) => {
                let margins = numbers(&parameters);
                let [top, bottom] = [margins[0], margins.get(1).copied().unwrap_or(0)];
                modes.margins = (top > 1 || bottom > 0).then_some((top.max(1), bottom));
            }
            (b'm', None) if parameters.bytes().all(|it| it < b'<') => modes.rendition(&parameters),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(bytes: &[u8]) -> Modes {
        let mut reader = ModeReader::default();
        reader.read(bytes);
        reader.modes
    }

    fn apart(bytes: &[u8]) -> String {
        of(bytes).beside_the_screen()
    }

    #[test]
    fn what_an_editor_asks_for_is_told_again() {
        let asked = b"\x1b[?1049h\x1b[?1h\x1b=\x1b[?2004h\x1b[?1004;1002h\x1b[?1006h\x1b[5 q";
        let told = apart(asked);
        for part in ["[?2004h", "[?1004h", "[?1002h", "[?1006h", "\x1b=", "[5 q"] {
            assert!(told.contains(part), "{told:?} lacks {part:?}");
        }
        let screen = of(asked).on_the_screen();
        assert!(screen.contains("[?1047h") && screen.contains("[?1h"));
        let left = [
            &asked[..],
            b"\x1b[?1049l\x1b[?1l\x1b>\x1b[?1004;2004;1002;1006l\x1b[0 q",
        ];
        assert_eq!(of(&left.concat()), Modes::default());
    }

    #[test]
    fn the_latest_of_a_kind_holds() {
        assert_eq!(apart(b"\x1b[?1000h\x1b[?1003h"), "\x1b[?1003h");
        assert_eq!(apart(b"\x1b[?1003h\x1b[?1000l"), "");
        assert_eq!(
            of(b"\x1b[31m\x1b[1;4m\x1b[0;7m").on_the_screen(),
            "\x1b[0;7m"
        );
        assert_eq!(of(b"\x1b[?2004;25l\x1bc"), Modes::default());
        assert_eq!(apart(b"\x1b[?2004h\x1b[?1000h\x1b[!p"), "\x1b[?1000h");
    }

    #[test]
    fn texts_and_broken_sequences_ask_for_nothing() {
        for bytes in [
            &b"\x1b]0;[?2004h\x07"[..],
            b"\x1bP\x1b\\[?2004h",
            b"\x1b[?20\x1804h",
            b"\x1b[?2004\xc3\xa9h",
            b"\x1b[>4;2m",
        ] {
            assert_eq!(of(bytes), Modes::default(), "{bytes:?}");
        }
        assert_eq!(apart(b"\xc2\x9b?2004h"), "\x1b[?2004h");
        assert_eq!(apart(b"\x1b[?20\n04h"), "\x1b[?2004h");
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let known = prop_oneof![
            any::<u8>().prop_map(|it| vec![it]),
            (0u16..2100, any::<bool>()).prop_map(|(mode, on)| {
                let last = if on { 'h' } else { 'l' };
                format!("\x1b[?{mode}{last}").into_bytes()
            }),
            prop::sample::select(super::super::PRIVATE.to_vec())
                .prop_map(|mode| format!("\x1b[?{mode}h").into_bytes()),
            prop::sample::select(vec![
                "\x1b[?1002h",
                "\x1b[?1006h",
                "\x1b=",
                "\x1b(0",
                "\x0e",
                "\x1b[3;9r",
                "\x1b[!p",
                "\x1b[1;31m",
                "\x1b[m",
                "\u{9b}?2004h",
                "\x1b]0;x\x07",
                "\x1b[4h",
                "\x1bc",
                "\x1b[2 q",
            ])
            .prop_map(|it| it.as_bytes().to_vec()),
        ];
        prop::collection::vec(known, 0..40).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn cuts_do_not_matter(
            bytes in stream(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let mut pieces = ModeReader::default();
            let mut cuts: Vec<_> = cuts.iter().map(|it| it.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            for pair in cuts.windows(2) {
                pieces.read(&bytes[pair[0]..pair[1]]);
                // As a checkpoint does.
                let kept = serde_json::to_vec(&pieces).unwrap();
                pieces = serde_json::from_slice(&kept).unwrap();
            }
            let mut whole = ModeReader::default();
            whole.read(&bytes);
            prop_assert_eq!(whole, pieces);
        }

        /// The sequences that describe the modes put a fresh terminal into the same modes.
        #[test]
        fn what_is_told_leads_to_the_same_modes(bytes in stream()) {
            let modes = of(&bytes);
            let told = modes.on_the_screen() + &modes.beside_the_screen();
            prop_assert_eq!(of(told.as_bytes()), modes);
        }
    }
}
