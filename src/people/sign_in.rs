//! Signing in and out, and recognising a practitioner by the token of their sign-in.

use super::error::PeopleError;
use super::password;
use super::service::People;
use super::throttle::Turn;
use crate::domain::client_address::ClientAddress;
use crate::domain::time::{MINUTE, Timestamp};
use crate::domain::token::Token;

/// 12 hours.
pub const SIGN_IN_MINUTES: i64 = 12 * 60;
/// In bytes. Longer names are refused.
const MAX_NAME: usize = 200;

impl People {
    /// Signs a practitioner in and returns the token. Only the token's hash is stored. It may take
    /// a while: the attempts of one address are made one after the other.
    pub async fn sign_in(
        &self,
        from: ClientAddress,
        name: &str,
        password: String,
    ) -> Result<Token, PeopleError> {
        if name.len() > MAX_NAME {
            return Err(PeopleError::SignInFailed);
        }
        let turn = self.sign_ins.turn(from, name).await;
        let turn = turn.ok_or(PeopleError::TooManyAttempts)?;
        if !self.password_fits(name, password, turn).await? {
            return Err(PeopleError::SignInFailed);
        }
        self.sign_ins.forgive(from, name);
        let token = Token::generate();
        let expires_at = Timestamp::now().plus(SIGN_IN_MINUTES * MINUTE);
        let digest = token.digest();
        self.store.put_sign_in(digest, name, expires_at).await?;
        Ok(token)
    }

    /// The name of the practitioner whose sign-in has this token. Their address is familiar from
    /// then on, so that failed attempts by others cannot lock them out there.
    pub async fn signed_in(&self, from: ClientAddress, token: &str) -> Result<String, PeopleError> {
        let digest = Token::presented(token).digest();
        let user = self.store.signed_in_user(digest).await?;
        let name = user.ok_or(PeopleError::NotSignedIn)?;
        self.sign_ins.recognise(from, &name);
        Ok(name)
    }

    /// An unknown token is not an error.
    pub async fn sign_out(&self, token: &str) -> Result<(), PeopleError> {
        let digest = Token::presented(token).digest();
        Ok(self.store.delete_sign_in(digest).await?)
    }

    async fn password_fits(
        &self,
        name: &str,
        password: String,
        turn: Turn,
    ) -> Result<bool, PeopleError> {
        let stored = self.store.password_hash(name).await?;
        let check = move || {
            // The work continues if the client disconnects, and so does its turn.
            let _turn = turn;
            password::matches(&password, stored.as_deref())
        };
        Ok(tokio::task::spawn_blocking(check).await?)
    }
}
