//! Reads the block structure of Markdown: the smallest units that should stay whole.

use std::ops::Range;

/// A paragraph, a list item, a line of code or a table row.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its bytes in the body, from the first character to the end of its last line.
    pub range: Range<usize>,
    /// The headings above it.
    pub section: String,
    /// The header of the table that it is a later row of.
    pub header: Option<Range<usize>>,
}

/// The units of a body in order. Together they cover everything but blank lines and headings.
pub fn units(body: &str) -> Vec<Unit> {
    let mut reader = Reader::default();
    let lines = lines(body);
    for (at, line) in lines.iter().enumerate() {
        reader.read(body, line, lines.get(at + 1));
    }
    reader.units
}

fn lines(body: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    body.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end;
            range
        })
        .collect()
}

#[derive(Default)]
struct Reader {
    units: Vec<Unit>,
    headings: Vec<(usize, String)>,
    /// The header of the table that is being read.
    table: Option<Range<usize>>,
    /// Whether the next line continues the last unit.
    continues: bool,
    in_code: bool,
}

impl Reader {
    fn read(&mut self, body: &str, line: &Range<usize>, next: Option<&Range<usize>>) {
        let text = body[line.clone()].trim();
        let fence = text.starts_with("```");
        if fence || self.in_code {
            self.in_code ^= fence;
            return self.push(line, self.continues);
        }
        if text.is_empty() {
            self.table = None;
            self.continues = false;
        } else if let Some((level, title)) = heading(text) {
            self.headings.retain(|(above, _)| *above < level);
            self.headings.push((level, title.to_owned()));
            self.table = None;
            self.continues = false;
        } else if text.starts_with('|') {
            let opens = next.is_some_and(|next| is_delimiter(body[next.clone()].trim()));
            self.table_row(line, text, opens);
        } else {
            let after_table = self.table.take().is_some();
            self.push(line, self.continues && !after_table && !is_list_item(text));
        }
    }

    /// The header, its delimiter and the first row are one unit; each later row is its own and
    /// knows the header.
    fn table_row(&mut self, line: &Range<usize>, text: &str, opens: bool) {
        match &mut self.table {
            None if opens => {
                self.table = Some(line.clone());
                self.push(line, false);
            }
            None => self.push(line, self.continues),
            Some(header) if is_delimiter(text) => {
                header.end = line.end;
                self.push(line, true);
            }
            Some(header) => {
                let header = header.clone();
                let first = header.end == line.start;
                self.push(line, first);
                if let Some(unit) = self.units.last_mut().filter(|_| !first) {
                    unit.header = Some(header);
                }
            }
        }
    }

    fn push(&mut self, line: &Range<usize>, continues: bool) {
        self.continues = true;
        if let Some(unit) = self.units.last_mut().filter(|_| continues) {
            unit.range.end = line.end;
            return;
        }
        let titles: Vec<&str> = self.headings.iter().map(|(_, title)| title.as_str()).collect();
        let section = titles.join(" › ");
        self.units.push(Unit { range: line.clone(), section, header: None });
    }
}

fn heading(text: &str) -> Option<(usize, &str)> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    let title = text[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim()))
}

fn is_delimiter(text: &str) -> bool {
    text.starts_with('|')
        && text.contains('-')
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn is_list_item(text: &str) -> bool {
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit());
    text.starts_with("- ")
        || text.starts_with("* ")
        || (numbered.len() < text.len() && numbered.starts_with(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Vec<&str> {
        units(body).into_iter().map(|unit| body[unit.range].trim()).collect()
    }

    #[test]
    fn paragraphs_items_and_rows_are_units() {
        let body =
            "One\nstill one.\n\n- a\n  more a\n- b\n1. c\n\n| h |\n|---|\n| r1 |\n| r2 |\nend";
        assert_eq!(
            texts(body),
            [
                "One\nstill one.",
                "- a\n  more a",
                "- b",
                "1. c",
                "| h |\n|---|\n| r1 |",
                "| r2 |",
                "end"
            ]
        );
    }

    #[test]
    fn a_row_knows_its_header_and_a_hash_in_text_is_no_heading() {
        let body = "| h |\n|---|\n| r1 |\n| r2 |\n\n#hashtag\n\n```\n# code\n```\n";
        let units = units(body);
        assert_eq!(units[1].header, Some(0..12));
        assert_eq!(units[0].header, None);
        assert!(units.iter().all(|unit| unit.section.is_empty()));
    }
}
