//! Scenarios and variants, by the names that a command line gives.

use std::sync::Arc;

use anyhow::Context as _;

use crate::scenario::tweak::Tweak;
use crate::scenario::{Library, Scenario, Variant};

/// On this track, or its first. If there is no such scenario, the error lists those that exist.
pub fn load(library: &Library, slug: &str, track: Option<&str>) -> anyhow::Result<Arc<Scenario>> {
    if !library.scenarios.join(slug).is_dir() {
        let slugs = library.slugs()?;
        anyhow::bail!(
            "no scenario {slug:?} in {}; there are: {}",
            library.scenarios.display(),
            slugs.join(", ")
        );
    }
    let scenario = Scenario::load(library, slug)?;
    Ok(Arc::new(match track {
        Some(track) => scenario.on(track)?,
        None => scenario,
    }))
}

/// The named scenarios, or all of them, each on this track or on each of its own.
pub fn chosen(
    library: &Library,
    slugs: &[String],
    all: bool,
    track: Option<&str>,
) -> anyhow::Result<Vec<Arc<Scenario>>> {
    let slugs = if slugs.is_empty() && all {
        library.slugs()?
    } else {
        slugs.to_vec()
    };
    let mut chosen = Vec::new();
    for slug in &slugs {
        let scenario = load(library, slug, track)?;
        if track.is_some() {
            chosen.push(scenario);
            continue;
        }
        for other in &scenario.tracks {
            chosen.push(Arc::new(scenario.on(&other.name)?));
        }
    }
    Ok(chosen)
}

/// If there is no such variant, the error lists those that exist.
pub fn variant(scenario: &Scenario, name: &str) -> anyhow::Result<Variant> {
    if let Some((key, to)) = name
        .strip_prefix("tweak:")
        .and_then(|it| it.split_once('='))
    {
        let (key, to) = (key.to_owned(), to.to_owned());
        return Ok(Variant::Tweaked(Tweak { key, to }));
    }
    let variants = Variant::all(scenario);
    let names: Vec<_> = variants.iter().map(ToString::to_string).collect();
    let place = names.iter().position(|it| it == name);
    let found = place.and_then(|place| variants.into_iter().nth(place));
    found.with_context(|| {
        format!(
            "{} has no variant {name:?}; it has: {}",
            scenario.manifest.id,
            names.join(", ")
        )
    })
}
