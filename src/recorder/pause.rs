//! Whether the session is paused, for everything that must stop during a pause.

use tokio::sync::watch;

#[derive(Debug)]
pub struct PauseSwitch(watch::Sender<bool>);

/// Follows the switch. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PauseSign(watch::Receiver<bool>);

impl PauseSwitch {
    pub fn new(paused: bool) -> (Self, PauseSign) {
        let (sender, receiver) = watch::channel(paused);
        (Self(sender), PauseSign(receiver))
    }

    pub fn set(&self, paused: bool) {
        self.0.send_replace(paused);
    }

    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }
}

impl PauseSign {
    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the switch has this position. Never returns once the switch is dropped.
    pub async fn until(&mut self, paused: bool) {
        if self.0.wait_for(|it| *it == paused).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
