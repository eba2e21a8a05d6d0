-- Ideas with where they stand, feedback with what became of it, and the questions that stewards pose.
-- A question that stewards pose for a time; ideas are filed under it.
CREATE TABLE challenges (
    id BIGINT PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    author_id BIGINT NOT NULL REFERENCES actors (id),
    question TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
-- The page of a community's challenges.
CREATE INDEX challenges_community ON challenges (community_id, ends_at);

-- Where each idea stands.
CREATE TABLE ideas (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    status TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    duplicate_of BIGINT REFERENCES posts (id),
    challenge_id BIGINT REFERENCES challenges (id)
);
-- The roadmap: columns by status, latest change first.
CREATE INDEX ideas_board ON ideas (community_id, status, changed_at);
-- What was merged into an idea, for its page.
CREATE INDEX ideas_duplicates ON ideas (duplicate_of) WHERE duplicate_of IS NOT NULL;
-- How many ideas a challenge brought.
CREATE INDEX ideas_challenge ON ideas (challenge_id) WHERE challenge_id IS NOT NULL;

-- Votes that a merged idea brought to the one that stays: what an unmerge takes back.
CREATE TABLE carried_votes (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    from_id BIGINT NOT NULL REFERENCES posts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);
-- Unmerging.
CREATE INDEX carried_votes_from ON carried_votes (from_id);

-- Who is thanked on the page of an idea that shipped.
CREATE TABLE idea_credits (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (post_id, actor_id)
);

-- What each piece of feedback is, and what became of it. `source_id` is the reply that it was taken in from.
CREATE TABLE feedback (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    sort TEXT NOT NULL,
    area TEXT NOT NULL,
    state TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    source_id BIGINT REFERENCES posts (id)
);
-- The stewards' inbox: by state, oldest first.
CREATE INDEX feedback_inbox ON feedback (community_id, state, post_id);
-- Whether a reply was taken in already.
CREATE INDEX feedback_source ON feedback (source_id) WHERE source_id IS NOT NULL;

-- What feedback in a community can be about.
CREATE TABLE feedback_areas (
    community_id BIGINT NOT NULL REFERENCES actors (id),
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (community_id, name)
);

-- Each change of where an idea or a piece of feedback stands, with the public reply that told of it.
CREATE TABLE standings (
    id BIGINT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    reason TEXT NOT NULL,
    reply_id BIGINT REFERENCES posts (id),
    created_at BIGINT NOT NULL
);
-- The history on a thread's page.
CREATE INDEX standings_post ON standings (post_id, id);
