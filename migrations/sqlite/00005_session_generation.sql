-- A session says with which generation of its user's it began, and ends when the user's is another: after a new password,
-- a disabled account, or when somebody signs out everywhere. Sessions from before this are of generation 0.

-- +goose Up

ALTER TABLE users ADD COLUMN session_generation INTEGER NOT NULL DEFAULT 0 CHECK (session_generation >= 0);
