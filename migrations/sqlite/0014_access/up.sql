-- Parts of communities that not everyone may enter. A part without a row is open.
CREATE TABLE doors (
    community_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    -- forum, wiki, blog, newsletter, events
    format TEXT NOT NULL,
    -- members, staff
    access TEXT NOT NULL,
    -- Of the members only those with at least this rank; all of them where it is null.
    least_rank TEXT,
    PRIMARY KEY (community_id, format)
);

-- People who are let in by name, whatever the door asks for.
CREATE TABLE guests (
    community_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    -- A format, or `all`.
    part TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (community_id, actor_id, part)
);
-- What one person may enter.
CREATE INDEX guests_actor ON guests (actor_id);
