//! An editor: the alternate screen, lines painted in place, a cursor that moves back and forth,
//! lines written in pieces.

use std::fmt::Write as _;

use super::dice::Dice;

const ROWS: u64 = 40;

/// What opening a file prints.
pub fn open(dice: &mut Dice, path: &str) -> String {
    let mut text = String::from("\x1b[?1049h\x1b[2J\x1b[H");
    for row in 1..ROWS {
        let (word, name) = (dice.word(), dice.name());
        let count = dice.below(9);
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\x1b[{row};1H\x1b[33m{:>4} \x1b[0m    \x1b[34mlet\x1b[0m {word} = {name}({});\x1b[K",
            row + dice.below(3),
            dice.words(count),
        );
    }
    let _ = write!(
        text,
        "\x1b[{ROWS};1H\x1b[7m {path}  1,1  Top \x1b[0m\x1b[K\x1b[5;6H"
    );
    text
}

/// What a key prints: a letter at the cursor, and sometimes a line painted again from its end.
pub fn key(dice: &mut Dice, path: &str, letter: char) -> String {
    let (row, column) = (dice.between(2, ROWS - 2), dice.between(6, 60));
    match dice.below(12) {
        0 => {
            let (first, second) = (dice.word(), dice.name());
            format!(
                "\x1b[{row};30H{second};\x1b[K\x1b[{row};6Hif {first} == \x1b[{ROWS};1H\x1b[7m \
                 {path} [+]  {row},{column} \x1b[0m\x1b[K\x1b[{row};6H"
            )
        }
        1 => format!("\x1b[{row};{column}H"),
        2 => format!(
            "\x1b[{row}L\x1b[{row};6H\x1b[32m// {}\x1b[0m",
            dice.words(5)
        ),
        _ => letter.to_string(),
    }
}

/// What leaving the editor prints.
pub const CLOSE: &str = "\x1b[?1049l";
