//! A defect for each point: a change of the Python pipeline's source that breaks one promise.

mod answering;
mod commands;
mod evaluating;
mod measuring;
mod registry;
mod storing;

/// A replacement of a text in a file.
#[derive(Debug)]
pub struct Defect {
    /// The point that must fail.
    pub point: &'static str,
    /// Below `src/halden/`.
    pub file: &'static str,
    /// The first place that has this text is changed.
    pub find: &'static str,
    pub replace: &'static str,
}

/// In the order of the points, so that those that disturb the stores come last.
pub fn all() -> impl Iterator<Item = &'static Defect> {
    let themes = [
        commands::DEFECTS,
        measuring::DEFECTS,
        registry::DEFECTS,
        answering::DEFECTS,
        evaluating::DEFECTS,
        storing::DEFECTS,
    ];
    themes.into_iter().flatten()
}

impl Defect {
    pub fn path(&self) -> String {
        format!("src/halden/{}", self.file)
    }

    /// The file with the defect. `None` if the text to replace is not in it.
    pub fn planted(&self, healthy: &str) -> Option<String> {
        let planted = healthy.replacen(self.find, self.replace, 1);
        (planted != healthy).then_some(planted)
    }
}
