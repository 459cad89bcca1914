//! Numbers within the bounds that a schema sets.

use serde_json::{Map, Value, json};

pub(super) struct Bounds {
    least: Option<f64>,
    most: Option<f64>,
    above: Option<f64>,
    below: Option<f64>,
    step: Option<f64>,
}

impl Bounds {
    /// Of a schema for numbers, or for integers only.
    pub fn of(rules: &Map<String, Value>, integer: bool) -> Self {
        let bound = |name: &str| rules.get(name).and_then(Value::as_f64);
        Self {
            least: bound("minimum"),
            most: bound("maximum"),
            above: bound("exclusiveMinimum"),
            below: bound("exclusiveMaximum"),
            step: bound("multipleOf").or(integer.then_some(1.0)),
        }
    }

    /// Both ends, if the schema has both: then it is a scale.
    pub fn scale(&self) -> Option<(f64, f64)> {
        Some((self.least.or(self.above)?, self.most.or(self.below)?))
    }

    /// The valid number closest to the wanted one; `None` if there is none.
    pub fn nearest(&self, wanted: f64) -> Option<Value> {
        match self.step {
            Some(step) => self.nearest_step(wanted, step),
            None => self.nearest_real(wanted),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounds are exact integers, and so are their multiples"
    )]
    fn nearest_step(&self, wanted: f64, step: f64) -> Option<Value> {
        let mut count = (wanted / step).round();
        let above = self.above.map(|bound| (bound / step).floor() + 1.0);
        let below = self.below.map(|bound| (bound / step).ceil() - 1.0);
        for least in [self.least.map(|bound| (bound / step).ceil()), above] {
            count = least.map_or(count, |least| count.max(least));
        }
        for most in [self.most.map(|bound| (bound / step).floor()), below] {
            count = most.map_or(count, |most| count.min(most));
        }
        let value = count * step;
        self.holds(value).then(|| json!(value as i64))
    }

    fn nearest_real(&self, wanted: f64) -> Option<Value> {
        let low = self
            .least
            .unwrap_or(f64::MIN)
            .max(self.above.unwrap_or(f64::MIN));
        let high = self
            .most
            .unwrap_or(f64::MAX)
            .min(self.below.unwrap_or(f64::MAX));
        let clamped = wanted.max(low).min(high);
        // The bound itself is excluded, so take something between it and the other one.
        let inside = f64::midpoint(low.max(clamped - 1.0), high.min(clamped + 1.0));
        let valid = [clamped, inside]
            .into_iter()
            .find(|value| self.holds(*value));
        valid.map(|value| json!(value))
    }

    fn holds(&self, value: f64) -> bool {
        self.least.is_none_or(|bound| value >= bound)
            && self.most.is_none_or(|bound| value <= bound)
            && self.above.is_none_or(|bound| value > bound)
            && self.below.is_none_or(|bound| value < bound)
    }
}
