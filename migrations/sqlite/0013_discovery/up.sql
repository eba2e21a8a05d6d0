-- The index of everything is made anew by the job at the end: its texts are cut into words by the house itself, so that
-- both databases find the same, and it knows by itself where a text stands and who wrote it.
DROP TRIGGER search_docs_update;
DROP TRIGGER search_docs_delete;
DROP TRIGGER search_docs_insert;
DROP TABLE search_index;
DROP TABLE search_docs;
-- `doc_id` is the post's or actor's id and the row id of the index.
CREATE TABLE search_docs (
    doc_id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    facets TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_index USING fts5 (
    title, body, facets, content = 'search_docs', content_rowid = 'doc_id', tokenize = 'ascii', detail = 'column'
);
CREATE TRIGGER search_docs_insert AFTER INSERT ON search_docs BEGIN
    INSERT INTO search_index (rowid, title, body, facets) VALUES (new.doc_id, new.title, new.body, new.facets);
END;
CREATE TRIGGER search_docs_delete AFTER DELETE ON search_docs BEGIN
    INSERT INTO search_index (search_index, rowid, title, body, facets) VALUES ('delete', old.doc_id, old.title, old.body, old.facets);
END;
CREATE TRIGGER search_docs_update AFTER UPDATE ON search_docs BEGIN
    INSERT INTO search_index (search_index, rowid, title, body, facets) VALUES ('delete', old.doc_id, old.title, old.body, old.facets);
    INSERT INTO search_index (rowid, title, body, facets) VALUES (new.doc_id, new.title, new.body, new.facets);
END;

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
