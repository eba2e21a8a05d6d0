DELETE FROM jobs WHERE kind = 'reindex';
DROP TABLE unwanted_suggestions;
DROP TABLE title_pieces;
DROP TABLE title_words;
DROP TRIGGER search_docs_update;
DROP TRIGGER search_docs_delete;
DROP TRIGGER search_docs_insert;
DROP TABLE search_index;
DROP TABLE search_docs;
CREATE TABLE search_docs (
    doc_id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    community_id BIGINT,
    title TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_index USING fts5 (
    title, body, content = 'search_docs', content_rowid = 'doc_id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER search_docs_insert AFTER INSERT ON search_docs BEGIN
    INSERT INTO search_index (rowid, title, body) VALUES (new.doc_id, new.title, new.body);
END;
CREATE TRIGGER search_docs_delete AFTER DELETE ON search_docs BEGIN
    INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.doc_id, old.title, old.body);
END;
CREATE TRIGGER search_docs_update AFTER UPDATE ON search_docs BEGIN
    INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.doc_id, old.title, old.body);
    INSERT INTO search_index (rowid, title, body) VALUES (new.doc_id, new.title, new.body);
END;
