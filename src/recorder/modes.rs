//! What programs have requested of a terminal besides what is on its screen: bracketed paste,
//! mouse, focus, keys, the alternate screen. A page that reconnects gets these modes with the
//! screen.
//!
//! Modes are read from the whole stream, even if only part of it is painted. Reading costs the same
//! for every byte, whatever the size of the screen.

mod reader;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

pub use reader::ModeReader;

/// Private modes that are independently on or off: application cursor keys, origin, wrapping,
/// blinking and visible cursor, reverse wrapping, focus reports, bracketed paste.
const PRIVATE: [u16; 8] = [1, 6, 7, 12, 25, 45, 1004, 2004];
/// The private modes that are on by default.
const ON: [u16; 2] = [7, 25];
/// Which mouse events are reported. The latest of these modes applies.
const MOUSE: [u16; 4] = [9, 1000, 1002, 1003];
/// How mouse events are reported. The latest of these modes applies.
const MOUSE_FORM: [u16; 2] = [1006, 1016];
const ALTERNATE: [u16; 3] = [47, 1047, 1049];
/// Modes that the emulated screen keeps itself and paints with its contents.
const PAINTED: [u16; 4] = [1, 6, 7, 25];
/// The limit for graphic renditions since the last reset, in bytes.
const PEN_LIMIT: usize = 512;

#[expect(
    clippy::struct_excessive_bools,
    reason = "a terminal's modes are switches"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modes {
    on: BTreeSet<u16>,
    mouse: Option<u16>,
    mouse_form: Option<u16>,
    keypad: bool,
    cursor_style: Option<u16>,
    alternate: bool,
    insert: bool,
    new_line: bool,
    margins: Option<(u16, u16)>,
    /// Whether G0 and G1 are the line drawing set.
    drawing: [bool; 2],
    shifted: bool,
    pen: String,
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            on: ON.into(),
            mouse: None,
            mouse_form: None,
            keypad: false,
            cursor_style: None,
            alternate: false,
            insert: false,
            new_line: false,
            margins: None,
            drawing: [false; 2],
            shifted: false,
            pen: String::new(),
        }
    }
}

impl Modes {
    fn set_private(&mut self, mode: u16, on: bool) {
        if PRIVATE.contains(&mode) {
            if on {
                self.on.insert(mode);
            } else {
                self.on.remove(&mode);
            }
        } else if MOUSE.contains(&mode) {
            self.mouse = on.then_some(mode);
        } else if MOUSE_FORM.contains(&mode) {
            self.mouse_form = on.then_some(mode);
        } else if ALTERNATE.contains(&mode) {
            self.alternate = on;
        } else if mode == 66 {
            self.keypad = on;
        }
    }

    /// DECSTR as terminals in browsers do it: the mouse modes and the alternate screen are kept.
    fn reset_softly(&mut self) {
        *self = Self {
            mouse: self.mouse,
            mouse_form: self.mouse_form,
            alternate: self.alternate,
            ..Self::default()
        };
    }

    fn rendition(&mut self, parameters: &str) {
        if matches!(parameters, "" | "0") || ["0;", ";"].iter().any(|it| parameters.starts_with(it))
        {
            self.pen.clear();
        }
        if !matches!(parameters, "" | "0") {
            let _ = write!(self.pen, "\x1b[{parameters}m");
        }
        while self.pen.len() > PEN_LIMIT {
            let next = self.pen[1..]
                .find('\x1b')
                .map_or(self.pen.len(), |it| it + 1);
            self.pen.drain(..next);
        }
    }

    /// Sequences that set the modes that a painted screen does not hold. They assume a terminal
    /// that was just reset.
    pub fn beside_the_screen(&self) -> String {
        let mut text = String::new();
        let apart = self.on.iter().filter(|mode| !PAINTED.contains(mode));
        for mode in apart.chain(&self.mouse).chain(&self.mouse_form) {
            let _ = write!(text, "\x1b[?{mode}h");
        }
        if self.keypad {
            text.push_str("\x1b=");
        }
        if let Some(style) = self.cursor_style {
            let _ = write!(text, "\x1b[{style} q");
        }
        text
    }

    /// Sequences that put an emulated screen into these modes, for painting that begins in the
    /// middle of a stream.
    pub fn on_the_screen(&self) -> String {
        let mut text = String::new();
        if self.alternate {
            text.push_str("\x1b[?1047h");
        }
        for (designation, drawing) in ["(", ")"].iter().zip(self.drawing) {
            if drawing {
                let _ = write!(text, "\x1b{designation}0");
            }
        }
        if self.shifted {
            text.push('\x0e');
        }
        for (mode, on) in [(4, self.insert), (20, self.new_line)] {
            if on {
                let _ = write!(text, "\x1b[{mode}h");
            }
        }
        if let Some((top, bottom)) = self.margins {
            let _ = write!(text, "\x1b[{top};{bottom}r");
        }
        for mode in PAINTED {
            match (self.on.contains(&mode), ON.contains(&mode)) {
                (true, false) => _ = write!(text, "\x1b[?{mode}h"),
                (false, true) => _ = write!(text, "\x1b[?{mode}l"),
                _ => {}
            }
        }
        text.push_str(&self.pen);
        text
    }
}
