-- What a site's own answers say of a scale's error, from the day it is adopted. The newest row of a scale holds for
-- results that are computed afterwards; what was frozen before stays as it is.

-- +goose Up

CREATE TABLE site_precisions (
  seq           INTEGER PRIMARY KEY,
  questionnaire TEXT NOT NULL CHECK (questionnaire <> ''),
  version       TEXT NOT NULL CHECK (version <> ''),
  scale         TEXT NOT NULL CHECK (scale <> ''),
  sd            REAL NOT NULL CHECK (sd > 0),
  alpha         REAL NOT NULL CHECK (alpha >= 0 AND alpha <= 1),
  n             INTEGER NOT NULL CHECK (n >= 50),
  adopted_at    INTEGER NOT NULL,
  adopted_by    TEXT NOT NULL
) STRICT;

CREATE INDEX site_precisions_of_version ON site_precisions (questionnaire, version, scale, seq);

-- +goose StatementBegin
CREATE TRIGGER site_precisions_frozen BEFORE UPDATE ON site_precisions
BEGIN
  SELECT RAISE(ABORT, 'a figure that was adopted never changes');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER site_precisions_kept BEFORE DELETE ON site_precisions
BEGIN
  SELECT RAISE(ABORT, 'a figure that was adopted is never deleted');
END;
-- +goose StatementEnd
