//! What the reader can say, before it is put into a form.

pub(super) struct Fields<'a> {
    pub text: &'a str,
    pub citations: &'a [u32],
    /// The answer was found, or the judged answer passes.
    pub holds: bool,
    /// Between 0 and 1.
    pub score: f32,
    pub reason: &'a str,
}
