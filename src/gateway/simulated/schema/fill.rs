//! Filling a schema with what the reader found.

use serde_json::{Map, Value, json};

use super::super::fields::Fields;
use super::choices::chosen;
use super::fits::fits;
use super::numbers::Bounds;
use super::reference::target;
use super::roles::Role;

/// Values in one answer, at most.
const MAX_VALUES: usize = 4_000;

pub(super) struct Filler<'a> {
    root: &'a Value,
    fields: &'a Fields<'a>,
    /// The top of the scale that the instructions name, or 1.
    scale: u32,
    /// References that are being followed. A reference that comes up again would never end.
    open: Vec<&'a str>,
    values: usize,
}

impl<'a> Filler<'a> {
    pub fn new(root: &'a Value, fields: &'a Fields<'a>, scale: u32) -> Self {
        Self {
            root,
            fields,
            scale,
            open: Vec::new(),
            values: 0,
        }
    }

    /// Fills the root schema.
    pub fn root(mut self) -> Option<Value> {
        self.value(self.root, Role::Answer)
    }

    /// `None` if no value is valid, or if none ends.
    fn value(&mut self, schema: &'a Value, role: Role) -> Option<Value> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return None;
        }
        let rules = match schema {
            Value::Object(rules) => rules,
            Value::Bool(true) => return Some(self.plain(role)),
            _ => return None,
        };
        if let Some(reference) = rules.get("$ref").and_then(Value::as_str) {
            return self.referred(reference, role);
        }
        if let Some(only) = rules.get("allOf") {
            return self.value(only.get(0)?, role);
        }
        if let Some(alternatives) = rules.get("anyOf").and_then(Value::as_array) {
            let mut alternatives: Vec<&Value> = alternatives.iter().collect();
            self.sort(&mut alternatives, role);
            return alternatives
                .into_iter()
                .find_map(|schema| self.value(schema, role));
        }
        if let Some(listed) = listed(rules) {
            let valid: Vec<&Value> = listed
                .into_iter()
                .filter(|value| fits(self.root, schema, value))
                .collect();
            return chosen(&valid, role, self.fields).cloned();
        }
        self.typed(schema, rules, role)
    }

    fn referred(&mut self, reference: &'a str, role: Role) -> Option<Value> {
        if self.open.contains(&reference) {
            return None;
        }
        let schema = target(self.root, reference)?;
        self.open.push(reference);
        let value = self.value(schema, role);
        self.open.pop();
        value
    }

    fn typed(
        &mut self,
        schema: &'a Value,
        rules: &'a Map<String, Value>,
        role: Role,
    ) -> Option<Value> {
        let mut types: Vec<&str> = match rules.get("type") {
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            Some(kind) => vec![kind.as_str()?],
            None => {
                let Some(kind) = implied(rules) else {
                    let plain = self.plain(role);
                    return fits(self.root, schema, &plain).then_some(plain);
                };
                vec![kind]
            }
        };
        let scalar = |kind: &&str| !matches!(*kind, "array" | "object");
        let null_first = role == Role::Other && types.iter().all(scalar);
        types.sort_by_key(|kind| rank(kind, role, null_first));
        types
            .into_iter()
            .find_map(|kind| self.of_type(kind, rules, role))
    }

    fn of_type(&mut self, kind: &str, rules: &'a Map<String, Value>, role: Role) -> Option<Value> {
        match kind {
            "string" => {
                let most = rules.get("maxLength").and_then(Value::as_u64);
                let most = most.and_then(|most| usize::try_from(most).ok());
                let text = role.text(self.fields);
                let cut: String = text.chars().take(most.unwrap_or(usize::MAX)).collect();
                Some(Value::String(cut))
            }
            "boolean" => Some(json!(role.flag(self.fields))),
            "null" => Some(Value::Null),
            "integer" => self.number(&Bounds::of(rules, true), role),
            "number" => self.number(&Bounds::of(rules, false), role),
            "array" => self.array(rules, role),
            "object" => self.object(rules, role),
            _ => None,
        }
    }

    fn number(&self, bounds: &Bounds, role: Role) -> Option<Value> {
        let wanted = match role {
            Role::Score => self.score(bounds),
            Role::Citation(number) => f64::from(number),
            Role::Answer => first_number(self.fields.text).unwrap_or(0.0),
            Role::Flag(_) | Role::Verdict => f64::from(u8::from(role.flag(self.fields))),
            Role::Citations | Role::Reason | Role::Other => 0.0,
        };
        bounds.nearest(wanted)
    }

    /// On the scale that the bounds define, or that the instructions name; otherwise between 0 and
    /// 1.
    fn score(&self, bounds: &Bounds) -> f64 {
        let score = f64::from(self.fields.score);
        let hundredths = |value: f64| (value * 100.0).round() / 100.0;
        match bounds.scale() {
            Some((low, top)) => hundredths(low + (top - low) * score),
            None if self.scale > 1 => (score * f64::from(self.scale)).round().max(1.0),
            None => hundredths(score),
        }
    }

    fn plain(&self, role: Role) -> Value {
        let unbounded = Bounds::of(&Map::new(), false);
        role.plain(self.fields, self.score(&unbounded))
    }

    fn array(&mut self, rules: &'a Map<String, Value>, role: Role) -> Option<Value> {
        const ANY: &Value = &Value::Bool(true);
        let size = |name: &str| rules.get(name).and_then(Value::as_u64);
        let size = |name: &str| size(name).and_then(|size| usize::try_from(size).ok());
        let (least, most) = (
            size("minItems").unwrap_or(0),
            size("maxItems").unwrap_or(usize::MAX),
        );
        let unique = rules.get("uniqueItems") == Some(&Value::Bool(true));
        let items = rules.get("items").unwrap_or(ANY);
        let roles: Vec<Role> = match role {
            Role::Citations => self
                .fields
                .citations
                .iter()
                .map(|it| Role::Citation(*it))
                .collect(),
            Role::Other => Vec::new(),
            role => vec![role],
        };
        let mut filled: Vec<Value> = Vec::new();
        for role in roles.into_iter().take(most) {
            let item = self.value(items, role);
            filled.extend(item.filter(|item| !(unique && filled.contains(item))));
        }
        // Elements that are merely required come after those with something to say.
        while filled.len() < least {
            let item = self.value(items, Role::Other)?;
            if unique && filled.contains(&item) {
                return None;
            }
            filled.push(item);
        }
        (filled.len() <= most).then_some(Value::Array(filled))
    }

    fn object(&mut self, rules: &'a Map<String, Value>, role: Role) -> Option<Value> {
        let required: Vec<&str> = match rules.get("required").and_then(Value::as_array) {
            Some(names) => names.iter().filter_map(Value::as_str).collect(),
            None => Vec::new(),
        };
        let mut filled = Map::new();
        let properties = rules.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let inner = Role::of(name, role, self.fields);
            match self.value(schema, inner) {
                Some(value) => {
                    filled.insert(name.clone(), value);
                }
                None if required.contains(&name.as_str()) => return None,
                None => {}
            }
        }
        for name in required {
            if !filled.contains_key(name) {
                let value = match rules.get("additionalProperties") {
                    Some(schema) => self.value(schema, Role::of(name, role, self.fields))?,
                    None => self.plain(Role::of(name, role, self.fields)),
                };
                filled.insert(name.to_owned(), value);
            }
        }
        Some(Value::Object(filled))
    }

    /// Alternatives that suit the role come first.
    fn sort(&self, alternatives: &mut [&'a Value], role: Role) {
        let kind = |schema: &Value| {
            let reference = schema.get("$ref").and_then(Value::as_str);
            let schema = reference
                .and_then(|it| target(self.root, it))
                .unwrap_or(schema);
            let named = schema.get("type").and_then(Value::as_str);
            named
                .or_else(|| implied(schema.as_object()?))
                .unwrap_or("")
                .to_owned()
        };
        let scalar = |kind: String| {
            matches!(
                kind.as_str(),
                "string" | "number" | "integer" | "boolean" | "null"
            )
        };
        let null_first = role == Role::Other && alternatives.iter().all(|it| scalar(kind(it)));
        alternatives.sort_by_key(|schema| rank(&kind(schema), role, null_first));
    }
}

