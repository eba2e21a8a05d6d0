DROP TABLE drafts;
DROP TABLE article_authors;
DROP TABLE articles;
DROP TABLE series;
DROP TABLE blogs;
