//! Where people reach the service.

use axum::http::Uri;

/// A public URL is not an origin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not a URL, or neither http nor https.
    #[error("\"{0}\" is not a URL that begins with http:// or https:// and names a host")]
    NotHttp(String),
    /// More than scheme, host and port.
    #[error("\"{0}\" has a path or a user: give scheme, host and port only")]
    NotBare(String),
}

/// Where people reach the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    /// As browsers write it: lower case, no default port, no slash at the end.
    public: String,
}

impl Origins {
    /// The origin of a public URL such as `https://assay.example.com`.
    pub fn of_url(url: &str) -> Result<Self, OriginError> {
        let not_http = || OriginError::NotHttp(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| not_http())?;
        let scheme = uri
            .scheme_str()
            .map(str::to_ascii_lowercase)
            .ok_or_else(not_http)?;
        let authority = uri.authority().ok_or_else(not_http)?;
        let default_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(not_http()),
        };
        if authority.as_str().contains('@')
            || !matches!(uri.path(), "" | "/")
            || uri.query().is_some()
        {
            return Err(OriginError::NotBare(url.to_owned()));
        }
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().filter(|port| *port != default_port);
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self {
            public: format!("{scheme}://{host}{port}"),
        })
    }

    /// Whether cookies are for https only.
    pub fn secure(&self) -> bool {
        self.public.starts_with("https://")
    }

    /// A page's full address.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public)
    }

    /// Whether this is the public origin, or the address that the request was sent to. The service
    /// may be reached by several names, and a page under each of them sends requests only there.
    pub(super) fn own(&self, origin: &str, host: Option<&str>) -> bool {
        let origin = origin.to_ascii_lowercase();
        let of_host = |host: &str| {
            let asked = origin
                .strip_prefix("http://")
                .or(origin.strip_prefix("https://"));
            asked == Some(host.to_ascii_lowercase().as_str())
        };
        origin == self.public || host.is_some_and(of_host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_as_browsers_write_them() {
        let of = |url: &str| Origins::of_url(url).map(|origins| origins.public);
        assert_eq!(
            of("HTTPS://Assay.Example.com:443/"),
            Ok("https://assay.example.com".into())
        );
        assert_eq!(
            of("http://127.0.0.1:7420"),
            Ok("http://127.0.0.1:7420".into())
        );
        assert_eq!(of("http://[::1]:7420"), Ok("http://[::1]:7420".into()));
        assert!(matches!(
            of("assay.example.com"),
            Err(OriginError::NotHttp(_))
        ));
        assert!(matches!(
            of("ftp://assay.example.com"),
            Err(OriginError::NotHttp(_))
        ));
        assert!(matches!(
            of("https://assay.example.com/a"),
            Err(OriginError::NotBare(_))
        ));
        assert!(matches!(
            of("https://me@assay.example.com"),
            Err(OriginError::NotBare(_))
        ));
    }

    #[test]
    fn only_exactly_the_same_host_is_own() {
        let origins = Origins::of_url("https://assay.example.com").unwrap();
        assert!(origins.own("https://assay.example.com", None));
        assert!(origins.own("http://localhost:7420", Some("localhost:7420")));
        assert!(!origins.own("http://localhost:7421", Some("localhost:7420")));
        assert!(!origins.own(
            "https://assay.example.com.evil.test",
            Some("assay.example.com")
        ));
        assert!(!origins.own("null", Some("assay.example.com")));
    }
}
