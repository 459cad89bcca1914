//! Behind a reverse proxy: which client sent a request, as far as trusted proxies vouch for it.
//!
//! Anybody can write a header. Each proxy appends the address of its own client at the right end.
//! So entries are read from the right, and each is believed only if a trusted proxy wrote it.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::domain::client_address::ClientAddress;

/// More proxies in a row than anybody has.
const MAX_HOPS: usize = 16;
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A network or an address of reverse proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyNetwork(IpNet);

/// Neither an address nor a network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither an address nor a network such as 10.0.0.0/8")]
pub struct NoNetwork(String);

impl FromStr for ProxyNetwork {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let text = text.trim();
        let single = || text.parse::<IpAddr>().ok().map(IpNet::from);
        let network = text.parse().ok().or_else(single);
        network.map(Self).ok_or_else(|| NoNetwork(text.to_owned()))
    }
}

/// The reverse proxies whose word on a client's address counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<ProxyNetwork>);

impl TrustedProxies {
    pub fn new(networks: Vec<ProxyNetwork>) -> Self {
        Self(networks)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.0.contains(&address))
    }

    /// The client that sent a request through `peer`, or `peer` itself. A client can forge the
    /// header that its proxy does not write. If the two headers then disagree, neither is believed.
    pub fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let plain = hops(headers, &X_FORWARDED_FOR, |hop| Some(hop));
        let standard = hops(headers, &header::FORWARDED, forwarded_for);
        match (plain.is_empty(), standard.is_empty()) {
            (_, true) => self.vouched(peer, &plain),
            (true, false) => self.vouched(peer, &standard),
            (false, false) => {
                let client = self.vouched(peer, &plain);
                let agreed = client == self.vouched(peer, &standard);
                if agreed { client } else { peer }
            }
        }
    }

    /// Reads `hops` from the right. Each is believed if the proxy that wrote it is trusted.
    fn vouched(&self, peer: IpAddr, hops: &[Option<IpAddr>]) -> IpAddr {
        let mut client = peer.to_canonical();
        for hop in hops {
            match hop {
                Some(hop) if self.trusts(client) => client = hop.to_canonical(),
                _ => break,
            }
        }
        client
    }
}

/// The addresses of a header, right end first; `None` for an entry that is not an address.
fn hops(
    headers: &HeaderMap,
    name: &HeaderName,
    node_of: impl Fn(&str) -> Option<&str>,
) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(name).iter().rev();
    let parts = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let nodes = parts.map(|part| node_of(part.trim()).and_then(address_of));
    nodes.take(MAX_HOPS).collect()
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    named
        .next()
        .map(|(_, value)| value.trim().trim_matches('"'))
}

/// With or without a port, with or without brackets.
fn address_of(node: &str) -> Option<IpAddr> {
    let bare = node.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let address = bare.unwrap_or(node).parse().ok();
    address.or_else(|| node.parse::<SocketAddr>().ok().map(|it| it.ip()))
}

/// The address that a request comes from, as `serving/` determined it.
#[derive(Clone, Copy, Debug)]
pub struct Asker(pub ClientAddress);

impl Asker {
    pub(super) fn of(parts: &Parts) -> Self {
        let known = parts.extensions.get::<ClientAddress>().copied();
        Self(known.unwrap_or(ClientAddress::UNKNOWN))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let networks = ["10.0.0.0/8", "::1"].map(|text| text.parse().unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        TrustedProxies::new(networks.to_vec())
            .client_of(peer.parse().unwrap(), &map)
            .to_string()
    }

    #[test]
    fn a_header_from_an_untrusted_peer_is_ignored() {
        let header = ("x-forwarded-for", "192.0.2.9");
        assert_eq!(client("198.51.100.1", &[header]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &[header]), "192.0.2.9");
    }

    #[test]
    fn entries_left_of_an_untrusted_address_are_ignored() {
        let forged = ("x-forwarded-for", "1.1.1.1, 192.0.2.9, 10.0.0.2");
        assert_eq!(client("10.0.0.1", &[forged]), "192.0.2.9");
        let lines = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "192.0.2.9"),
        ];
        assert_eq!(client("::ffff:10.0.0.1", &lines), "192.0.2.9");
        assert_eq!(
            client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, junk")]),
            "10.0.0.1"
        );
    }

    #[test]
    fn both_headers_are_read_with_every_way_of_writing_an_address() {
        for written in [
            "for=192.0.2.9",
            "proto=https;For=\"192.0.2.9:1234\";by=10.0.0.1",
        ] {
            assert_eq!(client("::1", &[("forwarded", written)]), "192.0.2.9");
        }
        let v6 = "for=\"[2001:db8::9]:4711\"";
        assert_eq!(client("::1", &[("forwarded", v6)]), "2001:db8::9");
        assert_eq!(
            client("::1", &[("x-forwarded-for", "[2001:db8::9]")]),
            "2001:db8::9"
        );
    }

    #[test]
    fn a_header_that_the_proxy_does_not_know_does_not_help() {
        let both = |other| [("x-forwarded-for", "192.0.2.9"), ("forwarded", other)];
        assert_eq!(client("10.0.0.1", &both("for=1.1.1.1")), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &both("for=192.0.2.9")), "192.0.2.9");
    }

    #[test]
    fn networks_are_read_and_nothing_else() {
        assert!("10.0.0.0/8".parse::<ProxyNetwork>().is_ok());
        assert!(" 192.0.2.1".parse::<ProxyNetwork>().is_ok());
        let none = "everyone".parse::<ProxyNetwork>().unwrap_err();
        assert!(none.to_string().starts_with("\"everyone\" is neither"));
    }
}
