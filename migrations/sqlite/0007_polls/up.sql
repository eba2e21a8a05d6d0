-- Polls with their options and votes, the tags of a community, and threads that were taken into other communities.
-- What a poll asks. Where its author lives elsewhere, the numbers are what that server told last.
CREATE TABLE polls (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    -- Whether one person may choose several options.
    many BOOLEAN NOT NULL,
    -- Whether the results wait for the end.
    hides BOOLEAN NOT NULL,
    ends_at BIGINT,
    closed_at BIGINT,
    voters INTEGER NOT NULL DEFAULT 0,
    -- When other servers were told of the results last.
    told_at BIGINT
);

CREATE TABLE poll_options (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    votes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (post_id, position)
);

-- Who chose what: never shown, so that nobody votes twice.
CREATE TABLE poll_votes (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id, position)
);

-- The tags that a community offers for its threads.
CREATE TABLE labels (
    id INTEGER PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    ap_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    color TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- Not offered and not shown any more.
    retired_at BIGINT
);
CREATE UNIQUE INDEX labels_ap_id ON labels (ap_id);
CREATE INDEX labels_community ON labels (community_id, position);

CREATE TABLE post_labels (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    label_id BIGINT NOT NULL REFERENCES labels (id),
    PRIMARY KEY (post_id, label_id)
);
-- The threads under one tag.
CREATE INDEX post_labels_label ON post_labels (label_id, post_id);

-- Threads that somebody took from one community into another.
CREATE TABLE cross_posts (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    origin_id BIGINT NOT NULL REFERENCES posts (id)
);
CREATE INDEX cross_posts_origin ON cross_posts (origin_id);
-- Threads about the same page.
CREATE INDEX posts_link ON posts (link_url) WHERE link_url IS NOT NULL AND parent_id IS NULL;
