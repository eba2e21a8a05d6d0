-- What people elsewhere say to the house itself, in public: it may be a question, or a complaint.
CREATE TABLE hails (
    id BIGINT PRIMARY KEY NOT NULL,
    ap_id TEXT NOT NULL UNIQUE,
    -- Where people read it.
    url TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    html TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    -- new, taken_in, set_aside
    state TEXT NOT NULL,
    -- The thread that it was taken in as.
    post_id BIGINT REFERENCES posts (id) ON DELETE SET NULL
);
-- The list of what waits, longest waiting first.
CREATE INDEX hails_waiting ON hails (state, id);
CREATE INDEX hails_author ON hails (author_id);
