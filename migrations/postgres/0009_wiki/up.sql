-- Wikis: pages with their history, the links between them, and what is suggested for them.
-- What a thread that is a wiki page keeps beside its text. `path` names it inside its community.
CREATE TABLE wiki_pages (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    path TEXT NOT NULL,
    revision_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    protection TEXT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    confirmed_by BIGINT REFERENCES actors (id),
    origin_id BIGINT REFERENCES posts (id),
    created_at BIGINT NOT NULL
);
-- One page for each path, and the tree of them all.
CREATE UNIQUE INDEX wiki_pages_path ON wiki_pages (community_id, path);
-- The page that an answer became.
CREATE INDEX wiki_pages_origin ON wiki_pages (origin_id) WHERE origin_id IS NOT NULL;

-- Every text that a page ever had. `accepted_by` took it over from its author's suggestion or answer.
CREATE TABLE wiki_revisions (
    id BIGINT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    number INTEGER NOT NULL,
    author_id BIGINT NOT NULL REFERENCES actors (id),
    accepted_by BIGINT REFERENCES actors (id),
    sort TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    summary TEXT NOT NULL,
    base_id BIGINT,
    created_at BIGINT NOT NULL
);
-- The history of a page, newest first.
CREATE UNIQUE INDEX wiki_revisions_page ON wiki_revisions (post_id, number);

-- Which pages a page links to, there or not.
CREATE TABLE wiki_links (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    path TEXT NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (post_id, path)
);
-- What links to a page.
CREATE INDEX wiki_links_to ON wiki_links (community_id, path);

-- Where pages were before they moved.
CREATE TABLE wiki_moves (
    community_id BIGINT NOT NULL REFERENCES actors (id),
    path TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    PRIMARY KEY (community_id, path)
);
-- What leads to a page, when it is taken away for good.
CREATE INDEX wiki_moves_page ON wiki_moves (post_id);

-- Texts that somebody would like a page to have. `reply_id` is the reply that brought one.
CREATE TABLE wiki_suggestions (
    id BIGINT PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    author_id BIGINT NOT NULL REFERENCES actors (id),
    reply_id BIGINT REFERENCES posts (id),
    ap_id TEXT,
    base_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    summary TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by BIGINT REFERENCES actors (id),
    decided_at BIGINT,
    reason TEXT NOT NULL,
    revision_id BIGINT,
    created_at BIGINT NOT NULL
);
-- The stewards' queue, oldest first.
CREATE INDEX wiki_suggestions_queue ON wiki_suggestions (community_id, state, id);
-- What waits for one page.
CREATE INDEX wiki_suggestions_page ON wiki_suggestions (post_id, state);
-- The same suggestion by another way.
CREATE UNIQUE INDEX wiki_suggestions_ap ON wiki_suggestions (ap_id) WHERE ap_id IS NOT NULL;

-- The beginnings of the words of each page, by which it is found for a question.
CREATE TABLE wiki_words (
    word TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    community_id BIGINT NOT NULL REFERENCES actors (id),
    weight INTEGER NOT NULL,
    PRIMARY KEY (word, post_id)
);
-- Within one community.
CREATE INDEX wiki_words_community ON wiki_words (community_id, word, post_id);
-- A page that changes or goes.
CREATE INDEX wiki_words_page ON wiki_words (post_id);
