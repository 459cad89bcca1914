//! One short line of a text.

/// The most characters of a label.
pub const LABEL: usize = 120;

/// The first line that is not blank, cut to `most` characters.
pub fn first_line(text: &str, most: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    shortened(line.unwrap_or_default(), most)
}

/// The beginning of a text, at most `most` characters. A cut text ends with `…`.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => {
            let cut = text[..end].char_indices().next_back().map_or(0, |it| it.0);
            format!("{}…", &text[..cut])
        }
        None => text.to_owned(),
    }
}

/// `1 file`, `2 files`.
pub fn plural(count: usize, one: &str) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {one}{many}")
}

/// The same of a count.
pub fn count_of(count: u64, one: &str) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), one)
}

/// A working time as `h:mm:ss`.
pub fn clock(time: i64) -> String {
    let seconds = time.max(0) / 1_000_000;
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
