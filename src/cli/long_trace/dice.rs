//! Chance that is the same for the same seed, whatever libraries do (splitmix64).

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One below this.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// One of both and between.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// One of these.
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

    /// Some words.
    pub fn words(&mut self, count: u64) -> String {
        let words: Vec<_> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// An identifier.
    pub fn name(&mut self) -> String {
        format!("{}_{}", self.word(), self.word())
    }
}
