//! What a completed link leaves behind, all of it in one transaction or none of it (K-04, R-01).

use crate::clock::HOUR;
use crate::crypto::{Sealed, hash};
use crate::faults::fault_point;
use crate::flow_log::Entry;
use crate::link::{GRACE, Link, Relinked};
use crate::store::{Store, credentials, flow_log, links, outbox};
use crate::webhook::Happened;
use sqlx::{Any, Transaction};
use std::collections::BTreeSet;
use wire::{ScopeGroup, ScopeId, Secret, ToolId};

/// What is written when a link completes.
#[derive(Debug)]
pub struct Completion<'a> {
    /// The link.
    pub link: &'a Link,
    /// The integration: the one a relink is for, or a new id, chosen before its credentials were sealed for it.
    pub integration: &'a str,
    /// The tool.
    pub tool: &'a ToolId,
    /// The optional scopes that were refused.
    pub opted_out: &'a BTreeSet<ScopeId>,
    /// What was shown and agreed to; `None` when a relink changes no scopes, and what was agreed to before holds.
    pub consent: Option<Consent<'a>>,
    /// Its credentials.
    pub credentials: Sealed,
    /// The submission's idempotency key.
    pub submission: &'a str,
    /// What the host will exchange.
    pub activation_token: &'a Secret,
    /// How long until its credentials are checked again, in milliseconds.
    pub check_after: i64,
    /// Whether something is left to do before a new integration is set up.
    pub leaves_setup: bool,
}

/// What is written when the last of what was left to do is done.
#[derive(Debug)]
pub struct Finish<'a> {
    /// The link.
    pub link: &'a Link,
    /// The integration.
    pub integration: &'a str,
    /// Its credentials as they were and with what was added, and their edition, which stays.
    pub credentials: (i64, Sealed, Sealed),
    /// The submission's idempotency key.
    pub submission: &'a str,
    /// What the host will exchange.
    pub activation_token: &'a Secret,
}

/// What an end user was shown and agreed to.
#[derive(Debug)]
pub struct Consent<'a> {
    /// All of it, as it stood on the page.
    pub shown: &'a [ScopeGroup],
    /// Why it was asked for, as the customer said it.
    pub reason: Option<&'a str>,
    /// In which language.
    pub language: &'a str,
}

