//! Each documented rule, tried.
