//! Assay: paid work-sample sessions, recorded, replayed and scored.

pub mod gateway;
