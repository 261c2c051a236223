-- When a token was last used, to the minute or so; and after how many years without an answer a record is due for a
-- person's decision whether it is to be erased (0: never).

-- +goose Up

ALTER TABLE tokens ADD COLUMN last_used_at INTEGER;

ALTER TABLE site_settings ADD COLUMN retention_years INTEGER NOT NULL DEFAULT 0 CHECK (retention_years BETWEEN 0 AND 100);

CREATE INDEX patients_by_last_answer ON patients (coalesce(last_completed_at, created_at), id);
