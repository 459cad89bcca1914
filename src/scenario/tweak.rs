//! One value of a pipeline's configuration changed by itself, and which values are tried instead.

use std::collections::BTreeSet;

use toml_edit::{DocumentMut, Item, Value};

use crate::ScenarioError;
use crate::pipeline::PipelineManifest;

/// Numbers are multiplied by each of these; zero turns them off. The most telling first.
const FACTORS: [f64; 5] = [0.5, 2.0, 0.0, 2.0 / 3.0, 1.5];

/// One key of the configuration with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tweak {
    /// With its tables, such as `pack.candidates`.
    pub key: String,
    /// As TOML.
    pub to: String,
}

impl std::fmt::Display for Tweak {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}={}", self.key, self.to)
    }
}

/// The path of the configuration in this pipeline's workspaces.
pub(crate) fn configuration(pipeline: &PipelineManifest) -> Result<&str, ScenarioError> {
    pipeline.configuration.as_deref().ok_or_else(|| {
        let reason = "names no `configuration`, so there is nothing that a sweep could change";
        ScenarioError::refused(format!("{}/pipeline.toml", pipeline.name).as_ref(), reason)
    })
}

/// The tweaks of a configuration: first one of each key, then a second one, so that a sweep that runs out
/// of time has tried every key.
pub(crate) fn all(path: &str, text: &str) -> Result<Vec<Tweak>, ScenarioError> {
    Ok(in_turns(parse(path, text)?.as_item()))
}

fn in_turns(configuration: &Item) -> Vec<Tweak> {
    let mut tweaks = Vec::new();
    collect("", configuration, &mut tweaks);
    // Stable: within a turn, keys stay in the order of the file.
    tweaks.sort_by_key(|(turn, _)| *turn);
    tweaks.into_iter().map(|(_, tweak)| tweak).collect()
}

/// The configuration with this tweak. Comments and order stay.
pub(crate) fn applied(path: &str, text: &str, tweak: &Tweak) -> Result<String, ScenarioError> {
    let mut document = parse(path, text)?;
    let refused = |reason: String| ScenarioError::refused(path.as_ref(), reason);
    let to: Value = tweak
        .to
        .parse()
        .map_err(|_| refused(format!("`{}` is not a value: {}", tweak.key, tweak.to)))?;
    let mut item = document.as_item_mut();
    for part in tweak.key.split('.') {
        // `Item::get_mut` would make a key that is not there.
        let table = item.as_table_like_mut();
        item = table
            .and_then(|table| table.get_mut(part))
            .ok_or_else(|| refused(format!("has no key `{}`", tweak.key)))?;
    }
    let Some(value) = item.as_value_mut() else {
        return Err(refused(format!("`{}` is a table", tweak.key)));
    };
    let decor = value.decor().clone();
    *value = to;
    *value.decor_mut() = decor;
    Ok(document.to_string())
}

fn parse(path: &str, text: &str) -> Result<DocumentMut, ScenarioError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        ScenarioError::refused(path.as_ref(), format!("is not TOML: {}", error.message()))
    })
}

/// Each with its place among the tweaks of its key.
fn collect(prefix: &str, item: &Item, tweaks: &mut Vec<(usize, Tweak)>) {
    let Some(table) = item.as_table_like() else {
        return;
    };
    for (name, item) in table.iter() {
        let key = match prefix {
            "" => name.to_owned(),
            _ => format!("{prefix}.{name}"),
        };
        collect(&key, item, tweaks);
        let Some(value) = item.as_value() else {
            continue;
        };
        for (turn, to) in others(value).into_iter().enumerate() {
            let key = key.clone();
            tweaks.push((turn, Tweak { key, to }));
        }
    }
}

/// The values to try instead of this one, each once. None for what is neither number nor switch.
fn others(value: &Value) -> Vec<String> {
    match value {
        Value::Boolean(it) => vec![(!it.value()).to_string()],
        // Nothing is a multiple of zero: it is turned on.
        Value::Integer(it) if *it.value() == 0 => vec!["1".into()],
        Value::Float(it) if *it.value() == 0.0 => vec!["1.0".into()],
        Value::Integer(it) => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a configuration's numbers are small"
            )]
            let now = *it.value() as f64;
            let rounded = FACTORS.map(|factor| format!("{:.0}", now * factor));
            distinct(&it.value().to_string(), rounded)
        }
        Value::Float(it) => {
            let now = *it.value();
            let scaled = FACTORS.map(|factor| {
                let scaled = (now * factor * 1e6).round() / 1e6;
                format!("{scaled:?}")
            });
            distinct(&format!("{now:?}"), scaled)
        }
        _ => Vec::new(),
    }
}

/// Small numbers round to the same value.
fn distinct(now: &str, values: [String; 5]) -> Vec<String> {
    let mut seen = BTreeSet::from([now.to_owned(), "-0".into(), "-0.0".into()]);
    let new = values.into_iter().filter(|it| seen.insert(it.clone()));
    new.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let document = parse("c.toml", text).unwrap();
        let tweaks = in_turns(document.as_item());
        tweaks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_number_and_each_switch_is_changed_by_itself() {
        let text = "name = \"a\"\n[pack]\ncandidates = 16\nweight = 0.9\n[cache]\non = false\n";
        assert_eq!(
            of(text),
            [
                "pack.candidates=8",
                "pack.weight=0.45",
                "cache.on=true",
                "pack.candidates=32",
                "pack.weight=1.8",
                "pack.candidates=0",
                "pack.weight=0.0",
                "pack.candidates=11",
                "pack.weight=0.6",
                "pack.candidates=24",
                "pack.weight=1.35",
            ]
        );
        assert_eq!(
            of("one = 1\nnone = 0\nempty = 0.0\n"),
            ["one=0", "none=1", "empty=1.0", "one=2"]
        );
        assert_eq!(
            of("list = [1, 2]\nday = 2026-11-30\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_tweak_changes_one_value_and_keeps_the_comments() {
        let text = "# Ours.\n[pack]\ncandidates = 16 # As measured.\nbudget = 3600\n";
        let tweak = |key: &str| Tweak {
            key: key.into(),
            to: "8".into(),
        };
        let changed = applied("c.toml", text, &tweak("pack.candidates")).unwrap();
        assert_eq!(changed, text.replace("16", "8"));
        for (key, complaint) in [("pack.size", "has no key"), ("pack", "is a table")] {
            let said = applied("c.toml", text, &tweak(key))
                .unwrap_err()
                .to_string();
            assert!(said.contains(complaint), "{said}");
        }
        let said = applied("c.toml", "pack = ", &tweak("pack")).unwrap_err();
        assert!(said.to_string().contains("is not TOML"), "{said}");
    }
}
