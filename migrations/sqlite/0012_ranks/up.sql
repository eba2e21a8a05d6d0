-- Reputation: what people did for a community, and the ranks that follow from it.
-- One row for each thing that counts for or against somebody. Rows are never taken out; what no longer holds is marked.
CREATE TABLE merits (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    -- The post or report that it comes from, and whose vote it was with the server of that person; 0 where it was none.
    source_id BIGINT NOT NULL,
    by_id BIGINT NOT NULL,
    home_id BIGINT NOT NULL,
    -- The post to look at.
    post_id BIGINT REFERENCES posts (id),
    -- Which rule against rings keeps it from counting.
    ring TEXT,
    at BIGINT NOT NULL,
    undone_at BIGINT
);
-- Each thing counts once.
CREATE UNIQUE INDEX merits_source ON merits (source_id, actor_id, by_id, kind);
-- What a number is made of, and counting it anew.
CREATE INDEX merits_person ON merits (actor_id, community_id, at, id);
CREATE INDEX merits_community ON merits (community_id, actor_id);
-- Whether one voter has voted for one person lately.
CREATE INDEX merits_pair ON merits (by_id, actor_id, at) WHERE by_id <> 0;
-- Whether one server has just voted for one post.
CREATE INDEX merits_home ON merits (source_id, home_id, at) WHERE by_id <> 0;

-- The score is in thousandths, as it was when it last changed. Time takes it no lower than the floor.
ALTER TABLE ranks ADD COLUMN floor BIGINT NOT NULL DEFAULT 0;
-- What stewards decided: at least this rank, or at most this one.
ALTER TABLE ranks ADD COLUMN granted TEXT;
ALTER TABLE ranks ADD COLUMN withheld TEXT;
-- The list of those who did most for a community.
CREATE INDEX ranks_board ON ranks (community_id, score);

-- How open a community is about reputation.
CREATE TABLE reputation_rules (
    community_id BIGINT PRIMARY KEY NOT NULL REFERENCES actors (id),
    board BOOLEAN NOT NULL,
    open_reasons BOOLEAN NOT NULL
);

-- People who stay out of every list of the kind.
CREATE TABLE reputation_hidden (
    actor_id BIGINT PRIMARY KEY NOT NULL REFERENCES actors (id),
    since BIGINT NOT NULL
);

-- Who of the trusted calls a post spam.
CREATE TABLE spam_votes (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);
