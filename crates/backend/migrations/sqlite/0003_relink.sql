-- Whether an integration works. The times are those since when it is so; a state follows from them.
ALTER TABLE integrations ADD COLUMN failing_since BIGINT;
ALTER TABLE integrations ADD COLUMN invalid_since BIGINT;
ALTER TABLE integrations ADD COLUMN inactive_since BIGINT;
ALTER TABLE integrations ADD COLUMN checked_at BIGINT;
ALTER TABLE integrations ADD COLUMN next_check_at BIGINT NOT NULL DEFAULT 0;
-- When the management API last asked for it. What was there before counts as used now.
ALTER TABLE integrations ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
UPDATE integrations SET used_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
CREATE INDEX integrations_by_next_check ON integrations (next_check_at);
CREATE INDEX integrations_by_environment ON integrations (environment_id, created_at);

-- A link that gives an integration new credentials or scopes, and the edition of its credentials when the link was made. No reference:
-- the integration may be deleted, and the link then says so.
ALTER TABLE links ADD COLUMN integration_id TEXT;
ALTER TABLE links ADD COLUMN credentials_version BIGINT;

-- What an end user was shown and agreed to, by the edition of the credentials it came with. `shown` is JSON, as it stood on the page.
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

-- What an API key may do. Keys made until now may do everything.
ALTER TABLE api_keys ADD COLUMN role TEXT NOT NULL DEFAULT 'ADMIN' CHECK (role IN ('ADMIN', 'OPERATOR', 'DEVELOPER'));

-- The tools that are switched off, as ids with spaces between them.
ALTER TABLE environments ADD COLUMN tools_off TEXT NOT NULL DEFAULT '';
