//! Names of pipelines, scenarios and their parts.

/// Lower-case letters, digits and hyphens. Such a name cannot be a path.
pub fn is_slug(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(plain)
}
