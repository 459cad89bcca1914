//! Gold: whether a hit contains the passage that answers a question, according
//! to the host's own documents.

use std::ops::Range;

use crate::commands::{Hit, PipelineQuestion};
use crate::documents::Documents;
use crate::pipeline::question::{Question, Span};

/// The part of a question that the candidate's program may see.
pub fn asked(question: &Question) -> PipelineQuestion<'_> {
    PipelineQuestion {
        id: &question.id,
        question: &question.text,
        customer: question.customer.as_deref(),
    }
}

/// The part of a span that a hit covers, if that is at least half of the span's bytes. The hit's
/// text must contain that part too: a program can invent a range.
pub fn covered<'d>(hit: &Hit, span: &Span, documents: &'d Documents) -> Option<&'d str> {
    let document = documents.get(&span.doc).filter(|_| hit.doc == span.doc)?;
    let body = document.body.as_str();
    body.match_indices(&span.quote).find_map(|(at, quote)| {
        let common = common(at..at + quote.len(), hit.start..hit.end);
        let text = body.get(common.clone())?;
        (2 * common.len() >= quote.len() && hit.text.contains(text)).then_some(text)
    })
}

/// For each span, the rank (from 1) of the first hit that covers it.
pub fn ranks(spans: &[Span], hits: &[Hit], documents: &Documents) -> Vec<Option<usize>> {
    let first = |span| {
        let at = hits
            .iter()
            .position(|hit| covered(hit, span, documents).is_some());
        at.map(|at| at + 1)
    };
    spans.iter().map(first).collect()
}

fn common(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Document;

    fn documents(body: &str) -> Documents {
        let document = Document {
            customer: None,
            body: body.to_owned(),
        };
        Documents::from([("policy/a".to_owned(), document)])
    }

    fn span(quote: &str) -> Span {
        Span {
            doc: "policy/a".into(),
            quote: quote.into(),
        }
    }

    fn hit(doc: &str, range: Range<usize>, text: &str) -> Hit {
        Hit {
            doc: doc.into(),
            start: range.start,
            end: range.end,
            text: text.into(),
        }
    }

    #[test]
    fn half_of_the_quote_in_range_and_in_the_shown_text_is_covered() {
        let documents = documents("The window is 72 hours for all.");
        let span = span("72 hours");
        let part = |hit: &Hit| covered(hit, &span, &documents).map(str::to_owned);
        let whole = hit("policy/a", 0..31, "The window is 72 hours for all.");
        assert_eq!(part(&whole).as_deref(), Some("72 hours"));
        let half = hit("policy/a", 0..18, "The window is 72 h");
        assert_eq!(part(&half).as_deref(), Some("72 h"));
        for nothing in [
            hit("policy/a", 0..16, "The window is 72"),
            hit("policy/b", 0..31, "The window is 72 hours"),
            // An invented text, and a range whose end is before its start.
            hit("policy/a", 0..31, "something else"),
            Hit {
                start: 20,
                ..hit("policy/a", 0..9, "")
            },
        ] {
            assert_eq!(part(&nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_span_counts_where_it_is_first_covered() {
        let documents = documents("First fact. Second fact.");
        let hits = [
            hit("policy/a", 0..11, "First fact."),
            hit("policy/a", 0..24, "First fact. Second fact."),
        ];
        let spans = [span("First fact"), span("Second fact"), span("None")];
        assert_eq!(ranks(&spans, &hits, &documents), [Some(1), Some(2), None]);
    }
}
