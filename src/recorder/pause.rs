//! Whether the candidate pauses, for everything that must stop meanwhile.

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

    /// Never returns once the switch is gone.
    pub async fn until(&mut self, paused: bool) {
        if self.0.wait_for(|it| *it == paused).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