/// Smaller is better. Sorting is stable, so equal alternatives keep the schema's order.
fn rank(kind: &str, role: Role, null_first: bool) -> u8 {
    match kind {
        "null" if null_first => 0,
        "null" => 3,
        kind if Some(kind) == role.natural_type() => 1,
        "integer" | "number" if matches!(role.natural_type(), Some("integer" | "number")) => 1,
        _ => 2,
    }
}

/// The type that a schema's other keywords imply.
fn implied(rules: &Map<String, Value>) -> Option<&'static str> {
    let has = |names: &[&str]| names.iter().any(|name| rules.contains_key(*name));
    if has(&["properties", "required", "additionalProperties"]) {
        Some("object")
    } else if has(&["items", "minItems", "maxItems", "uniqueItems"]) {
        Some("array")
    } else {
        None
    }
}

fn listed(rules: &Map<String, Value>) -> Option<Vec<&Value>> {
    match (rules.get("const"), rules.get("enum")) {
        (Some(only), _) => Some(vec![only]),
        (None, Some(Value::Array(values))) => Some(values.iter().collect()),
        _ => None,
    }
}

/// `EUR 1,250.50 a day` gives 1250.5.
fn first_number(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .take(15)
        .collect();
    digits.trim_end_matches('.').parse().ok()
}
