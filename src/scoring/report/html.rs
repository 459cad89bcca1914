//! A report as one file that opens without a server: no script, nothing from elsewhere, and
//! whatever a candidate or a reviewer wrote is text and never markup.

use minijinja::value::Serde;
use minijinja::{Error, context};

use super::model::Report;
use crate::static_page::{Template, render};

const TEMPLATES: [Template; 5] = [
    ("report.html", include_str!("html/report.html")),
    ("front.html", include_str!("html/front.html")),
    ("behind.html", include_str!("html/behind.html")),
    ("session.html", include_str!("html/session.html")),
    ("words.html", include_str!("html/words.html")),
];

/// The whole file.
pub fn page(report: &Report) -> Result<String, Error> {
    render(&TEMPLATES, context!(report => Serde(report)))
}

#[cfg(test)]
mod tests;
