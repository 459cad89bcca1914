//! Traces of every version that was ever written stay readable.
