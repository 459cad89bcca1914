//! How much of a session somebody may see. `scoring/` decides; everybody else gets this value and
//! need not know why.

/// The part of a session's trace that somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The trace ends before this event. `None`: all of it is shown.
    pub end: Option<u64>,
    /// Families of events that are left out: the part of their kinds before the dot.
    pub without: &'static [&'static str],
}

impl Sight {
    pub const WHOLE: Self = Self {
        end: None,
        without: &[],
    };

    /// The last event that is shown, of a trace with this last event that ends before `end`. Every
    /// count of events comes from here.
    pub fn last_before(end: Option<u64>, last: u64) -> u64 {
        end.map_or(last, |end| last.min(end.saturating_sub(1)))
    }

    /// Also false if nothing of what would be withheld has been recorded yet.
    pub fn is_whole(self) -> bool {
        self.without.is_empty()
    }

    /// Whether events of this kind are shown.
    pub fn shows(self, kind: &str) -> bool {
        let family = kind.split('.').next().unwrap_or_default();
        !self.without.contains(&family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_that_is_left_out_hides_its_kinds_and_no_others() {
        let some = Sight {
            end: Some(7),
            without: &["check"],
        };
        assert!(!some.shows("check.completed"));
        assert!(some.shows("checkpoint.made") && some.shows("session.submitted"));
        assert!(!some.is_whole());
        assert_eq!(Sight::last_before(some.end, 9), 6);
        assert_eq!(Sight::last_before(some.end, 3), 3);
        assert_eq!(Sight::last_before(None, 9), 9);
        assert!(Sight::WHOLE.is_whole() && Sight::WHOLE.shows("check.completed"));
    }
}
