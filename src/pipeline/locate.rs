//! Finds the position of a key in a TOML file, so that an error about a value can name its line.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Counted from 1.
pub fn line_at(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    1 + before.matches('\n').count()
}

/// The line of a key, in the notation of messages: `minutes`, `limits.cpus`,
/// `check.recall.run` (an entry by its id), `commit[2].date` (an entry by its index),
/// `check.id = "recall"` (the last entry with this value). Follows as much of the key as
/// exists. `None` if not even its first part exists.
pub fn line_of(text: &str, key: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let (path, wanted) = match key.split_once(" = ") {
        Some((path, value)) => (path, Some(value.trim_matches('"'))),
        None => (key, None),
    };
    // A message about several keys names them with commas; the first one counts.
    let path = path.split(", ").next().unwrap_or(path);
    let segments: Vec<&str> = path.split('.').collect();
    let found = follow(root.get_ref(), &segments, wanted)?;
    Some(line_at(text, found.start))
}

/// The path of the key that this byte belongs to, in the notation of [`line_of`].
pub fn key_at(text: &str, offset: usize) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let mut path = String::new();
    let found = descend(root.get_ref(), offset, &mut path);
    found.then_some(path)
}

fn follow(table: &DeTable<'_>, segments: &[&str], wanted: Option<&str>) -> Option<Range<usize>> {
    let (first, rest) = segments.split_first()?;
    let (name, place) = match first.split_once('[') {
        Some((name, place)) => (name, place.trim_end_matches(']').parse::<usize>().ok()),
        None => (*first, None),
    };
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    let inner = match value.get_ref() {
        DeValue::Table(inner) => follow(inner, rest, wanted),
        DeValue::Array(entries) => {
            let (entry, rest) = match (place, rest.split_first()) {
                (Some(place), _) => (entries.get(place), rest),
                (None, Some((id, rest))) => match by_id(entries, id) {
                    Some(entry) => (Some(entry), rest),
                    None => (last_with(entries, id, wanted), &[][..]),
                },
                (None, None) => (None, rest),
            };
            entry.map(|entry| within(entry, rest, wanted))
        }
        _ => None,
    };
    Some(inner.unwrap_or_else(|| key.span()))
}

fn within(entry: &Spanned<DeValue<'_>>, rest: &[&str], wanted: Option<&str>) -> Range<usize> {
    let deeper = match entry.get_ref() {
        DeValue::Table(table) => follow(table, rest, wanted).or_else(|| named(table)),
        _ => None,
    };
    deeper.unwrap_or_else(|| entry.span())
}

/// The line of an entry's name stands for the entry, because the span of its header says less.
fn named(table: &DeTable<'_>) -> Option<Range<usize>> {
    table
        .iter()
        .find(|(key, _)| key.get_ref() == "id")
        .map(|(key, _)| key.span())
}

fn by_id<'a, 'i>(
    entries: &'a [Spanned<DeValue<'i>>],
    id: &str,
) -> Option<&'a Spanned<DeValue<'i>>> {
    entries
        .iter()
        .find(|entry| text_of(entry, "id") == Some(id))
}

/// The last entry whose `key` is the wanted text: of two equal ones, the second is the mistake.
fn last_with<'a, 'i>(
    entries: &'a [Spanned<DeValue<'i>>],
    key: &str,
    wanted: Option<&str>,
) -> Option<&'a Spanned<DeValue<'i>>> {
    let wanted = wanted?;
    entries
        .iter()
        .rfind(|entry| text_of(entry, key) == Some(wanted))
}

fn text_of<'a>(entry: &'a Spanned<DeValue<'_>>, key: &str) -> Option<&'a str> {
    let DeValue::Table(table) = entry.get_ref() else {
        return None;
    };
    let (_, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

/// Descends to the innermost key whose text, from the key to the end of
/// its value, contains the byte.
fn descend(table: &DeTable<'_>, offset: usize, path: &mut String) -> bool {
    for (key, value) in table {
        if !holds(value, offset) && !key.span().contains(&offset) {
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => {
                descend(inner, offset, path);
            }
            DeValue::Array(entries) => {
                let entry = entries.iter().enumerate().find(|(_, it)| holds(it, offset));
                if let Some((place, entry)) = entry {
                    match text_of(entry, "id") {
                        Some(id) => path.extend([".", id]),
                        None => path.extend(["[", &place.to_string(), "]"]),
                    }
                    if let DeValue::Table(inner) = entry.get_ref() {
                        descend(inner, offset, path);
                    }
                }
            }
            _ => {}
        }
        return true;
    }
    false
}

/// Whether a value, or a key or value within it, contains the byte. The span of a
/// table is only its header.
fn holds(value: &Spanned<DeValue<'_>>, offset: usize) -> bool {
    let inner = match value.get_ref() {
        DeValue::Table(table) => table
            .iter()
            .any(|(key, value)| key.span().contains(&offset) || holds(value, offset)),
        DeValue::Array(entries) => entries.iter().any(|entry| holds(entry, offset)),
        _ => false,
    };
    inner || value.span().contains(&offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "minutes = 3\n[limits]\ncpus = 1.0\n[[check]]\nid = \"a\"\nwhere = \"x\"\n\
                        run.calls = { most = 3 }\n[[check]]\nid = \"b\"\n[[check]]\nid = \"a\"\n\
                        [[commit]]\ndate = \"x\"\n";

    #[test]
    fn keys_are_found_by_name_id_place_and_value() {
        for (key, line) in [
            ("minutes", Some(1)),
            ("limits.cpus", Some(3)),
            ("check.a.where", Some(6)),
            ("check.a.run", Some(7)),
            ("check.a.run.calls.most", Some(7)),
            ("check.b", Some(9)),
            ("check.b.where", Some(9)),
            ("check.id = \"a\"", Some(11)),
            ("commit[0].date", Some(13)),
            ("commit[0].date = \"x\"", Some(13)),
            ("nothing", None),
        ] {
            assert_eq!(line_of(TEXT, key), line, "{key}");
        }
    }

    #[test]
    fn a_byte_is_told_by_its_key() {
        for (part, key) in [
            ("3\n", "minutes"),
            ("1.0", "limits.cpus"),
            ("\"x\"\nrun", "check.a.where"),
            ("3 }", "check.a.run.calls.most"),
        ] {
            let offset = TEXT.find(part).unwrap();
            assert_eq!(key_at(TEXT, offset).as_deref(), Some(key));
        }
    }
}
