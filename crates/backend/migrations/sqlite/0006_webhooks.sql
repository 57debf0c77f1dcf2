-- Where the customer's backend hears of things. The secrets that deliveries are signed with are sealed like credentials.
CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    url TEXT NOT NULL,
    -- Types of events with a space before and after each; all of them when it is empty.
    events TEXT NOT NULL,
    -- 1 when a deletion by the API is told as well.
    tells_own_deletions BIGINT NOT NULL,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    -- Until when the secret before the present one signs as well.
    overlap_until BIGINT,
    created_at BIGINT NOT NULL,
    failing_since BIGINT,
    disabled_at BIGINT,
    disabled_by TEXT CHECK (disabled_by IN ('CUSTOMER', 'FAILING', 'GONE'))
);
CREATE INDEX webhook_endpoints_by_environment ON webhook_endpoints (environment_id);

-- Written in the transaction of what has happened (W-05).
CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES environments (id),
    type TEXT NOT NULL,
    -- The integration or link that it is about. No reference: events outlive both.
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- 1 when the customer did it by the API and knows.
    is_own BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_events_by_subject ON webhook_events (subject, type, created_at);
CREATE INDEX webhook_events_by_time ON webhook_events (created_at);

CREATE TABLE webhook_deliveries (
    event_id TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('WAITING', 'DELIVERED', 'FAILED')),
    -- Attempts since it was last asked for.
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (event_id, endpoint_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, created_at);

-- What came of each attempt, for whoever looks for a mistake.
CREATE TABLE webhook_attempts (
    event_id TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- None when there was no answer.
    status BIGINT,
    duration BIGINT NOT NULL,
    answer TEXT NOT NULL,
    FOREIGN KEY (event_id, endpoint_id) REFERENCES webhook_deliveries (event_id, endpoint_id) ON DELETE CASCADE
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (event_id, endpoint_id, at);

-- The story of a link: what was done and what came of it, without anything that was typed.
CREATE TABLE flow_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    -- JSON.
    entry TEXT NOT NULL
);
CREATE INDEX flow_log_by_link ON flow_log (link_id, id);

-- How far the end user has come, once they have done anything at all: no scanner does (K-07).
CREATE TABLE link_progress (
    link_id TEXT PRIMARY KEY REFERENCES links (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    number BIGINT NOT NULL,
    count BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- The problem that the last submission ended with.
    problem TEXT
);
