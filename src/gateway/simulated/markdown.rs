//! Passages of a context block: sentences, list items and table rows, each with what surrounds it.

use super::sentences::sentences;

/// The smallest unit that the reader answers with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// Index of the passage's block.
    pub block: usize,
    /// The sentence, or a row as `header: value` pairs.
    pub text: String,
    /// The last line of the headings above the passage.
    pub heading: String,
    /// What surrounds the passage: the block's note, the headings, and the sentence before it.
    pub surroundings: String,
    pub is_row: bool,
}

pub(super) fn passages(block: usize, title: &str, text: &str) -> Vec<Passage> {
    let mut reader = MarkdownReader::new(block, title);
    for line in text.lines() {
        reader.line(line.trim());
    }
    reader.end_paragraph();
    reader.passages
}

struct MarkdownReader {
    block: usize,
    title: String,
    heading: String,
    lead_in: String,
    paragraph: String,
    header: Vec<String>,
    passages: Vec<Passage>,
}

impl MarkdownReader {
    fn new(block: usize, title: &str) -> Self {
        Self {
            block,
            title: title.to_owned(),
            heading: String::new(),
            lead_in: String::new(),
            paragraph: String::new(),
            header: Vec::new(),
            passages: Vec::new(),
        }
    }

    fn line(&mut self, line: &str) {
        if !line.starts_with('|') {
            self.header.clear();
        }
        if line.is_empty() || is_rule(line) {
            self.end_paragraph();
        } else if let Some(heading) = heading(line) {
            self.end_paragraph();
            heading.clone_into(&mut self.heading);
            self.lead_in.clear();
        } else if line.starts_with('|') {
            self.end_paragraph();
            self.row(line);
        } else if let Some(item) = list_item(line) {
            self.end_paragraph();
            item.clone_into(&mut self.paragraph);
        } else {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(line);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        for sentence in sentences(&plain(&paragraph)) {
            self.push(sentence.clone(), false);
            self.lead_in = sentence;
        }
    }

    fn row(&mut self, line: &str) {
        let cells: Vec<String> = line
            .trim_matches('|')
            .split('|')
            .map(|cell| plain(cell.trim()))
            .collect();
        if cells
            .iter()
            .all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
        {
            return;
        }
        if self.header.is_empty() {
            self.header = cells;
            return;
        }
        let text = rendered(&self.header, &cells);
        self.push(text, true);
    }

    fn push(&mut self, text: String, is_row: bool) {
        let surroundings = [&self.title, &self.heading, &self.lead_in];
        let surroundings = surroundings.map(String::as_str).join("\n");
        let title = self.title.lines().next_back().unwrap_or_default();
        let heading = if self.heading.is_empty() {
            title
        } else {
            &self.heading
        }
        .to_owned();
        let block = self.block;
        self.passages.push(Passage {
            block,
            text,
            heading,
            surroundings,
            is_row,
        });
    }
}

fn rendered(header: &[String], cells: &[String]) -> String {
    let named = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty());
    let pairs = named.map(
        |(at, cell)| match header.get(at).filter(|name| !name.is_empty()) {
            Some(name) => format!("{name}: {cell}"),
            None => cell.clone(),
        },
    );
    pairs.collect::<Vec<_>>().join("; ")
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| text.trim())
}

fn list_item(line: &str) -> Option<&str> {
    let bullet = ["- ", "* ", "+ ", "• "]
        .iter()
        .find_map(|bullet| line.strip_prefix(bullet));
    bullet.or_else(|| {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let rest = &line[digits..];
        let item = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "));
        item.filter(|_| (1..=3).contains(&digits))
    })
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3
        && line
            .chars()
            .all(|c| matches!(c, '-' | '=' | '*' | '_' | '`' | '"'))
}

/// The text without emphasis and code marks.
fn plain(text: &str) -> String {
    let text = text.replace("**", "").replace('`', "");
    text.replace('*', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_header_and_sentences_their_heading() {
        let text = "# Torques\n\n| Item | Size | Torque |\n|---|---|---|\n| Cab feet | M12 | **78 Nm** |\n\
                    \nA wrench\nis expected. Use it.\n- First item";
        let passages = passages(0, "HX-27 torque table", text);
        let texts: Vec<&str> = passages
            .iter()
            .map(|passage| passage.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "Item: Cab feet; Size: M12; Torque: 78 Nm",
                "A wrench is expected.",
                "Use it.",
                "First item"
            ]
        );
        assert!(passages[0].is_row && !passages[1].is_row);
        assert_eq!(
            passages[2].surroundings,
            "HX-27 torque table\nTorques\nA wrench is expected."
        );
    }

    #[test]
    fn a_new_table_has_a_new_header() {
        let passages = passages(0, "", "| A |\n|---|\n| 1 |\n\n| B |\n|---|\n| 2 |");
        assert_eq!(
            (passages[0].text.as_str(), passages[1].text.as_str()),
            ("A: 1", "B: 2")
        );
    }
}
