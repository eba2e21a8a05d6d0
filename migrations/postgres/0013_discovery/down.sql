DELETE FROM jobs WHERE kind = 'reindex';
DROP TABLE unwanted_suggestions;
DROP TABLE title_pieces;
DROP TABLE title_words;
DROP TABLE search_docs;
CREATE TABLE search_docs (
    doc_id BIGINT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    community_id BIGINT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    tokens TSVECTOR NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')
    ) STORED
);
CREATE INDEX search_docs_tokens ON search_docs USING GIN (tokens);
