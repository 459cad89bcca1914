//! How texts are split into words: at everything that is not a letter or a digit, in lower case. So
//! a path, an identifier or an error code is found by its parts and, in quotes, as a whole.

use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, TokenStream as _, TokenizerManager,
};

/// The analyzer's name in an index.
pub const WORDS: &str = "words";
/// Longer words are digests and the like.
const LONGEST: usize = 80;

pub fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .build()
}

/// An index needs this before it reads or writes texts.
pub fn register(manager: &TokenizerManager) {
    manager.register(WORDS, analyzer());
}

/// A word and where it is in a text, in bytes.
pub struct Place {
    /// The word as it is indexed.
    pub word: String,
    pub from: usize,
    pub to: usize,
}

pub fn places(text: &str) -> Vec<Place> {
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut places = Vec::new();
    while let Some(token) = stream.next() {
        places.push(Place {
            word: token.text.clone(),
            from: token.offset_from,
            to: token.offset_to,
        });
    }
    places
}
