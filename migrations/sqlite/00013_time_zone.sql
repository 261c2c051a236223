-- The site's time zone: whole days, such as those of plans, begin and end in it, and staff read times in it. Times are kept in
-- UTC as ever. And what e-mails call the clinic, where its name says too much for an inbox.

-- +goose Up

ALTER TABLE site_settings ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC' CHECK (time_zone <> '');
ALTER TABLE site_settings ADD COLUMN mail_name TEXT NOT NULL DEFAULT '';
