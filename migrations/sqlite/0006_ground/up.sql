-- Where somebody stands in a community, by what they did there.
CREATE TABLE ranks (
    community_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    score BIGINT NOT NULL,
    -- newcomer, member, trusted, super_user
    standing TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);
CREATE INDEX ranks_actor ON ranks (actor_id);
