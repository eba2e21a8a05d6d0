-- How long a community of ours lasts, and what comes then. One that simply stands has a row only once it was archived.
CREATE TABLE lifespans (
    community_id BIGINT PRIMARY KEY NOT NULL REFERENCES communities (actor_id),
    -- impromptu or task where it began as one: founding on the spot is limited by it.
    founded_as TEXT NOT NULL DEFAULT 'standing',
    -- The message from elsewhere that founded it, so that a repeat of that message founds nothing.
    request TEXT,
    -- A task: what for, until when, and how far it is.
    goal TEXT NOT NULL DEFAULT '',
    ends_at BIGINT,
    progress INTEGER NOT NULL DEFAULT 0,
    progress_note TEXT NOT NULL DEFAULT '',
    week_told_at BIGINT,
    day_told_at BIGINT,
    -- One that came together on the spot: quiet hours until it disperses, and keep, export or delete after.
    quiet_hours INTEGER NOT NULL DEFAULT 48,
    afterwards TEXT NOT NULL DEFAULT 'keep',
    -- When it ended or dispersed, and when what was to be done after that was done.
    ended_at BIGINT,
    settled_at BIGINT,
    -- The pinned notice of the end, and the outcome or digest.
    notice_id BIGINT REFERENCES posts (id),
    outcome_id BIGINT REFERENCES posts (id),
    successor_id BIGINT REFERENCES communities (actor_id),
    -- The last change, and as JSON what was before it, to be taken back within a day.
    changed_at BIGINT,
    undo TEXT
);
-- The job asks every few minutes which tasks end and which digests are settled.
CREATE INDEX lifespans_ending ON lifespans (ends_at);
CREATE INDEX lifespans_ended ON lifespans (ended_at);
CREATE UNIQUE INDEX lifespans_request ON lifespans (request);
-- "Happening now" on the front page and in the directory, and the job that looks for quiet ones.
CREATE INDEX communities_lifespan ON communities (lifespan, state, active_at);
