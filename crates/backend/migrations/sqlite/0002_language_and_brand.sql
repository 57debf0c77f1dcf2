-- A link without a language follows the end user's browser. Until now all flows were in English and links without a language were stored
-- as English ones, so what was stored as English was nobody's wish.
ALTER TABLE links ADD COLUMN chosen_language TEXT;
UPDATE links SET chosen_language = language WHERE language <> 'en';
ALTER TABLE links DROP COLUMN language;
ALTER TABLE links RENAME COLUMN chosen_language TO language;

-- What makes the pages of an environment look and sound like the tenant's own, as JSON.
ALTER TABLE environments ADD COLUMN brand TEXT;
