-- Questions: what was answered, who has the same one, and which are one bucket.
CREATE TABLE questions (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT REFERENCES actors (id),
    answer_id BIGINT REFERENCES posts (id),
    official_id BIGINT REFERENCES posts (id),
    -- The question that this one was merged into.
    bucket_id BIGINT REFERENCES posts (id),
    -- When it was last merged or taken out again: what is sent of it changed then.
    merged_at BIGINT,
    reopened_at BIGINT,
    reopened_reason TEXT,
    -- People who said that they have it too.
    joined INTEGER NOT NULL DEFAULT 0,
    asked_at BIGINT NOT NULL
);
CREATE INDEX questions_open ON questions (community_id, asked_at, post_id) WHERE answer_id IS NULL AND bucket_id IS NULL;
CREATE INDEX questions_asked ON questions (asked_at, post_id);
CREATE INDEX questions_bucket ON questions (bucket_id) WHERE bucket_id IS NOT NULL;

CREATE TABLE question_people (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    since BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);

-- Every merge, so that each can be undone.
CREATE TABLE question_merges (
    id BIGINT PRIMARY KEY NOT NULL,
    question_id BIGINT NOT NULL REFERENCES posts (id),
    bucket_id BIGINT NOT NULL REFERENCES posts (id),
    was_locked BOOLEAN NOT NULL,
    -- The reply that told an asker elsewhere where their question went.
    note_id BIGINT REFERENCES posts (id),
    created_at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX question_merges_question ON question_merges (question_id, id);

-- The replies that a merge moved, and what each answered before.
CREATE TABLE question_moves (
    merge_id BIGINT NOT NULL REFERENCES question_merges (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    parent_id BIGINT NOT NULL REFERENCES posts (id),
    PRIMARY KEY (merge_id, post_id)
);
CREATE INDEX question_moves_post ON question_moves (post_id);

-- Pairs that look alike, for stewards to decide.
CREATE TABLE question_pairs (
    id BIGINT PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    question_id BIGINT NOT NULL REFERENCES posts (id),
    other_id BIGINT NOT NULL REFERENCES posts (id),
    likeness INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    created_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE UNIQUE INDEX question_pairs_pair ON question_pairs (question_id, other_id);
CREATE INDEX question_pairs_open ON question_pairs (community_id, likeness, id) WHERE state = 'open';

-- The beginnings of the words of each question. Both databases rank by it in the same way, and no look-up reads more
-- than a few hundred rows of a word, however common it is.
CREATE TABLE question_words (
    community_id BIGINT NOT NULL REFERENCES actors (id),
    word TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    -- 2 in the title, 1 in the text.
    weight INTEGER NOT NULL,
    PRIMARY KEY (community_id, word, post_id)
);
CREATE INDEX question_words_post ON question_words (post_id);
