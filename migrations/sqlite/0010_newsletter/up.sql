-- Newsletters: what each says of itself, who gets it by mail and by what consent, its issues, and each copy on its way.
CREATE TABLE newsletters (
    community_id BIGINT PRIMARY KEY NOT NULL REFERENCES actors (id),
    about TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Mail addresses, seen by a community's stewards and nobody else. `email_key` is the address as it is compared. The
-- consent is the text that was agreed to, how it came here, when, and from which network address.
CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    actor_id BIGINT REFERENCES actors (id),
    locale TEXT NOT NULL,
    state TEXT NOT NULL,
    token_hash BLOB,
    token_until BIGINT,
    consent_text TEXT NOT NULL,
    consent_source TEXT NOT NULL,
    consent_address TEXT NOT NULL,
    consent_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    bounces INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    mailed_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
-- One address, one subscription.
CREATE UNIQUE INDEX subscribers_address ON subscribers (community_id, email_key);
-- Who gets an issue, and the stewards' list.
CREATE INDEX subscribers_state ON subscribers (community_id, state, id);
-- What a person with an account gets.
CREATE INDEX subscribers_actor ON subscribers (actor_id) WHERE actor_id IS NOT NULL;
-- The link in the mail that asks.
CREATE UNIQUE INDEX subscribers_token ON subscribers (token_hash) WHERE token_hash IS NOT NULL;

-- `reached` is the last subscriber that a copy was made for; `queued_at` says that all are made.
CREATE TABLE newsletter_issues (
    id INTEGER PRIMARY KEY NOT NULL,
    community_id BIGINT NOT NULL REFERENCES actors (id),
    author_id BIGINT NOT NULL REFERENCES actors (id),
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    send_at BIGINT,
    post_id BIGINT REFERENCES posts (id),
    problem TEXT,
    reached BIGINT NOT NULL DEFAULT 0,
    queued_at BIGINT,
    copies INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    bounced INTEGER NOT NULL DEFAULT 0,
    parted INTEGER NOT NULL DEFAULT 0,
    finished_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- A newsletter's issues, newest first.
CREATE INDEX newsletter_issues_community ON newsletter_issues (community_id, id);
-- What the page of an article knows of its issue.
CREATE INDEX newsletter_issues_post ON newsletter_issues (post_id) WHERE post_id IS NOT NULL;

-- One mail to one subscriber. `domain` is where the mail goes, for the pace.
CREATE TABLE newsletter_copies (
    id INTEGER PRIMARY KEY NOT NULL,
    issue_id BIGINT NOT NULL REFERENCES newsletter_issues (id),
    subscriber_id BIGINT NOT NULL REFERENCES subscribers (id),
    domain TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    claimed_until BIGINT,
    error TEXT
);
-- Nobody gets an issue twice.
CREATE UNIQUE INDEX newsletter_copies_once ON newsletter_copies (issue_id, subscriber_id);
-- What is due.
CREATE INDEX newsletter_copies_due ON newsletter_copies (state, run_at);
-- When the last mail to a domain is due.
CREATE INDEX newsletter_copies_pace ON newsletter_copies (state, domain, run_at);
-- Whether an issue has copies left.
CREATE INDEX newsletter_copies_left ON newsletter_copies (issue_id, state);
-- Forgetting a subscriber.
CREATE INDEX newsletter_copies_subscriber ON newsletter_copies (subscriber_id);
