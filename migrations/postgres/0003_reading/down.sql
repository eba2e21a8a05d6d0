DROP INDEX modlog_post;
DROP INDEX posts_author_new;
DROP INDEX posts_parent;
CREATE INDEX posts_parent ON posts (parent_id, id);
