//! A report as one file that opens without a server. It has no script and loads nothing. Whatever a
//! candidate or a reviewer wrote is text, never markup.

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

pub fn page(report: &Report) -> Result<String, Error> {
    render(&TEMPLATES, context!(report => Serde(report)))
}

#[cfg(test)]
mod tests;
