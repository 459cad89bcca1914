//! Words that a careful reader takes as equal. General English of business and machines, in a table
//! that anyone can read rather than a model.

use super::terms::{Term, TermKind};

/// Groups of stems.
const GROUPS: &[&[&str]] = &[
    &["cancel", "calloff"],
    &["refund", "moneyback", "reimburs", "repay"],
    &[
        "price", "cost", "rate", "fee", "charg", "tariff", "pay", "surcharg", "eur",
    ],
    &["spill", "leak"],
    &["late", "overdu", "delay"],
    &["hire", "rent", "rental"],
    &["lorri", "truck"],
    &["store", "keep", "kept", "retain", "retent"],
    &["torqu", "tight", "tighten"],
    &["breakdown", "broke", "break", "stop", "fault", "fail"],
    &["lost", "lose", "loss", "miss"],
    &["report", "told", "notifi", "inform", "tell"],
    &["begin", "start", "commenc"],
    &["valid", "work", "expir"],
    &[
        "max", "maximum", "highest", "most", "exceed", "limit", "cap",
    ],
    &["suction", "suck", "draw"],
    &["festiv", "event"],
    &["drive", "driven", "travel"],
    &["replac", "swap", "substitut"],
    &["daili", "day"],
    &["month", "monthli"],
    &["year", "yearli", "annual"],
    &["week", "weekli"],
    &["code", "refer"],
    &["driver", "oper"],
    &["damag", "broken"],
];

/// Phrases that count as one word.
const PHRASES: &[(&str, &str)] = &[
    ("call off", "calloff"),
    ("called off", "calloff"),
    ("money back", "moneyback"),
];

/// The number of the word's group. No word is in two groups.
pub(super) fn group(term: &Term) -> Option<usize> {
    let is_word = term.kind == TermKind::Word;
    GROUPS
        .iter()
        .position(|group| is_word && group.contains(&term.text.as_str()))
}

/// The text with each phrase as one word. Capitals stay, because identifiers are recognised by
/// them.
pub(super) fn with_phrases(text: &str) -> String {
    PHRASES
        .iter()
        .fold(text.to_owned(), |text, (phrase, word)| {
            text.replace(phrase, word)
        })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::terms::terms;
    use super::*;

    #[test]
    fn no_word_is_in_two_groups_and_all_are_stems() {
        let words: Vec<&str> = GROUPS
            .iter()
            .flat_map(|group| group.iter().copied())
            .collect();
        let distinct: HashSet<&str> = words.iter().copied().collect();
        assert_eq!(words.len(), distinct.len());
        let groups = |text: &str| -> Vec<Option<usize>> {
            terms(&with_phrases(text)).iter().map(group).collect()
        };
        assert_eq!(groups("call off"), groups("cancellation"));
        assert_eq!(groups("yearly price"), groups("annual fee"));
        assert_eq!(groups("HX-27"), [None]);
    }
}
