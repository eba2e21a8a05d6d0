DROP TABLE wiki_words;
DROP TABLE wiki_suggestions;
DROP TABLE wiki_moves;
DROP TABLE wiki_links;
DROP TABLE wiki_revisions;
DROP TABLE wiki_pages;
