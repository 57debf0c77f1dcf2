-- The tables as they are in sqlite/0001 to 0006, where each is explained.

CREATE TABLE tenants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE environments (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL CHECK (kind IN ('production', 'development')),
    brand TEXT,
    tools_off TEXT NOT NULL DEFAULT '',
    allowed_origins TEXT NOT NULL DEFAULT '',
    UNIQUE (tenant_id, kind)
);

CREATE TABLE api_keys (
    key_hash TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    role TEXT NOT NULL CHECK (role IN ('ADMIN', 'OPERATOR', 'DEVELOPER')),
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
    language TEXT,
    scope_config_id TEXT NOT NULL REFERENCES scope_configs (id),
    allowed_origins TEXT NOT NULL,
    end_user_email TEXT NOT NULL,
    end_user_organization_name TEXT NOT NULL,
    end_user_origin_id TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    completed_at BIGINT,
    revoked_at BIGINT,
    integration_id TEXT,
    credentials_version BIGINT,
    handed_over_from TEXT,
    answers TEXT NOT NULL DEFAULT '{}'
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
    created_at BIGINT NOT NULL,
    failing_since BIGINT,
    invalid_since BIGINT,
    inactive_since BIGINT,
    checked_at BIGINT,
    next_check_at BIGINT NOT NULL DEFAULT 0,
    used_at BIGINT NOT NULL DEFAULT 0,
    setup_status TEXT NOT NULL DEFAULT 'COMPLETED' CHECK (setup_status IN ('INCOMPLETE', 'COMPLETED')),
    hook_at BIGINT
);
CREATE INDEX integrations_by_next_check ON integrations (next_check_at);
CREATE INDEX integrations_by_environment ON integrations (environment_id, created_at);

CREATE TABLE credentials (
    integration_id TEXT PRIMARY KEY REFERENCES integrations (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL
);

CREATE TABLE activation_tokens (
    token_hash TEXT PRIMARY KEY,
    integration_id TEXT NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    expires_at BIGINT NOT NULL
);

CREATE TABLE submissions (
    link_id TEXT NOT NULL REFERENCES links (id),
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'connected', 'failed')),
    problem TEXT,
    started_at BIGINT NOT NULL,
    PRIMARY KEY (link_id, key)
);

CREATE TABLE consents (
    integration_id TEXT NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    credentials_version BIGINT NOT NULL,
    link_id TEXT NOT NULL REFERENCES links (id),
    scope_config_id TEXT NOT NULL REFERENCES scope_configs (id),
    shown TEXT NOT NULL,
    reason TEXT,
    opted_out TEXT NOT NULL,
    language TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (integration_id, credentials_version)
);

CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    field TEXT NOT NULL,
    used TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'exchanging', 'granted', 'made', 'denied', 'failed')),
    way_back TEXT NOT NULL,
    language TEXT NOT NULL,
    shown TEXT,
    key_id TEXT,
    wrapped_key BYTEA,
    ciphertext BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (link_id, tool, field)
);

CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    tells_own_deletions BIGINT NOT NULL,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL,
    overlap_until BIGINT,
    created_at BIGINT NOT NULL,
    failing_since BIGINT,
    disabled_at BIGINT,
    disabled_by TEXT CHECK (disabled_by IN ('CUSTOMER', 'FAILING', 'GONE'))
);
CREATE INDEX webhook_endpoints_by_environment ON webhook_endpoints (environment_id);

CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    is_own BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_events_by_subject ON webhook_events (subject, type, created_at);
CREATE INDEX webhook_events_by_time ON webhook_events (created_at);

CREATE TABLE webhook_deliveries (
    event_id TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('WAITING', 'DELIVERED', 'FAILED')),
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, endpoint_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, created_at);

CREATE TABLE webhook_attempts (
    event_id TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    duration BIGINT NOT NULL,
    answer TEXT NOT NULL,
    FOREIGN KEY (event_id, endpoint_id) REFERENCES webhook_deliveries (event_id, endpoint_id) ON DELETE CASCADE
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (event_id, endpoint_id, at);

CREATE TABLE flow_log (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    entry TEXT NOT NULL
);
CREATE INDEX flow_log_by_link ON flow_log (link_id, id);

CREATE TABLE link_progress (
    link_id TEXT PRIMARY KEY REFERENCES links (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    number BIGINT NOT NULL,
    count BIGINT NOT NULL,
    at BIGINT NOT NULL,
    problem TEXT
);
