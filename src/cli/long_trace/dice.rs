//! Randomness that depends only on the seed: the generator's numbers are published, and what is made
//! of them is written out here.

use rand::{RngCore as _, SeedableRng as _};
use rand_xoshiro::SplitMix64;

#[derive(Clone, Debug)]
pub struct Dice(SplitMix64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::seed_from_u64(seed))
    }

    pub fn roll(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// From 0, below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// Both ends included.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from[place]
    }
}

const WORDS: [&str; 96] = [
    "recall",
    "chunk",
    "retrieve",
    "fuse",
    "rank",
    "policy",
    "returns",
    "contract",
    "torque",
    "crane",
    "excavator",
    "tarpaulin",
    "deposit",
    "invoice",
    "customer",
    "region",
    "index",
    "vector",
    "lexical",
    "dense",
    "score",
    "candidate",
    "prompt",
    "version",
    "label",
    "rollout",
    "worker",
    "queue",
    "retry",
    "timeout",
    "embed",
    "batch",
    "token",
    "budget",
    "answer",
    "cite",
    "source",
    "span",
    "offset",
    "header",
    "section",
    "table",
    "price",
    "hire",
    "weekend",
    "rate",
    "discount",
    "notice",
    "delivery",
    "site",
    "hydraulic",
    "filter",
    "pressure",
    "valve",
    "engine",
    "diesel",
    "battery",
    "charger",
    "manual",
    "safety",
    "inspection",
    "licence",
    "operator",
    "insurance",
    "damage",
    "waiver",
    "extension",
    "period",
    "renewal",
    "branch",
    "depot",
    "stock",
    "model",
    "series",
    "serial",
    "bolt",
    "chain",
    "load",
    "limit",
    "height",
    "reach",
    "weight",
    "ground",
    "wind",
    "ladder",
    "scaffold",
    "mixer",
    "pump",
    "drill",
    "saw",
    "roller",
    "plate",
    "trench",
    "lift",
    "boom",
    "bucket",
];

impl Dice {
    /// A word of the trade.
    pub fn word(&mut self) -> &'static str {
        self.pick(&WORDS)
    }

    pub fn words(&mut self, count: u64) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// An identifier in Rust's spelling.
    pub fn name(&mut self) -> String {
        format!("{}_{}", self.word(), self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_numbers_that_it_always_gave() {
        let mut dice = Dice::new(1_234_567);
        assert_eq!(dice.roll(), 6_457_827_717_110_365_317);
        assert_eq!(dice.below(1_000), 973);
        assert_eq!((dice.between(5, 14), dice.word()), (8, "batch"));
    }
}
