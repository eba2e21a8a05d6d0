DROP INDEX posts_link;
DROP TABLE cross_posts;
DROP TABLE post_labels;
DROP TABLE labels;
DROP TABLE poll_votes;
DROP TABLE poll_options;
DROP TABLE polls;
