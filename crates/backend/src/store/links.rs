//! Connection links. Opening one never writes here (K-07).

use crate::crypto::{hash, new_link_id, new_link_secret};
use crate::link::{GRACE, Link, LinkType, Relinked};
use crate::store::Store;
use catalog::{Category, Language};
use sqlx::{Any, FromRow, Transaction};
use wire::{LinkId, Secret, ToolId};

/// What a link is made from.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The environment.
    pub environment_id: String,
    /// How it is used, which decides how long it lives.
    pub link_type: LinkType,
    /// What kind of system is to be connected.
    pub category: Category,
    /// The tool, when it is not to be chosen.
    pub tool: Option<ToolId>,
    /// The tool's own environment, for tools that have several.
    pub remote_environment: Option<String>,
    /// Language of the flow; the browser decides when there is none.
    pub language: Option<Language>,
    /// What is asked for.
    pub scope_config_id: String,
    /// Origins that may frame it.
    pub allowed_origins: Vec<String>,
    /// Who is asked.
    pub end_user_email: String,
    /// Whom they act for.
    pub end_user_organization_name: String,
    /// The customer's own id for them.
    pub end_user_origin_id: Option<String>,
    /// The integration, when it is a relink.
    pub relink: Option<Relinked>,
    /// The link that it passes on the rest of.
    pub handed_over_from: Option<LinkId>,
    /// The answers it goes on from, as JSON; none of them is secret.
    pub answers: String,
    /// How long it lives, in milliseconds, where that is not what its type says.
    pub lifetime: Option<i64>,
}

impl NewLink {
    /// A link for one end user, who chooses a tool for human resources; the rest is filled in where it is known.
    pub fn to(environment: &str, scope_config: String, link_type: LinkType, email: &str, organization: &str) -> Self {
        Self {
            environment_id: environment.to_owned(),
            link_type,
            category: Category::Hris,
            tool: None,
            remote_environment: None,
            language: None,
            scope_config_id: scope_config,
            allowed_origins: Vec::new(),
            end_user_email: email.to_owned(),
            end_user_organization_name: organization.to_owned(),
            end_user_origin_id: None,
            relink: None,
            handed_over_from: None,
            answers: "{}".to_owned(),
            lifetime: None,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    environment_id: String,
    secret_hash: String,
    link_type: String,
    category: String,
    tool: Option<String>,
    remote_environment: Option<String>,
    language: Option<String>,
    scope_config_id: String,
    allowed_origins: String,
    end_user_email: String,
    end_user_organization_name: String,
    end_user_origin_id: Option<String>,
    created_at: i64,
    expires_at: i64,
    completed_at: Option<i64>,
    revoked_at: Option<i64>,
    integration_id: Option<String>,
    credentials_version: Option<i64>,
    version_now: Option<i64>,
    handed_over_from: Option<String>,
    answers: String,
    setup_pending: i64,
}

impl From<Row> for Link {
    fn from(row: Row) -> Self {
        Self {
            id: LinkId::new(row.id),
            environment_id: row.environment_id,
            secret_hash: row.secret_hash,
            link_type: if row.link_type == LinkType::MagicLink.as_str() {
                LinkType::MagicLink
            } else {
                LinkType::Embedded
            },
            category: Category::named(&row.category).unwrap_or(Category::Hris),
            tool: row.tool.map(ToolId::new),
            language: row.language.as_deref().and_then(Language::named),
            scope_config_id: row.scope_config_id,
            allowed_origins: row.allowed_origins.split_whitespace().map(str::to_owned).collect(),
            end_user_email: row.end_user_email,
            end_user_organization_name: row.end_user_organization_name,
            end_user_origin_id: row.end_user_origin_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            completed_at: row.completed_at,
            revoked_at: row.revoked_at,
            relink: row
                .integration_id
                .zip(row.credentials_version)
                .map(|(integration, version)| Relinked { integration, version }),
            version_now: row.version_now,
            handed_over_from: row.handed_over_from.map(LinkId::new),
            remote_environment: row.remote_environment,
            answers: serde_json::from_str(&row.answers).unwrap_or_default(),
            setup_pending: row.setup_pending != 0,
        }
    }
}

/// The relinks of an integration that nobody can complete any more: their time is over, and with it that of the names in them.
pub(super) async fn end_relinks(
    transaction: &mut Transaction<'_, Any>,
    integration: &str,
    time: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE links SET expires_at = $1 WHERE integration_id = $2 AND completed_at IS NULL AND expires_at > $1",
    )
    .bind(time)
    .bind(integration)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// What is read of a link: beside its own row, the edition of the credentials it is for and whether something is left to do.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT l.*, (SELECT version FROM credentials WHERE integration_id = l.integration_id) AS version_now, \
             (SELECT COUNT(*) FROM integrations i WHERE i.link_id = l.id AND i.setup_status = 'INCOMPLETE') AS setup_pending \
             FROM links l ",
            $rest
        )
    };
}

