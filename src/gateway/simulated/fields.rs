//! What the reader has for an answer, before it has a form.

/// What there is to fill in.
pub(super) struct Fields<'a> {
    pub text: &'a str,
    pub citations: &'a [u32],
    /// The answer was found; the judged answer passes.
    pub holds: bool,
    /// Between 0 and 1.
    pub score: f32,
    pub reason: &'a str,
}
