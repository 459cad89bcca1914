//! The one factory of analyzers. Whoever opens the index, to write or to search, goes through
//! [`register`]; a query analysed differently from the text finds nothing and says nothing.

use std::sync::LazyLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, Stemmer, StopWordFilter, TextAnalyzer, Token, TokenStream,
    Tokenizer, TokenizerManager,
};

use crate::text::{identifiers, words};

/// The analyzer of prose: folded, without stop words, stemmed.
pub const TEXT: &str = "halden_text";
/// The analyzer of part numbers and references: whole, whatever their separators, never stemmed.
pub const IDENTIFIER: &str = "halden_identifier";

/// Function words, and those that make a sentence a question: rare in documents, they would
/// otherwise weigh more than what is asked about.
const STOP_WORDS: &str = "a about am an and any are as at be been but by can could did do does for \
    from had has have how i if in into is it its let may me must my no not now nowadays of on or our shall \
    should so some still such than that the their them then there these they this to today us was we were \
    what when where which who whose why will with would you your";

/// Makes the analyzers known to an index.
pub fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(TEXT, text_analyzer());
    tokenizers.register(IDENTIFIER, TextAnalyzer::from(Folded(identifiers)));
}

/// The analyzer of prose.
pub fn text_analyzer() -> TextAnalyzer {
    let stop_words = STOP_WORDS.split_whitespace().map(str::to_owned);
    TextAnalyzer::builder(Folded(words))
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::remove(stop_words))
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The terms of a text, as the lexical index sees them.
pub fn stems(text: &str) -> Vec<String> {
    static ANALYZER: LazyLock<TextAnalyzer> = LazyLock::new(text_analyzer);
    terms(&mut ANALYZER.clone(), text)
}

/// The terms that an analyzer makes of a text.
pub fn terms(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer.token_stream(text).process(&mut |token| terms.push(token.text.clone()));
    terms
}

/// A tokenizer made of a function.
#[derive(Clone)]
struct Folded(fn(&str) -> Vec<String>);

struct Tokens {
    words: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokenizer for Folded {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens { words: self.0(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else {
            return false;
        };
        self.token.text = word;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_accents_and_stop_words_do_not_separate_text_from_question() {
        assert_eq!(stems("What are the cancellations?"), stems("cancellation"));
        assert_eq!(stems("Søren Kjær"), stems("soren kjaer"));
    }
}
