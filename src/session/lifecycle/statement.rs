//! What a candidate agrees to, word for word.

/// The statement shown before a session, Markdown. What was agreed to is kept in the trace.
pub const STATEMENT: &str = "\
**What is recorded.** From the moment you start until you submit: everything your terminals print \
and everything you type or paste into them, every change to files in the workspace, every call \
your code makes to a model or an embedding, telemetry that the pipeline sends, and the notes you \
write. Nothing outside this page and its sandbox is recorded: no camera, no microphone, no screen.

**Who sees it.** The company that invited you, and the practitioners it asks to review your work: \
engineers who have run systems like this one. They see how you worked, not only where you ended. \
Automatic checks run on your result after you submit; they inform the reviewers, who alone score.

**Time and pay.** The clock starts when you press Start, and it is the server's. If the service \
goes down, the lost time is given back to you. You are paid for the session whatever the score.

**Your tools.** Use whatever you would use at work, outside the sandbox too, documentation and \
assistants included. The sandbox itself has no internet; models are reached through it.";
