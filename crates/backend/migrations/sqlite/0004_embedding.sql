-- Origins that may embed the links of an environment that name none, with spaces between them.
ALTER TABLE environments ADD COLUMN allowed_origins TEXT NOT NULL DEFAULT '';
