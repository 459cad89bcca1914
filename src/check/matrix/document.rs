//! The result of a matrix, for programs.

use serde_json::{Value, json};

use super::expected::expected;
use super::proof::{Proof, Surprise};

/// One JSON object: the variants, every result beside what was expected, and the surprises.
pub fn document(proof: &Proof<'_>, surprises: &[Surprise]) -> Value {
    let manifest = &proof.scenario.manifest;
    let mut cells = Vec::new();
    for variant in proof.variants {
        for run in proof.of(variant) {
            for result in &run.results {
                let check = manifest.check.iter().find(|check| check.id == result.check);
                let must = check.map(|check| expected(proof.scenario, variant, check).as_str());
                cells.push(json!({
                    "variant": run.variant,
                    "check": result.check,
                    "repeat": run.repeat,
                    "expected": must,
                    "outcome": result.outcome,
                    "summary": result.summary,
                    "details": result.details,
                    "microseconds": result.duration,
                }));
            }
        }
    }
    let runs = proof.runs.iter().map(|run| {
        json!({
            "variant": run.variant,
            "repeat": run.repeat,
            "seconds": run.seconds,
            "from_cache": run.remembered,
        })
    });
    let told = surprises.iter().map(|surprise| {
        let mut told = json!(surprise);
        told["sentence"] = json!(surprise.sentence());
        told
    });
    json!({
        "id": manifest.id,
        "track": proof.scenario.pipeline.name,
        "version": manifest.version,
        "digest": proof.scenario.digest,
        "variants": proof.variants.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "checks": manifest.check.iter().map(|check| &check.id).collect::<Vec<_>>(),
        "runs": runs.collect::<Vec<_>>(),
        "cells": cells,
        "surprises": told.collect::<Vec<_>>(),
    })
}
