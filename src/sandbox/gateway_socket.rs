//! The socket on which a sandbox reaches its gateway.

use std::io;
use std::os::unix::fs::PermissionsExt as _;

use tokio::net::UnixListener;

use super::directory::SandboxDirectory;

/// Listens on a sandbox's gateway socket. Replaces the socket of a service that was killed.
pub fn listen(directory: &SandboxDirectory) -> io::Result<UnixListener> {
    let socket = directory.gateway_socket();
    match std::fs::remove_file(&socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&socket)?;
    // Everybody in the sandbox may connect to the gateway. On the host, the folder keeps other
    // users out.
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o666))?;
    Ok(listener)
}
