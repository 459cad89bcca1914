//! A query: words that must all occur, `"several in a row"`, `begin*`, `-without`. There is no
//! other syntax, so no query is expensive.

use tantivy::Term;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::words::places;

/// The most clauses of a query, and the most words in one.
const MOST: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Clause {
    /// These words in a row.
    Row(Vec<String>),
    /// A word that begins like this.
    Beginning(String),
    /// These words in a row must not occur.
    Without(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<Clause>);

/// Parses a query. If it cannot be parsed, returns its plain words and true.
pub fn read(asked: &str) -> (Words, bool) {
    match clauses(asked) {
        Some(clauses) => (Words(clauses), false),
        None => (Words(plain(asked)), true),
    }
}

fn plain(asked: &str) -> Vec<Clause> {
    let words = places(asked).into_iter().take(MOST);
    words.map(|place| Clause::Row(vec![place.word])).collect()
}

/// `None` if a quote is not closed, or if all clauses are `-without`.
fn clauses(asked: &str) -> Option<Vec<Clause>> {
    let mut clauses = Vec::new();
    let mut rest = asked.trim_start();
    while !rest.is_empty() && clauses.len() < MOST {
        let (without, part) = match rest.strip_prefix('-') {
            Some(part) => (true, part),
            None => (false, rest),
        };
        let (text, quoted, next) = if let Some(inner) = part.strip_prefix('"') {
            let end = inner.find('"')?;
            (&inner[..end], true, &inner[end + 1..])
        } else {
            let end = part.find(char::is_whitespace).unwrap_or(part.len());
            (&part[..end], false, &part[end..])
        };
        rest = next.trim_start();
        let words: Vec<_> = places(text)
            .into_iter()
            .take(MOST)
            .map(|it| it.word)
            .collect();
        clauses.extend(clause(words, without, !quoted && text.ends_with('*')));
    }
    let wants = clauses.iter().any(|it| !matches!(it, Clause::Without(_)));
    (wants || clauses.is_empty()).then_some(clauses)
}

fn clause(words: Vec<String>, without: bool, beginning: bool) -> Option<Clause> {
    match (&words[..], without) {
        ([], _) => None,
        (_, true) => Some(Clause::Without(words)),
        // A beginning of one letter matches nearly everything.
        ([word], false) if beginning && word.chars().count() > 1 => {
            Some(Clause::Beginning(word.clone()))
        }
        _ => Some(Clause::Row(words)),
    }
}

impl Words {
    /// `None` if there is nothing to look for.
    pub(super) fn query(&self, field: Field) -> Option<Box<dyn Query>> {
        let term = |word: &String| Term::from_field_text(field, word);
        let row = |words: &[String]| -> Box<dyn Query> {
            match words {
                [word] => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
                words => Box::new(PhraseQuery::new(words.iter().map(term).collect())),
            }
        };
        let parts = self.0.iter().map(|clause| match clause {
            Clause::Row(words) => (Occur::Must, row(words)),
            Clause::Without(words) => (Occur::MustNot, row(words)),
            Clause::Beginning(word) => {
                let query = FuzzyTermQuery::new_prefix(term(word), 0, true);
                (Occur::Must, Box::new(query) as Box<dyn Query>)
            }
        });
        let parts: Vec<_> = parts.collect();
        (!parts.is_empty()).then(|| Box::new(BooleanQuery::new(parts)) as Box<dyn Query>)
    }

    /// Whether a word of a text matches.
    pub(super) fn has(&self, found: &str) -> bool {
        self.0.iter().any(|clause| match clause {
            Clause::Row(words) => words.iter().any(|word| word == found),
            Clause::Beginning(word) => found.starts_with(&word[..]),
            Clause::Without(_) => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &[&str]) -> Clause {
        Clause::Row(words.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn queries_are_read_or_taken_as_words() {
        let (words, plain) = read("Recall@5 \"rrf k\" ran* -\"dry run\"");
        assert!(!plain);
        let without = Clause::Without(vec!["dry".into(), "run".into()]);
        let beginning = Clause::Beginning("ran".into());
        assert_eq!(
            words.0,
            [
                row(&["recall", "5"]),
                row(&["rrf", "k"]),
                beginning,
                without
            ]
        );
        let (words, plain) = read("an \"open quote");
        assert!(plain);
        assert_eq!(words.0, [row(&["an"]), row(&["open"]), row(&["quote"])]);
        let (words, plain) = read("-only -without");
        assert!(plain && words.0.len() == 2);
        assert!(read("").0.0.is_empty());
        assert_eq!(
            read("*:* /.*/ [a TO z}").0.0,
            [row(&["a"]), row(&["to"]), row(&["z"])]
        );
        assert!(read(&"x ".repeat(9_000)).0.0.len() <= MOST);
    }
}
