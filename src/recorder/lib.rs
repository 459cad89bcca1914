//! The recorder turns what happens in a sandbox into events, before anybody sees it.

use assay_background as background;
use assay_domain as domain;
use assay_gateway as gateway;
use assay_pipeline as pipeline;
use assay_sandbox as sandbox;
use assay_store as store;
use assay_trace as trace;

pub mod calls;
pub mod commands;
pub mod files;
pub mod health;
pub mod modes;
pub mod pause;
pub mod screen;
mod spans;
pub mod terminals;
pub mod widths;
