//! A command line, cut into simple commands and their words as a shell cuts it. This covers as much
//! of a shell's grammar as it takes to tell which programs a line starts. It expands nothing.

#[derive(Default)]
struct Cutter {
    commands: Vec<Vec<String>>,
    words: Vec<String>,
    word: Option<String>,
    /// The next word is the target of a redirection, not a word of the command.
    redirects: bool,
    /// The lines that follow are a here-document, not commands.
    document: bool,
}

/// Each command as its words.
pub fn commands_of(text: &str) -> Vec<Vec<String>> {
    let mut cutter = Cutter::default();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('\n') | None => {}
                Some(next) => cutter.push(next),
            },
            '\'' => {
                let mut inside = letters.by_ref().take_while(|it| *it != '\'');
                cutter.quoted(&mut inside);
            }
            '"' => {
                let mut escaped = false;
                let mut inside = letters.by_ref().take_while(|it| {
                    let ends = *it == '"' && !escaped;
                    escaped = *it == '\\' && !escaped;
                    !ends
                });
                cutter.quoted(&mut inside);
            }
            '#' if cutter.word.is_none() => while letters.next_if(|it| *it != '\n').is_some() {},
            '\n' if cutter.document => break,
            '<' | '>' => {
                let more = std::iter::from_fn(|| letters.next_if(|it| "<>&|".contains(*it)));
                cutter.redirect(letter, &more.collect::<String>());
            }
            '\n' | ';' | '&' | '|' | '(' | ')' | '`' => cutter.end_command(),
            blank if blank.is_whitespace() => cutter.end_word(),
            other => cutter.push(other),
        }
    }
    cutter.end_command();
    cutter.commands
}

impl Cutter {
    fn push(&mut self, letter: char) {
        self.word.get_or_insert_default().push(letter);
    }

    fn quoted(&mut self, letters: &mut dyn Iterator<Item = char>) {
        self.word.get_or_insert_default().extend(letters);
    }

    fn redirect(&mut self, first: char, more: &str) {
        // The number of a file descriptor is not a word.
        if self
            .word
            .as_ref()
            .is_some_and(|it| it.parse::<u8>().is_ok())
        {
            self.word = None;
        }
        self.end_word();
        self.redirects = true;
        self.document |= first == '<' && more == "<";
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take()
            && !std::mem::take(&mut self.redirects)
        {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.redirects = false;
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.commands.push(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_as_a_shell_cuts_it() {
        let cut = |text| {
            let commands = commands_of(text);
            let commands = commands.iter().map(|words| words.join("|"));
            commands.collect::<Vec<_>>().join(" / ")
        };
        for (text, said) in [
            ("a 'b c'd \"e \\\" f\" g\\ h", "a|b cd|e \\\" f|g h"),
            ("a && b || c; d & e | f", "a / b / c / d / e / f"),
            ("a >out b 2>&1 </dev/null c", "a|b|c"),
            ("a # b; c\nd", "a / d"),
            ("a <<E b\nc\nE", "a|b"),
            ("a <<< b\nc", "a / c"),
            ("x=$(a b) `c`", "x=$ / a|b / c"),
            ("a 'open", "a|open"),
            ("", ""),
        ] {
            assert_eq!(cut(text), said, "{text}");
        }
    }
}
