//! Who is asking. A document belongs to everyone or to one customer, and no leg may return what
//! the asker is not entitled to see.

use serde::Serialize;

/// The audience of a document that belongs to no customer.
const EVERYONE: &str = "everyone";

/// The asker: nobody in particular, or one customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scope {
    customer: Option<String>,
}

/// A customer's name that is not a slug.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a customer slug (lower-case letters, digits and hyphens)")]
pub struct BadCustomer(String);

impl Scope {
    /// The scope of a question. A malformed customer is refused, never widened to everyone.
    pub fn new(customer: Option<&str>) -> Result<Self, BadCustomer> {
        match customer {
            Some(slug) if !is_slug(slug) => Err(BadCustomer(slug.to_owned())),
            other => Ok(Self { customer: other.map(str::to_owned) }),
        }
    }

    /// The audiences that this asker belongs to: what both legs filter on.
    pub fn audiences(&self) -> Vec<String> {
        std::iter::once(EVERYONE.to_owned())
            .chain(self.customer.as_deref().map(|slug| audience(Some(slug))))
            .collect()
    }

    /// Whether a document with this audience may be shown.
    pub fn admits(&self, audience: &str) -> bool {
        self.audiences().iter().any(|mine| mine == audience)
    }
}

/// The audience under which a customer's documents, or everyone's, are indexed. Never empty, so
/// that a record without one matches no filter.
pub fn audience(customer: Option<&str>) -> String {
    customer.map_or_else(|| EVERYONE.to_owned(), |slug| format!("customer:{slug}"))
}

/// Whether this could be a customer's slug.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_sees_its_own_and_everyones() {
        let scope = Scope::new(Some("lumen-solar")).unwrap();
        assert!(scope.admits(&audience(None)));
        assert!(scope.admits(&audience(Some("lumen-solar"))));
        assert!(!scope.admits(&audience(Some("lumen"))));
        assert!(!scope.admits(""));
        assert!(!Scope::new(None).unwrap().admits(&audience(Some("lumen-solar"))));
    }

    #[test]
    fn a_malformed_customer_is_refused() {
        for slug in ["", "Lumen Solar", "a OR b", "everyone:"] {
            assert!(Scope::new(Some(slug)).is_err(), "{slug}");
        }
    }
}
