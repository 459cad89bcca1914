//! The protocol between the service and the sandbox agent.
