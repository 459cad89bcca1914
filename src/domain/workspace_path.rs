//! Paths below a workspace, as manifests and events write them.

/// Whether a path names something below a workspace: parts separated by `/`, none of which is
/// empty, `.` or `..`, without control characters.
pub fn is_below(path: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(plain) && !path.chars().any(char::is_control)
}

/// Whether a path is this one, or in the folder that this one is.
pub fn is_within(path: &str, outer: &str) -> bool {
    let rest = path.strip_prefix(outer.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_elsewhere_is_not_below() {
        for path in ["", "/etc", "../x", "a//b", "a/./b", "a/", "a\0b", "a\nb"] {
            assert!(!is_below(path), "{path:?}");
        }
        assert!(is_below("a") && is_below("a/..b/c d"));
    }

    #[test]
    fn a_longer_name_is_not_within() {
        assert!(is_within("src", "src") && is_within("src/a", "src") && is_within("src/a", "src/"));
        assert!(!is_within("srcs/a", "src") && !is_within("sr", "src"));
    }
}