/// Of a link and those that pass on its rest, the others have done their work as well.
pub(super) async fn complete_family(
    transaction: &mut Transaction<'_, Any>,
    link: &LinkId,
    time: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE links SET completed_at = $1 WHERE completed_at IS NULL AND revoked_at IS NULL AND id <> $2 AND (handed_over_from = $2 \
         OR id = (SELECT handed_over_from FROM links WHERE id = $2) \
         OR handed_over_from = (SELECT handed_over_from FROM links WHERE id = $2))",
    )
    .bind(time)
    .bind(link.as_str())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

impl Store {
    /// Takes back every link that passes on the rest of one, but for one.
    pub async fn take_back_all(&self, link: &LinkId, but: &LinkId) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE links SET revoked_at = $1 WHERE handed_over_from = $2 AND id <> $3 AND completed_at IS NULL \
             AND revoked_at IS NULL",
        )
        .bind(self.now())
        .bind(link.as_str())
        .bind(but.as_str())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes back one of them. Answers whether there was one to take back.
    pub async fn take_back(&self, link: &LinkId, handed_over: &LinkId) -> sqlx::Result<bool> {
        let done = sqlx::query(
            "UPDATE links SET revoked_at = $1 WHERE id = $2 AND handed_over_from = $3 AND completed_at IS NULL AND revoked_at IS NULL",
        )
        .bind(self.now())
        .bind(handed_over.as_str())
        .bind(link.as_str())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Makes a link. This is the only time its secret is seen.
    pub async fn create_link(&self, new: &NewLink) -> sqlx::Result<(LinkId, Secret)> {
        let (id, secret, created_at) = (new_link_id(), new_link_secret(), self.now());
        sqlx::query(
            "INSERT INTO links (id, environment_id, secret_hash, link_type, category, tool, remote_environment, language, \
             scope_config_id, allowed_origins, end_user_email, end_user_organization_name, end_user_origin_id, created_at, \
             expires_at, integration_id, credentials_version, handed_over_from, answers) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        )
        .bind(id.as_str())
        .bind(&new.environment_id)
        .bind(hash(secret.expose()))
        .bind(new.link_type.as_str())
        .bind(new.category.as_str())
        .bind(new.tool.as_ref().map(ToolId::as_str))
        .bind(&new.remote_environment)
        .bind(new.language.map(Language::tag))
        .bind(&new.scope_config_id)
        .bind(new.allowed_origins.join(" "))
        .bind(&new.end_user_email)
        .bind(&new.end_user_organization_name)
        .bind(&new.end_user_origin_id)
        .bind(created_at)
        .bind(created_at + new.lifetime.unwrap_or_else(|| new.link_type.lifetime()))
        .bind(new.relink.as_ref().map(|relink| &relink.integration))
        .bind(new.relink.as_ref().map(|relink| relink.version))
        .bind(new.handed_over_from.as_ref().map(LinkId::as_str))
        .bind(&new.answers)
        .execute(&self.pool)
        .await?;
        Ok((id, secret))
    }

    /// One link.
    pub async fn link(&self, id: &LinkId) -> sqlx::Result<Option<Link>> {
        let row: Option<Row> =
            sqlx::query_as(select!("WHERE l.id = $1")).bind(id.as_str()).fetch_optional(&self.pool).await?;
        Ok(row.map(Link::from))
    }

    /// An environment's links, the newest first.
    pub async fn links(&self, environment: &str) -> sqlx::Result<Vec<Link>> {
        let rows: Vec<Row> = sqlx::query_as(select!("WHERE l.environment_id = $1 ORDER BY l.created_at DESC, l.id"))
            .bind(environment)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.into_iter().map(Link::from).collect())
    }

    /// An environment's links after a place in their order, the newest first.
    pub async fn links_after(
        &self,
        environment: &str,
        origin: Option<&str>,
        after: Option<&(i64, String)>,
        limit: usize,
    ) -> sqlx::Result<Vec<Link>> {
        let (at, id) = after.map_or((i64::MAX, ""), |(at, id)| (*at, id.as_str()));
        let rows: Vec<Row> = sqlx::query_as(select!(
            "WHERE l.environment_id = $1 AND ($2 IS NULL OR l.end_user_origin_id = $2) \
             AND (l.created_at < $3 OR (l.created_at = $3 AND l.id > $4)) ORDER BY l.created_at DESC, l.id LIMIT $5"
        ))
        .bind(environment)
        .bind(origin)
        .bind(at)
        .bind(id)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(Link::from).collect())
    }

    /// Sets the end of a link's time, in milliseconds since 1970. Answers whether it was neither completed nor revoked.
    pub async fn extend_link(&self, id: &LinkId, until: i64) -> sqlx::Result<bool> {
        let update = "UPDATE links SET expires_at = $1 WHERE id = $2 AND completed_at IS NULL AND revoked_at IS NULL";
        let done = sqlx::query(update).bind(until).bind(id.as_str()).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the link that made an integration another secret and a new life, while something is left to do for the integration.
    pub async fn renew_setup_link(
        &self,
        integration: &str,
        link_type: LinkType,
        language: Option<Language>,
        origins: &[String],
    ) -> sqlx::Result<Option<(LinkId, Secret)>> {
        let secret = new_link_secret();
        let renewed: Option<String> = sqlx::query_scalar(
            "UPDATE links SET secret_hash = $1, link_type = $2, language = $3, allowed_origins = $4, expires_at = $5, revoked_at = NULL \
             WHERE id = (SELECT link_id FROM integrations WHERE id = $6 AND setup_status = 'INCOMPLETE') RETURNING id",
        )
        .bind(hash(secret.expose()))
        .bind(link_type.as_str())
        .bind(language.map(Language::tag))
        .bind(origins.join(" "))
        .bind(self.now() + link_type.lifetime())
        .bind(integration)
        .fetch_optional(&self.pool)
        .await?;
        Ok(renewed.map(|id| (LinkId::new(id), secret)))
    }

    /// Takes a link back, and those that pass on its rest. Answers whether it could still be used, by whoever has opened it before its end at least.
    pub async fn revoke_link(&self, id: &LinkId) -> sqlx::Result<bool> {
        let time = self.now();
        let update = "UPDATE links SET revoked_at = $1 \
             WHERE (id = $2 OR handed_over_from = $2) AND revoked_at IS NULL AND expires_at > $3 AND (completed_at IS NULL \
             OR EXISTS (SELECT 1 FROM integrations i WHERE i.link_id = links.id AND i.setup_status = 'INCOMPLETE'))";
        let done = sqlx::query(update).bind(time).bind(id.as_str()).bind(time - GRACE).execute(&self.pool).await?;
        Ok(done.rows_affected() >= 1)
    }

    /// Ends a link's time now. Answers whether it was still active.
    pub async fn expire_link(&self, id: &LinkId) -> sqlx::Result<bool> {
        let update = "UPDATE links SET expires_at = $1 \
             WHERE id = $2 AND completed_at IS NULL AND revoked_at IS NULL AND expires_at > $1";
        let done = sqlx::query(update).bind(self.now()).bind(id.as_str()).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }
}
