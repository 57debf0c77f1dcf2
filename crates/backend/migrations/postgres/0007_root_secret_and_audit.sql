-- What sessions, drafts and addresses are derived from, sealed by the operator's key like everything else, so that a rotation of that key
-- leaves them as they are.
CREATE TABLE root_secret (
    id TEXT PRIMARY KEY CHECK (id = 'root'),
    key_id TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    ciphertext BYTEA NOT NULL
);

-- Who did what to whom, and never with what: no row holds anything that was typed or that opens anything.
CREATE TABLE audit_log (
    at BIGINT NOT NULL,
    environment_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX audit_log_by_environment ON audit_log (environment_id, at);
CREATE INDEX audit_log_by_time ON audit_log (at);
