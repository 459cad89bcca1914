//! Whether the candidate pauses, told to everything that must then stand still.

use tokio::sync::watch;

/// Says it.
#[derive(Debug)]
pub struct PauseSwitch(watch::Sender<bool>);

/// Hears it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PauseSign(watch::Receiver<bool>);

impl PauseSwitch {
    /// A switch, and what hears of it.
    pub fn new(paused: bool) -> (Self, PauseSign) {
        let (sender, receiver) = watch::channel(paused);
        (Self(sender), PauseSign(receiver))
    }

    /// From here on it is so.
    pub fn set(&self, paused: bool) {
        self.0.send_replace(paused);
    }

    /// Whether it is so.
    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }
}

impl PauseSign {
    /// Whether it is so.
    pub fn is_on(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is so or not. Never, once nobody can say it any more.
    pub async fn until(&mut self, paused: bool) {
        if self.0.wait_for(|it| *it == paused).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
