//! Formulas, by way of the JSON form.

use qdrant_client::qdrant::{self, expression};
use qdrant_edge::Formula;
use serde_json::{Map, Value, json};

use super::{filter, needed};
use crate::error::{ApiError, ApiResult};
use crate::json::Members;
use crate::json::formula::taken_formula;

pub fn formula(message: qdrant::Formula) -> ApiResult<Formula> {
    let qdrant::Formula {
        expression,
        defaults,
    } = message;
    let defaults: Map<String, Value> = defaults
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let formula = self::expression(needed(expression, "expression")?)?;
    let body = json!({ "formula": formula, "defaults": defaults });
    let formula = taken_formula(&mut Members::of("query", body)?)?;
    needed(formula, "formula")
}

fn expression(message: qdrant::Expression) -> ApiResult<Value> {
    use expression::Variant;
    let one = |message: Box<qdrant::Expression>| expression(*message);
    let all = |messages: Vec<_>| {
        messages
            .into_iter()
            .map(expression)
            .collect::<ApiResult<Value>>()
    };
    Ok(match needed(message.variant, "expression")? {
        // JSON cannot express other numbers, and an infinite one does not make a score.
        Variant::Constant(number) if !number.is_finite() => {
            return Err(ApiError::Invalid("a constant is not finite".to_owned()));
        }
        Variant::Constant(number) => json!(number),
        Variant::Variable(name) => json!(name),
        Variant::Condition(condition) => filter::condition(condition)?,
        Variant::GeoDistance(qdrant::GeoDistance { origin, to }) => {
            let origin = filter::corner(origin);
            json!({ "geo_distance": { "origin": origin, "to": to } })
        }
        Variant::Datetime(time) => json!({ "datetime": time }),
        Variant::DatetimeKey(key) => json!({ "datetime_key": key }),
        Variant::Mult(qdrant::MultExpression { mult }) => json!({ "mult": all(mult)? }),
        Variant::Sum(qdrant::SumExpression { sum }) => json!({ "sum": all(sum)? }),
        Variant::Neg(inner) => json!({ "neg": one(inner)? }),
        Variant::Abs(inner) => json!({ "abs": one(inner)? }),
        Variant::Sqrt(inner) => json!({ "sqrt": one(inner)? }),
        Variant::Exp(inner) => json!({ "exp": one(inner)? }),
        Variant::Log10(inner) => json!({ "log10": one(inner)? }),
        Variant::Ln(inner) => json!({ "ln": one(inner)? }),
        Variant::Div(div) => {
            let left = one(needed(div.left, "div.left")?)?;
            let right = one(needed(div.right, "div.right")?)?;
            let default = div.by_zero_default;
            json!({ "div": { "left": left, "right": right, "by_zero_default": default } })
        }
        Variant::Pow(pow) => {
            let base = one(needed(pow.base, "pow.base")?)?;
            let exponent = one(needed(pow.exponent, "pow.exponent")?)?;
            json!({ "pow": { "base": base, "exponent": exponent } })
        }
        Variant::ExpDecay(decay) => json!({ "exp_decay": self::decay(*decay)? }),
        Variant::GaussDecay(decay) => json!({ "gauss_decay": self::decay(*decay)? }),
        Variant::LinDecay(decay) => json!({ "lin_decay": self::decay(*decay)? }),
        Variant::Acosh(_) => return Err(unsupported("acosh")),
        Variant::Max(_) => return Err(unsupported("max")),
        Variant::Min(_) => return Err(unsupported("min")),
    })
}

fn decay(message: qdrant::DecayParamsExpression) -> ApiResult<Value> {
    let qdrant::DecayParamsExpression {
        x,
        target,
        scale,
        midpoint,
    } = message;
    let x = expression(*needed(x, "decay.x")?)?;
    let target = target.map(|target| expression(*target)).transpose()?;
    Ok(json!({ "x": x, "target": target, "scale": scale, "midpoint": midpoint }))
}

fn unsupported(name: &str) -> ApiError {
    ApiError::Unsupported(format!("expression {name}"))
}
