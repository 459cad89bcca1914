//! What the reader says when it found nothing and nothing tells it to abstain.
//!
//! A pipeline that neither grounds its prompt nor lets the model abstain gets what a language model
//! would give it: something plausible and wrong. The values come from a digest of the question, so
//! the same question always gets the same invented answer.

pub(super) fn invented(question: &str) -> String {
    let normal = question
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let digest = blake3::hash(normal.as_bytes());
    let draw = |at: usize, from: u32, count: u32| from + u32::from(digest.as_bytes()[at]) % count;
    let has = |words: &[&str]| words.iter().any(|word| normal.contains(word));
    if has(&["how much", "price", "cost", "fee", "charge", "deposit"]) {
        return format!("It is EUR {}.", draw(0, 2, 80) * 5);
    }
    if has(&[
        "how long", "how soon", "deadline", "within", "notice", "period",
    ]) {
        return format!("It is {} days.", draw(1, 2, 59));
    }
    if has(&["how many", "number of", "how often"]) {
        return format!("There are {}.", draw(2, 2, 40));
    }
    if has(&["percent", "%", "discount", "rate"]) {
        return format!("It is {} %.", draw(3, 1, 35));
    }
    if has(&["when", "what time", "which date"]) {
        return format!("It is at {:02}:{:02}.", draw(4, 6, 14), draw(5, 0, 4) * 15);
    }
    if has(&[
        "torque", "pressure", "weigh", "capacity", "voltage", "power",
    ]) {
        return format!("It is {}.", draw(6, 10, 240));
    }
    if normal.starts_with("who ") || has(&[" who ", "whom"]) {
        let names = [
            "Anders Lund",
            "Maria Krogh",
            "Peter Dahl",
            "Louise Bech",
            "Jonas Winther",
        ];
        return format!("{} is responsible.", names[draw(7, 0, 5) as usize]);
    }
    let openings = [
        "Yes, that is possible",
        "No, that is not possible",
        "That is decided case by case",
    ];
    format!(
        "{} under our standard terms, section {}.",
        openings[draw(8, 0, 3) as usize],
        draw(9, 2, 17)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inventions_are_plausible_and_repeatable() {
        let price = invented("How much is the moon lander a day?");
        assert!(price.starts_with("It is EUR "), "{price}");
        assert_eq!(price, invented("how much  is the moon lander a DAY?"));
        assert_ne!(price, invented("How much is the submarine a day?"));
        assert!(invented("Who owns the moon?").ends_with("is responsible."));
        assert!(invented("May I paint it?").contains("standard terms"));
    }
}
