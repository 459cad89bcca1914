//! Users and their sign-ins.

use super::{Store, StoreError};
use crate::domain::ids::Digest;
use crate::domain::time::Timestamp;

impl Store {
    /// Adds a user, or gives an existing user a new password. Returns whether the user is new.
    pub async fn put_user(&self, name: &str, password_hash: &str) -> Result<bool, StoreError> {
        let known = self.password_hash(name).await?.is_some();
        sqlx::query(
            "INSERT INTO user (name, password_hash, created_at) VALUES (?, ?, ?)
             ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash",
        )
        .bind(name)
        .bind(password_hash)
        .bind(Timestamp::now().0)
        .execute(&self.writer)
        .await?;
        // A new password ends the sign-ins that used the old one.
        sqlx::query("DELETE FROM sign_in WHERE user = ?")
            .bind(name)
            .execute(&self.writer)
            .await?;
        Ok(!known)
    }

    pub async fn password_hash(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT password_hash FROM user WHERE name = ?")
                .bind(name)
                .fetch_optional(&self.pool)
                .await?,
        )
    }

    /// Stores a sign-in under its token's hash and deletes expired sign-ins.
    pub async fn put_sign_in(
        &self,
        token_hash: Digest,
        user: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_in WHERE expires_at < ?")
            .bind(Timestamp::now().0)
            .execute(&self.writer)
            .await?;
        sqlx::query("INSERT INTO sign_in (token_hash, user, expires_at) VALUES (?, ?, ?)")
            .bind(&token_hash.0[..])
            .bind(user)
            .bind(expires_at.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// `None` if the sign-in has expired.
    pub async fn signed_in_user(&self, token_hash: Digest) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT user FROM sign_in WHERE token_hash = ? AND expires_at > ?")
                .bind(&token_hash.0[..])
                .bind(Timestamp::now().0)
                .fetch_optional(&self.pool)
                .await?,
        )
    }

    pub async fn delete_sign_in(&self, token_hash: Digest) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_in WHERE token_hash = ?")
            .bind(&token_hash.0[..])
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
