//! Options that say who may connect.

use std::num::NonZeroUsize;

use crate::routes::access::{ProxyNetwork, TrustedProxies};
use crate::serving::ConnectionLimits;

/// How many connections, and through whom.
#[derive(Clone, Debug, clap::Args)]
pub struct ConnectionArgs {
    /// The addresses or networks of the reverse proxies in front of the service, separated by
    /// commas. The service believes what they say about a client's address (X-Forwarded-For or
    /// Forwarded).
    #[arg(
        long,
        env = "ASSAY_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "CIDR"
    )]
    pub trusted_proxies: Vec<ProxyNetwork>,
    /// Connections at once. Fewer if the system allows too few open files.
    #[arg(
        long,
        env = "ASSAY_MAX_CONNECTIONS",
        default_value = "4096",
        value_name = "N"
    )]
    pub max_connections: NonZeroUsize,
    /// Connections at once from one client address (IPv6: from one /64 network) or, through a
    /// trusted proxy, requests and terminals.
    #[arg(
        long,
        env = "ASSAY_MAX_CONNECTIONS_PER_ADDRESS",
        default_value = "256",
        value_name = "N"
    )]
    pub max_connections_per_address: NonZeroUsize,
}

impl ConnectionArgs {
    pub fn limits(&self) -> ConnectionLimits {
        ConnectionLimits {
            total: self.max_connections.get(),
            per_address: self.max_connections_per_address.get(),
        }
    }

    pub fn proxies(&self) -> TrustedProxies {
        TrustedProxies::new(self.trusted_proxies.clone())
    }
}
