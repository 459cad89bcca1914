//! One line: its text, and how its letters look.

use avt::{Color, Line, Pen};
use serde::{Deserialize, Serialize};

use super::ends::LONGEST;

/// The most stretches of one line that are kept with their look. Later ones look plain.
const MOST_STYLES: usize = 200;
const RGB: i32 = 0x0100_0000;

/// From and to (exclusive, in UTF-16 units), foreground, background (−1: none; below 256: the
/// terminal's palette; else 2²⁴ + red, green, blue), and attributes: 1 bold, 2 faint, 4 italic, 8
/// underlined, 16 inverse, 32 struck through.
pub type Style = (u32, u32, i32, i32, u8);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLine {
    /// The event that completed it.
    pub seq: u64,
    pub text: String,
    /// In order; what looks plain is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub styles: Vec<Style>,
}

/// A line whose rows come one after another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Building {
    text: String,
    styles: Vec<Style>,
    /// The length of the text in UTF-16 units.
    units: u32,
    /// Whether the event that is read printed on one of its rows.
    #[serde(skip)]
    visited: bool,
}

impl Building {
    /// In bytes.
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Adds a row. True if the line ends with it.
    pub fn add(&mut self, row: &Line, visited: bool) -> bool {
        self.visited |= visited;
        for cell in row.cells().iter().filter(|it| it.width() > 0) {
            let from = self.units;
            self.text.push(cell.char());
            self.units += u32::try_from(cell.char().len_utf16()).unwrap_or(1);
            if !cell.pen().is_default() {
                self.style(from, cell.pen());
            }
        }
        !row.is_wrapped() || self.text.len() > LONGEST
    }

    fn style(&mut self, from: u32, pen: &Pen) {
        let to = self.units;
        let (front, back, how) = (colour(pen.foreground()), colour(pen.background()), how(pen));
        let few = self.styles.len() < MOST_STYLES;
        match self.styles.last_mut() {
            Some(last) if last.1 == from && (last.2, last.3, last.4) == (front, back, how) => {
                last.1 = to;
            }
            _ if few => self.styles.push((from, to, front, back, how)),
            _ => {}
        }
    }

    /// An event before this one may have stamped it.
    pub fn finish(self, stamped: Option<u64>, now: u64) -> TextLine {
        let Self {
            mut text,
            mut styles,
            units,
            visited,
        } = self;
        let kept = text.trim_end().len();
        let cut: usize = text[kept..].chars().map(char::len_utf16).sum();
        let end = units - u32::try_from(cut).unwrap_or(units);
        text.truncate(kept);
        styles.retain(|it| it.0 < end);
        if let Some(last) = styles.last_mut() {
            last.1 = last.1.min(end);
        }
        TextLine {
            seq: stamped.filter(|_| !visited).unwrap_or(now),
            text,
            styles,
        }
    }

    /// Call this after the event.
    pub fn rest(&mut self) {
        self.visited = false;
    }
}

fn colour(colour: Option<Color>) -> i32 {
    match colour {
        None => -1,
        Some(Color::Indexed(number)) => i32::from(number),
        Some(Color::RGB(it)) => {
            RGB | i32::from(it.r) << 16 | i32::from(it.g) << 8 | i32::from(it.b)
        }
    }
}

fn how(pen: &Pen) -> u8 {
    u8::from(pen.is_bold())
        | u8::from(pen.is_faint()) << 1
        | u8::from(pen.is_italic()) << 2
        | u8::from(pen.is_underline()) << 3
        | u8::from(pen.is_inverse()) << 4
        | u8::from(pen.is_strikethrough()) << 5
}
