-- Answers that the backend gives: a log-in at a tool, or something made for it. Bound to one link, and sealed like credentials.
CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    tool TEXT NOT NULL,
    field TEXT NOT NULL,
    -- Tells the answers that it was asked for with; others need another grant.
    used TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'exchanging', 'granted', 'made', 'denied', 'failed')),
    way_back TEXT NOT NULL,
    language TEXT NOT NULL,
    -- What the tool must be told, of what was made.
    shown TEXT,
    key_id TEXT,
    wrapped_key BLOB,
    ciphertext BLOB,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (link_id, tool, field)
);

-- A link that was made to pass on the rest of another: what it goes on from, and which one it came from.
ALTER TABLE links ADD COLUMN handed_over_from TEXT;
ALTER TABLE links ADD COLUMN answers TEXT NOT NULL DEFAULT '{}';

-- What is left to do once the credentials were accepted.
ALTER TABLE integrations ADD COLUMN setup_status TEXT NOT NULL DEFAULT 'COMPLETED' CHECK (setup_status IN ('INCOMPLETE', 'COMPLETED'));
-- When the tool last called the webhook address that was registered there.
ALTER TABLE integrations ADD COLUMN hook_at BIGINT;
