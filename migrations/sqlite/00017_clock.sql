-- +goose Up

-- The latest time that is recorded is asked for on every page of staff, to notice a clock that stands before it.
CREATE INDEX audit_entries_by_time ON audit_entries (at);
