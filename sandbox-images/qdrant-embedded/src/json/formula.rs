//! Formulas: expressions over the scores of prefetches and over payload fields.

use std::collections::HashMap;

use qdrant_edge::{DecayKind, Expression, Formula, GeoPoint};
use serde_json::{Value, json};

use super::filter::filter;
use super::{Members, parse, payload_key};
use crate::error::{ApiError, ApiResult};

/// Takes the members `formula` and `defaults`.
pub fn taken_formula(members: &mut Members) -> ApiResult<Option<Formula>> {
    let path = members.path_of("formula");
    let Some(formula) = members.take_value("formula") else {
        return Ok(None);
    };
    let defaults: HashMap<String, Value> = members.take("defaults")?.unwrap_or_default();
    let wrong = defaults
        .iter()
        .find(|(name, value)| name.starts_with('$') && !value.is_number());
    if let Some((name, _)) = wrong {
        return Err(ApiError::Invalid(format!(
            "the default of {name} must be a number"
        )));
    }
    Ok(Some(Formula {
        formula: expression(&path, formula)?,
        defaults,
    }))
}

fn expression(path: &str, value: Value) -> ApiResult<Expression> {
    match value {
        Value::Number(_) => parse(path, value).map(Expression::Constant),
        Value::String(name) => Ok(Expression::Variable(name)),
        Value::Object(mut parts) if parts.len() == 1 => {
            let name = parts.keys().next().cloned().unwrap_or_default();
            let inner = parts.remove(&name).unwrap_or_default();
            named(path, &name, inner)
        }
        condition => self::condition(path, &condition),
    }
}

fn named(path: &str, name: &str, inner: Value) -> ApiResult<Expression> {
    let path = &format!("{path}.{name}");
    let one = |value| expression(path, value).map(Box::new);
    let many = |value| {
        let all: Vec<Value> = parse(path, value)?;
        all.into_iter()
            .map(|value| expression(path, value))
            .collect::<ApiResult<Vec<_>>>()
    };
    Ok(match name {
        "mult" => Expression::Mult(many(inner)?),
        "sum" => Expression::Sum(many(inner)?),
        "neg" => Expression::Neg(one(inner)?),
        "abs" => Expression::Abs(one(inner)?),
        "sqrt" => Expression::Sqrt(one(inner)?),
        "exp" => Expression::Exp(one(inner)?),
        "log10" => Expression::Log10(one(inner)?),
        "ln" => Expression::Ln(one(inner)?),
        "datetime" => Expression::Datetime(parse(path, inner)?),
        "datetime_key" => Expression::DatetimeKey(payload_key(&parse::<String>(path, inner)?)?),
        "lin_decay" => decay(path, DecayKind::Lin, inner)?,
        "exp_decay" => decay(path, DecayKind::Exp, inner)?,
        "gauss_decay" => decay(path, DecayKind::Gauss, inner)?,
        "div" => {
            let mut parts = Members::of(path, inner)?;
            let div = Expression::Div {
                left: one(parts.need("left")?)?,
                right: one(parts.need("right")?)?,
                by_zero_default: parts.take("by_zero_default")?,
            };
            parts.finish()?;
            div
        }
        "pow" => {
            let mut parts = Members::of(path, inner)?;
            let pow = Expression::Pow {
                base: one(parts.need("base")?)?,
                exponent: one(parts.need("exponent")?)?,
            };
            parts.finish()?;
            pow
        }
        "geo_distance" => {
            let mut parts = Members::of(path, inner)?;
            let distance = Expression::GeoDistance {
                origin: parts.need::<GeoPoint>("origin")?,
                to: payload_key(&parts.need::<String>("to")?)?,
            };
            parts.finish()?;
            distance
        }
        _ => condition(path, &json!({ name: inner }))?,
    })
}

fn decay(path: &str, kind: DecayKind, inner: Value) -> ApiResult<Expression> {
    let mut parts = Members::of(path, inner)?;
    let decay = Expression::Decay {
        kind,
        x: Box::new(expression(path, parts.need("x")?)?),
        target: parts
            .take_value("target")
            .map(|target| expression(path, target).map(Box::new))
            .transpose()?,
        midpoint: parts.take("midpoint")?,
        scale: parts.take("scale")?,
    };
    parts.finish()?;
    Ok(decay)
}

/// A condition counts as 1 if it holds and as 0 if it does not.
fn condition(path: &str, value: &Value) -> ApiResult<Expression> {
    let filter = filter(path, json!({ "must": [value] }))?;
    let condition = filter.must.into_iter().flatten().next();
    let condition = condition.ok_or_else(|| ApiError::Invalid(format!("{path} is empty")))?;
    Ok(Expression::Condition(Box::new(condition)))
}
