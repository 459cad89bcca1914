//! How texts are cut into words: at everything that is no letter or digit, in lower case. So a
//! path, an identifier or an error code is found by its parts, and in quotes as a whole.

use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer, TokenStream as _, TokenizerManager,
};

/// The analyzer of texts, by name.
pub const WORDS: &str = "words";
/// Longer words are digests and the like.
const LONGEST: usize = 80;

/// The analyzer.
pub fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .build()
}

/// Makes it known to an index.
pub fn register(manager: &TokenizerManager) {
    manager.register(WORDS, analyzer());
}

/// A word and where it is in a text, in bytes.
pub struct Place {
    /// The word as it is indexed.
    pub word: String,
    /// From.
    pub from: usize,
    /// Up to.
    pub to: usize,
}

/// The words of a text.
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
