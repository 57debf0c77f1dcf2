//! Answers that the backend gives: log-ins at tools, and what was made for them. One per link and field.

use crate::crypto::Sealed;
use crate::store::Store;
use sqlx::FromRow;
use wire::{FieldId, LinkId, ToolId};

/// A grant.
#[derive(Clone, Debug, FromRow)]
pub struct GrantRow {
    /// The answer to the field.
    pub id: String,
    /// The link it is good for.
    pub link_id: String,
    /// The tool.
    pub tool: String,
    /// The field.
    pub field: String,
    /// Tells the answers that it was asked for with.
    pub used: String,
    /// How far it is.
    pub state: String,
    /// Where the end user is to be afterwards.
    pub way_back: String,
    /// The language they read.
    pub language: String,
    /// What the tool must be told, of what was made.
    pub shown: Option<String>,
    key_id: Option<String>,
    wrapped_key: Option<Vec<u8>>,
    ciphertext: Option<Vec<u8>>,
}

impl GrantRow {
    /// What was granted or made.
    pub fn sealed(&self) -> Option<Sealed> {
        let (key_id, wrapped_key) = (self.key_id.clone()?, self.wrapped_key.clone()?);
        Some(Sealed { key_id, wrapped_key, ciphertext: self.ciphertext.clone()? })
    }
}

/// What a grant is made from.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant<'a> {
    /// The answer to the field.
    pub id: &'a str,
    /// The link.
    pub link: &'a LinkId,
    /// The tool.
    pub tool: &'a ToolId,
    /// The field.
    pub field: &'a FieldId,
    /// Tells the answers that it is asked for with.
    pub used: &'a str,
    /// Where the end user is to be afterwards.
    pub way_back: &'a str,
    /// The language they read.
    pub language: &'a str,
    /// How long it is good for, in milliseconds.
    pub lifetime: i64,
}

impl Store {
    /// The grant of a field that is still good.
    pub async fn grant_of(&self, link: &LinkId, tool: &ToolId, field: &FieldId) -> sqlx::Result<Option<GrantRow>> {
        sqlx::query_as("SELECT * FROM grants WHERE link_id = $1 AND tool = $2 AND field = $3 AND expires_at > $4")
            .bind(link.as_str())
            .bind(tool.as_str())
            .bind(field.as_str())
            .bind(self.now())
            .fetch_optional(&self.pool)
            .await
    }

    /// The grant of that id that is still good.
    pub async fn grant(&self, id: &str) -> sqlx::Result<Option<GrantRow>> {
        sqlx::query_as("SELECT * FROM grants WHERE id = $1 AND expires_at > $2")
            .bind(id)
            .bind(self.now())
            .fetch_optional(&self.pool)
            .await
    }

    /// Begins a log-in, in the place of whatever the field had before. What it depends on is sealed with it.
    pub async fn begin_login(&self, new: NewGrant<'_>, used: &Sealed) -> sqlx::Result<()> {
        self.insert_grant(new, "waiting", None, Some(used)).await
    }

    /// Keeps what was made, unless something was made for the field already.
    pub async fn keep_made(&self, new: NewGrant<'_>, shown: Option<&str>, sealed: &Sealed) -> sqlx::Result<()> {
        if self.grant_of(new.link, new.tool, new.field).await?.is_some_and(|row| row.state == "made") {
            return Ok(());
        }
        self.insert_grant(new, "made", shown, Some(sealed)).await
    }

    /// Where the end user is to be after a log-in, and what they read, by now.
    pub async fn send_back(&self, id: &str, way_back: &str, language: &str) -> sqlx::Result<()> {
        sqlx::query("UPDATE grants SET way_back = $1, language = $2 WHERE id = $3 AND state = 'waiting'")
            .bind(way_back)
            .bind(language)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn insert_grant(
        &self,
        new: NewGrant<'_>,
        state: &str,
        shown: Option<&str>,
        sealed: Option<&Sealed>,
    ) -> sqlx::Result<()> {
        let time = self.now();
        sqlx::query(
            "INSERT INTO grants (id, link_id, tool, field, used, state, way_back, language, shown, key_id, wrapped_key, ciphertext, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (link_id, tool, field) DO UPDATE SET id = $1, used = $5, state = $6, way_back = $7, language = $8, \
             shown = $9, key_id = $10, wrapped_key = $11, ciphertext = $12, created_at = $13, expires_at = $14",
        )
        .bind(new.id)
        .bind(new.link.as_str())
        .bind(new.tool.as_str())
        .bind(new.field.as_str())
        .bind(new.used)
        .bind(state)
        .bind(new.way_back)
        .bind(new.language)
        .bind(shown)
        .bind(sealed.map(|sealed| &sealed.key_id))
        .bind(sealed.map(|sealed| &sealed.wrapped_key))
        .bind(sealed.map(|sealed| &sealed.ciphertext))
        .bind(time)
        .bind(time + new.lifetime)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a waiting log-in for the exchange of its code. Answers whether this call was the one that took it: a state counts once
    /// (E-14).
    pub async fn take_login(&self, id: &str) -> sqlx::Result<bool> {
        let taken = sqlx::query(
            "UPDATE grants SET state = 'exchanging' WHERE id = $1 AND state = 'waiting' AND expires_at > $2",
        )
        .bind(id)
        .bind(self.now())
        .execute(&self.pool)
        .await?;
        Ok(taken.rows_affected() == 1)
    }

    /// A log-in is over: what it granted, or that it granted nothing.
    pub async fn end_login(&self, id: &str, state: &str, sealed: Option<&Sealed>) -> sqlx::Result<()> {
        sqlx::query("UPDATE grants SET state = $1, key_id = $2, wrapped_key = $3, ciphertext = $4 WHERE id = $5 AND state = 'exchanging'")
            .bind(state)
            .bind(sealed.map(|sealed| &sealed.key_id))
            .bind(sealed.map(|sealed| &sealed.wrapped_key))
            .bind(sealed.map(|sealed| &sealed.ciphertext))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a grant.
    pub async fn forget_grant(&self, id: &str) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM grants WHERE id = $1").bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets the log-ins of a link at a tool: there must be another.
    pub async fn forget_logins(&self, link: &LinkId, tool: &ToolId) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM grants WHERE link_id = $1 AND tool = $2 AND state = 'granted'")
            .bind(link.as_str())
            .bind(tool.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets grants whose time is over.
    pub async fn forget_old_grants(&self) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM grants WHERE expires_at <= $1").bind(self.now()).execute(&self.pool).await?;
        Ok(())
    }
}
