-- The blog of a community: articles with their series and authors, and what is still being written.
-- Who may publish in a community's blog: trusted (stewards and trusted members) or everybody. Without a row, trusted.
CREATE TABLE blogs (
    community_id BIGINT PRIMARY KEY NOT NULL REFERENCES actors (id),
    writers TEXT NOT NULL
);

-- Articles that belong together, in the order of their parts.
CREATE TABLE series (
    id INTEGER PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
-- The page of a series, by its address.
CREATE UNIQUE INDEX series_slug ON series (community_id, slug);

-- What an article has beside title, text and pictures. `published_at` repeats the post's, so that the front is one index.
CREATE TABLE articles (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT REFERENCES actors (id),
    summary TEXT NOT NULL,
    series_id BIGINT REFERENCES series (id),
    part INTEGER NOT NULL,
    published_at BIGINT NOT NULL
);
-- The front of a blog, newest first.
CREATE INDEX articles_front ON articles (community_id, published_at, post_id);
-- The parts of a series.
CREATE INDEX articles_series ON articles (series_id, part, post_id) WHERE series_id IS NOT NULL;

-- People who wrote an article with its author: asked, or named since they said yes.
CREATE TABLE article_authors (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);

-- What is being written and nobody has published yet, of any kind. `details` is JSON, by the names of the kind's fields.
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    author_id BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    details TEXT NOT NULL,
    state TEXT NOT NULL,
    publish_at BIGINT,
    note TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- Somebody's own drafts, the last changed first.
CREATE INDEX drafts_author ON drafts (author_id, updated_at);
-- What waits for a community's stewards.
CREATE INDEX drafts_proposed ON drafts (community_id, updated_at) WHERE state = 'proposed';

-- Articles that came from elsewhere before there were blogs.
INSERT INTO articles (post_id, community_id, summary, part, published_at)
    SELECT id, community_id, '', 0, published_at FROM posts WHERE kind = 'article' AND parent_id IS NULL AND deleted_at IS NULL;
