-- Indexes for what pages read. A list of all threads asks for posts without a parent; an index over every parent then
-- looks like the way to them, and a hundred thousand rows are sorted for twenty. This one knows of no such posts.
DROP INDEX posts_parent;
CREATE INDEX posts_parent ON posts (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX posts_author_new ON posts (author_id, published_at, id) WHERE parent_id IS NULL;
-- Why a post was removed stands in the log.
CREATE INDEX modlog_post ON modlog (post_id) WHERE post_id IS NOT NULL;
