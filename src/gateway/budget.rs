//! Tokens and money of one session.
//!
//! Counting works as a provider does it: a call is admitted while anything is left, and the one
//! that crosses the limit is still served. The trace knows what was spent, so a gateway that is
//! built after a restart continues from there, and nobody's budget refills.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::calls::Usage;
use super::config::{Budget, Price};
use super::error::ApiError;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Tokens read and written.
    pub tokens: u64,
    /// In millionths of a euro.
    pub micro_eur: u64,
}

#[derive(Debug)]
pub struct Ledger {
    budget: Budget,
    spent: Mutex<Spent>,
}

impl Ledger {
    pub fn new(budget: Budget, spent: Spent) -> Self {
        Self {
            budget,
            spent: Mutex::new(spent),
        }
    }

    /// Refuses only when nothing is left.
    pub fn admit(&self) -> Result<(), ApiError> {
        let spent = self.spent();
        if let Some(limit) = self
            .budget
            .max_tokens
            .filter(|limit| spent.tokens >= *limit)
        {
            let what = format!("{} of {limit} tokens are used", spent.tokens);
            return Err(ApiError::budget_spent(&what));
        }
        if let Some(limit) = self
            .budget
            .max_micro_eur
            .filter(|limit| spent.micro_eur >= *limit)
        {
            let what = format!(
                "EUR {} of EUR {} are spent",
                euros(spent.micro_eur),
                euros(limit)
            );
            return Err(ApiError::budget_spent(&what));
        }
        Ok(())
    }

    /// Returns the call's cost in millionths of a euro.
    pub fn charge(&self, usage: Usage, price: Price) -> u64 {
        let cost = cost(usage, price);
        let mut spent = self.spent.lock().expect("no panic happens under this lock");
        spent.tokens = spent.tokens.saturating_add(usage.total());
        spent.micro_eur = spent.micro_eur.saturating_add(cost);
        cost
    }

    pub fn spent(&self) -> Spent {
        *self.spent.lock().expect("no panic happens under this lock")
    }
}

/// In millionths of a euro, rounded up.
fn cost(usage: Usage, price: Price) -> u64 {
    let input = usage
        .prompt_tokens
        .saturating_mul(price.input_micro_eur_per_1k);
    let output = usage
        .completion_tokens
        .saturating_mul(price.output_micro_eur_per_1k);
    input.saturating_add(output).div_ceil(1_000)
}

fn euros(micro: u64) -> String {
    format!("{}.{:04}", micro / 1_000_000, micro % 1_000_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICE: Price = Price {
        input_micro_eur_per_1k: 150,
        output_micro_eur_per_1k: 600,
    };

    fn usage(prompt_tokens: u64, completion_tokens: u64) -> Usage {
        Usage {
            prompt_tokens,
            completion_tokens,
            estimated: false,
        }
    }

    #[test]
    fn costs_are_rounded_up_to_a_millionth() {
        assert_eq!(cost(usage(1_000, 1_000), PRICE), 750);
        assert_eq!(cost(usage(1, 0), PRICE), 1);
        assert_eq!(cost(usage(0, 0), PRICE), 0);
    }

    #[test]
    fn the_call_that_crosses_a_limit_is_served_and_the_next_is_not() {
        let ledger = Ledger::new(
            Budget {
                max_tokens: None,
                max_micro_eur: Some(1_000),
            },
            Spent {
                tokens: 10,
                micro_eur: 999,
            },
        );
        ledger.admit().expect("one millionth is left");
        assert_eq!(ledger.charge(usage(1_000, 0), PRICE), 150);
        let refusal = ledger.admit().expect_err("nothing is left");
        assert_eq!(refusal.code, "insufficient_quota");
        assert!(
            refusal.message.contains("EUR 0.0011 of EUR 0.0010"),
            "{}",
            refusal.message
        );
    }

    #[test]
    fn tokens_are_limited_too() {
        let ledger = Ledger::new(
            Budget {
                max_tokens: Some(5),
                max_micro_eur: None,
            },
            Spent::default(),
        );
        ledger.charge(usage(3, 2), Price::default());
        assert!(
            ledger
                .admit()
                .expect_err("spent")
                .message
                .contains("5 of 5 tokens")
        );
    }
}