impl Store {
    /// Completes a link. Answers whether this call was the one that completed it: not when another was first, when the link has
    /// ended, or when the integration it is for was deleted or relinked in the meantime.
    pub async fn complete(&self, completion: &Completion<'_>) -> sqlx::Result<bool> {
        let (link, time) = (completion.link, self.now());
        // The integration first, as whoever deletes it does.
        fault_point!("completion-begun");
        let mut transaction = self.begin_with_integration(completion.integration).await?;
        let completed = sqlx::query(
            "UPDATE links SET completed_at = $1 WHERE id = $2 AND completed_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        )
        .bind(time)
        .bind(link.id.as_str())
        .bind(time - GRACE)
        .execute(&mut *transaction)
        .await?;
        if completed.rows_affected() != 1 {
            return Ok(false);
        }
        let before = outbox::integration(&mut transaction, completion.integration).await?;
        match &link.relink {
            None => insert(&mut transaction, completion, time).await?,
            Some(relinked) => {
                if !replace(&mut transaction, completion, relinked, time).await? {
                    return Ok(false);
                }
            }
        }
        if let Some(before) = before {
            outbox::put_change(&mut transaction, &before, time).await?;
        } else if let Some(made) = outbox::integration(&mut transaction, completion.integration).await? {
            let created = Happened::Created(&made);
            outbox::put(&mut transaction, &made.environment_id, &made.id, &created, false, time).await?;
        }
        if let Some(consent) = &completion.consent {
            record(&mut transaction, completion, consent, time).await?;
        }
        links::complete_family(&mut transaction, &link.id, time).await?;
        forget_grants(&mut transaction, link).await?;
        let (token, submission) = (completion.activation_token, completion.submission);
        connected(&mut transaction, link, completion.integration, token, submission, time).await?;
        fault_point!("completion-written");
        transaction.commit().await?;
        fault_point!("completion-committed");
        Ok(true)
    }

    /// Finishes the set-up of an integration. Answers whether this call was the one that did: not when it was finished, relinked or
    /// deleted in the meantime.
    pub async fn finish(&self, finish: &Finish<'_>) -> sqlx::Result<bool> {
        let mut transaction = self.begin().await?;
        let finished = sqlx::query(
            "UPDATE integrations SET setup_status = 'COMPLETED' WHERE id = $1 AND link_id = $2 AND setup_status = 'INCOMPLETE'",
        )
        .bind(finish.integration)
        .bind(finish.link.id.as_str())
        .execute(&mut *transaction)
        .await?;
        let (version, before, sealed) = &finish.credentials;
        if finished.rows_affected() != 1
            || !credentials::reseal(&mut *transaction, finish.integration, *version, before, sealed).await?
        {
            return Ok(false);
        }
        let time = self.now();
        if let Some(made) = outbox::integration(&mut transaction, finish.integration).await? {
            let changed = Happened::StateChanged(&made, time);
            outbox::put(&mut transaction, &made.environment_id, &made.id, &changed, false, time).await?;
        }
        forget_grants(&mut transaction, finish.link).await?;
        connected(&mut transaction, finish.link, finish.integration, finish.activation_token, finish.submission, time)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// What was granted or made is with the credentials now.
async fn forget_grants(transaction: &mut Transaction<'_, Any>, link: &Link) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM grants WHERE link_id = $1").bind(link.id.as_str()).execute(&mut **transaction).await?;
    Ok(())
}

/// The host can exchange its token, and the submission went through.
async fn connected(
    transaction: &mut Transaction<'_, Any>,
    link: &Link,
    integration: &str,
    token: &Secret,
    submission: &str,
    time: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO activation_tokens (token_hash, integration_id, environment_id, expires_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(hash(token.expose()))
    .bind(integration)
    .bind(&link.environment_id)
    .bind(time + HOUR)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("UPDATE submissions SET state = 'connected' WHERE link_id = $1 AND key = $2")
        .bind(link.id.as_str())
        .bind(submission)
        .execute(&mut **transaction)
        .await?;
    flow_log::set_problem(transaction, link.id.as_str(), None, time).await?;
    let entry = Entry::Connected { integration: integration.to_owned() };
    flow_log::add(&mut **transaction, link.id.as_str(), &entry, time).await
}

async fn insert(transaction: &mut Transaction<'_, Any>, completion: &Completion<'_>, time: i64) -> sqlx::Result<()> {
    let link = completion.link;
    sqlx::query(
        "INSERT INTO integrations (id, environment_id, link_id, tool, category, scope_config_id, opted_out, end_user_email, \
         end_user_organization_name, end_user_origin_id, created_at, used_at, next_check_at, setup_status) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)",
    )
    .bind(completion.integration)
    .bind(&link.environment_id)
    .bind(link.id.as_str())
    .bind(completion.tool.as_str())
    .bind(link.category.as_str())
    .bind(&link.scope_config_id)
    .bind(joined(completion.opted_out))
    .bind(&link.end_user_email)
    .bind(&link.end_user_organization_name)
    .bind(&link.end_user_origin_id)
    .bind(time)
    .bind(time + completion.check_after)
    .bind(if completion.leaves_setup { "INCOMPLETE" } else { "COMPLETED" })
    .execute(&mut **transaction)
    .await?;
    credentials::insert(transaction, completion.integration, &completion.credentials).await
}

/// Switches credentials, scopes and state at once. Answers whether the integration was still as it was when the relink was made.
async fn replace(
    transaction: &mut Transaction<'_, Any>,
    completion: &Completion<'_>,
    relinked: &Relinked,
    time: i64,
) -> sqlx::Result<bool> {
    if !credentials::replace(transaction, relinked, &completion.credentials).await? {
        return Ok(false);
    }
    sqlx::query(
        "UPDATE integrations SET scope_config_id = $1, opted_out = $2, failing_since = NULL, invalid_since = NULL, \
         inactive_since = NULL, used_at = $3, next_check_at = $4 WHERE id = $5",
    )
    .bind(&completion.link.scope_config_id)
    .bind(joined(completion.opted_out))
    .bind(time)
    .bind(time + completion.check_after)
    .bind(completion.integration)
    .execute(&mut **transaction)
    .await?;
    links::end_relinks(transaction, completion.integration, time).await?;
    Ok(true)
}

async fn record(
    transaction: &mut Transaction<'_, Any>,
    completion: &Completion<'_>,
    consent: &Consent<'_>,
    time: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO consents (integration_id, credentials_version, link_id, scope_config_id, shown, reason, opted_out, language, given_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(completion.integration)
    .bind(credentials::next_version(completion.link.relink.as_ref()))
    .bind(completion.link.id.as_str())
    .bind(&completion.link.scope_config_id)
    .bind(serde_json::to_string(consent.shown).unwrap_or_default())
    .bind(consent.reason)
    .bind(joined(completion.opted_out))
    .bind(consent.language)
    .bind(time)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn joined(scopes: &BTreeSet<ScopeId>) -> String {
    scopes.iter().map(ScopeId::as_str).collect::<Vec<_>>().join(" ")
}
