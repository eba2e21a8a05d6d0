-- The index of everything is made anew by the job at the end: its texts are cut into words by the house itself, so that
-- both databases find the same, and it knows by itself where a text stands and who wrote it.
DROP TABLE search_docs;
-- `doc_id` is the post's or actor's id. The texts are lexemes with their weights, as `tsvector` reads them.
CREATE TABLE search_docs (
    doc_id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    facets TEXT NOT NULL,
    tokens TSVECTOR NOT NULL GENERATED ALWAYS AS (CAST(title AS TSVECTOR) || CAST(body AS TSVECTOR) || CAST(facets AS TSVECTOR)) STORED
);
CREATE INDEX search_docs_tokens ON search_docs USING GIN (tokens);

-- Words that occur in titles, and the pieces of three letters in each, for words that were mistyped.
CREATE TABLE title_words (
    word TEXT PRIMARY KEY NOT NULL
);
CREATE TABLE title_pieces (
    piece TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (piece, word)
);

-- Communities that somebody does not want to have suggested any more.
CREATE TABLE unwanted_suggestions (
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    community_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, community_id)
);

INSERT INTO jobs (id, kind, unique_key, data, state, attempts, run_at, created_at) VALUES (1, 'reindex', 'once', '', 'ready', 0, 0, 0);
