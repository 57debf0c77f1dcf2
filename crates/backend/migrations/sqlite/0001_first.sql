-- Times are milliseconds since 1970 UTC. Nothing that opens anything is stored in clear: only hashes and ciphertext.

CREATE TABLE tenants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE environments (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL CHECK (kind IN ('production', 'development')),
    UNIQUE (tenant_id, kind)
);

CREATE TABLE api_keys (
    key_hash TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE scope_configs (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    name TEXT,
    is_default BOOLEAN NOT NULL,
    settings TEXT NOT NULL
);
CREATE UNIQUE INDEX one_default_scope_config ON scope_configs (environment_id) WHERE is_default;

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    secret_hash TEXT NOT NULL,
    link_type TEXT NOT NULL CHECK (link_type IN ('EMBEDDED', 'MAGIC_LINK')),
    category TEXT NOT NULL,
    tool TEXT,
    remote_environment TEXT,
    language TEXT NOT NULL,
    scope_config_id TEXT NOT NULL REFERENCES scope_configs (id),
    allowed_origins TEXT NOT NULL,
    end_user_email TEXT NOT NULL,
    end_user_organization_name TEXT NOT NULL,
    end_user_origin_id TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    completed_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX links_by_environment ON links (environment_id, created_at);

CREATE TABLE integrations (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    link_id TEXT NOT NULL UNIQUE REFERENCES links (id),
    tool TEXT NOT NULL,
    category TEXT NOT NULL,
    scope_config_id TEXT NOT NULL REFERENCES scope_configs (id),
    opted_out TEXT NOT NULL,
    end_user_email TEXT NOT NULL,
    end_user_organization_name TEXT NOT NULL,
    end_user_origin_id TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE credentials (
    integration_id TEXT PRIMARY KEY REFERENCES integrations (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    ciphertext BLOB NOT NULL
);

CREATE TABLE activation_tokens (
    token_hash TEXT PRIMARY KEY,
    integration_id TEXT NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    expires_at BIGINT NOT NULL
);

-- One row per idempotency key. `problem` holds the answer of a submission that failed; a submission that went through is told
-- by `state` alone, because its activation token can be derived again.
CREATE TABLE submissions (
    link_id TEXT NOT NULL REFERENCES links (id),
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'connected', 'failed')),
    problem TEXT,
    started_at BIGINT NOT NULL,
    PRIMARY KEY (link_id, key)
);
