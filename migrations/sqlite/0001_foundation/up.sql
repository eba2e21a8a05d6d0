-- The foundation: servers, actors, accounts, communities, posts, and the queues between them.
-- Ids are given by the application (53 bits, in order of time); times are microseconds UTC.

CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Every server that was ever met; row 1 is this one.
CREATE TABLE hosts (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    software TEXT,
    software_version TEXT,
    software_at BIGINT,
    policy TEXT NOT NULL DEFAULT 'open',
    policy_reason TEXT,
    first_seen_at BIGINT NOT NULL,
    last_in_at BIGINT,
    last_out_at BIGINT,
    received BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since BIGINT,
    retry_at BIGINT,
    dormant_at BIGINT,
    last_error TEXT
);

CREATE TABLE actors (
    id INTEGER PRIMARY KEY NOT NULL,
    ap_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    host_id BIGINT NOT NULL REFERENCES hosts (id),
    name TEXT NOT NULL,
    display_name TEXT NOT NULL DEFAULT '',
    summary_source TEXT,
    summary_html TEXT NOT NULL DEFAULT '',
    icon_url TEXT,
    image_url TEXT,
    url TEXT NOT NULL,
    inbox_url TEXT NOT NULL,
    shared_inbox_url TEXT,
    outbox_url TEXT,
    followers_url TEXT,
    featured_url TEXT,
    moderators_url TEXT,
    key_id TEXT NOT NULL,
    public_key_pem TEXT NOT NULL,
    private_key_pem TEXT,
    also_known_as TEXT NOT NULL DEFAULT '[]',
    moved_to TEXT,
    discoverable BOOLEAN,
    indexable BOOLEAN,
    approves_followers BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    fetched_at BIGINT NOT NULL,
    deleted_at BIGINT,
    suspended_at BIGINT,
    silenced_at BIGINT
);
-- One name space for persons and communities of one server: Mastodon keys accounts on (name, host).
CREATE UNIQUE INDEX actors_host_name ON actors (host_id, name);
CREATE INDEX actors_key ON actors (key_id);
CREATE INDEX actors_moderators ON actors (moderators_url) WHERE moderators_url IS NOT NULL;
CREATE INDEX actors_inbox ON actors (inbox_url);

-- Log-in data of local people. Everything but the person may be missing.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL UNIQUE REFERENCES actors (id),
    email TEXT,
    email_key TEXT UNIQUE,
    email_confirmed_at BIGINT,
    password_hash TEXT,
    role TEXT NOT NULL DEFAULT 'member',
    state TEXT NOT NULL,
    application TEXT,
    locale TEXT,
    mail_preferences TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL,
    seen_at BIGINT
);
CREATE INDEX accounts_state ON accounts (state, id);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

-- Links that work once: set-up, mail confirmation, password reset.
CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
    data TEXT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE communities (
    actor_id INTEGER PRIMARY KEY NOT NULL REFERENCES actors (id),
    purpose TEXT NOT NULL DEFAULT 'open',
    formats TEXT NOT NULL DEFAULT 'forum',
    lifespan TEXT NOT NULL DEFAULT 'standing',
    state TEXT NOT NULL DEFAULT 'open',
    access TEXT NOT NULL DEFAULT 'public',
    job TEXT NOT NULL DEFAULT '',
    posting_restricted BOOLEAN NOT NULL DEFAULT FALSE,
    sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    founder_id BIGINT REFERENCES actors (id),
    members BIGINT NOT NULL DEFAULT 0,
    threads BIGINT NOT NULL DEFAULT 0,
    replies BIGINT NOT NULL DEFAULT 0,
    backfill_state TEXT,
    backfill_done BIGINT NOT NULL DEFAULT 0,
    backfill_total BIGINT NOT NULL DEFAULT 0,
    active_at BIGINT NOT NULL,
    -- Grows with every change of what its pages show; pages are cached under it.
    version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX communities_active ON communities (active_at);

-- Who follows whom. A member is a person who follows a community.
CREATE TABLE follows (
    id INTEGER PRIMARY KEY NOT NULL,
    follower_id BIGINT NOT NULL REFERENCES actors (id),
    followed_id BIGINT NOT NULL REFERENCES actors (id),
    state TEXT NOT NULL,
    ap_id TEXT,
    created_at BIGINT NOT NULL,
    accepted_at BIGINT
);
CREATE UNIQUE INDEX follows_pair ON follows (follower_id, followed_id);
CREATE INDEX follows_followed ON follows (followed_id, state, id);

CREATE TABLE stewards (
    community_id BIGINT NOT NULL REFERENCES communities (actor_id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    position INTEGER NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);

CREATE TABLE bans (
    community_id BIGINT NOT NULL REFERENCES communities (actor_id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    reason TEXT NOT NULL,
    until BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);

-- Threads and replies. A thread has no parent and no thread_id; a reply has both.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY NOT NULL,
    ap_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES actors (id),
    community_id BIGINT REFERENCES actors (id),
    thread_id BIGINT REFERENCES posts (id),
    parent_id BIGINT REFERENCES posts (id),
    depth INTEGER NOT NULL DEFAULT 0,
    title TEXT,
    warning TEXT,
    source TEXT,
    html TEXT NOT NULL,
    link_url TEXT,
    url TEXT,
    language TEXT,
    sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    visibility TEXT NOT NULL DEFAULT 'public',
    data TEXT NOT NULL DEFAULT '{}',
    ups INTEGER NOT NULL DEFAULT 0,
    downs INTEGER NOT NULL DEFAULT 0,
    score INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    hot DOUBLE PRECISION NOT NULL DEFAULT 0,
    published_at BIGINT NOT NULL,
    active_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    removed_at BIGINT,
    locked_at BIGINT,
    pinned_at BIGINT,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX posts_new ON posts (community_id, published_at, id) WHERE parent_id IS NULL;
CREATE INDEX posts_hot ON posts (community_id, hot, id) WHERE parent_id IS NULL;
CREATE INDEX posts_top ON posts (community_id, score, id) WHERE parent_id IS NULL;
CREATE INDEX posts_all_new ON posts (published_at, id) WHERE parent_id IS NULL;
CREATE INDEX posts_unanswered ON posts (community_id, published_at, id) WHERE parent_id IS NULL AND replies = 0;
CREATE INDEX posts_pinned ON posts (community_id, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX posts_thread ON posts (thread_id, id);
CREATE INDEX posts_parent ON posts (parent_id, id);
CREATE INDEX posts_author ON posts (author_id, id);

CREATE TABLE post_revisions (
    id INTEGER PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    editor_id BIGINT NOT NULL REFERENCES actors (id),
    title TEXT,
    source TEXT,
    html TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX post_revisions_post ON post_revisions (post_id, id);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    media_type TEXT NOT NULL,
    alt TEXT NOT NULL,
    width INTEGER,
    height INTEGER
);
CREATE INDEX attachments_post ON attachments (post_id, position);

CREATE TABLE mentions (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (post_id, actor_id)
);
CREATE INDEX mentions_actor ON mentions (actor_id, post_id);

CREATE TABLE post_tags (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (post_id, tag)
);
CREATE INDEX post_tags_tag ON post_tags (tag, post_id);

CREATE TABLE votes (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    value INTEGER NOT NULL,
    ap_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);
CREATE INDEX votes_actor ON votes (actor_id, post_id);

CREATE TABLE saves (
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    post_id BIGINT NOT NULL REFERENCES posts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, post_id)
);

-- What one person wants to see no more of: a person or a whole server.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    target_actor_id BIGINT REFERENCES actors (id),
    target_host_id BIGINT REFERENCES hosts (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX blocks_actor ON blocks (actor_id, target_actor_id);
CREATE UNIQUE INDEX blocks_host ON blocks (actor_id, target_host_id);
CREATE INDEX blocks_target ON blocks (target_actor_id);

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    from_id BIGINT REFERENCES actors (id),
    post_id BIGINT REFERENCES posts (id),
    community_id BIGINT REFERENCES actors (id),
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notifications_actor ON notifications (actor_id, id);
CREATE INDEX notifications_unread ON notifications (actor_id) WHERE read_at IS NULL;

CREATE TABLE media (
    id INTEGER PRIMARY KEY NOT NULL,
    owner_id BIGINT REFERENCES actors (id),
    storage_key TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_key ON media (storage_key);
CREATE INDEX media_owner ON media (owner_id, id);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY NOT NULL,
    ap_id TEXT UNIQUE,
    reporter_id BIGINT NOT NULL REFERENCES actors (id),
    post_id BIGINT REFERENCES posts (id),
    target_actor_id BIGINT REFERENCES actors (id),
    community_id BIGINT REFERENCES actors (id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    resolver_id BIGINT REFERENCES actors (id),
    resolution TEXT,
    created_at BIGINT NOT NULL,
    resolved_at BIGINT
);
CREATE INDEX reports_state ON reports (state, community_id, id);

-- Every act of power. Nothing is ever changed or taken out here.
CREATE TABLE modlog (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    community_id BIGINT REFERENCES actors (id),
    post_id BIGINT REFERENCES posts (id),
    target_actor_id BIGINT REFERENCES actors (id),
    target_host_id BIGINT REFERENCES hosts (id),
    reason TEXT NOT NULL,
    until BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX modlog_community ON modlog (community_id, id);

-- The outbox of the domain: what happened, written by the transaction that made it happen.
CREATE TABLE events (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    error TEXT
);
CREATE INDEX events_due ON events (run_at, id);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    -- Two waiting jobs never share a key; a job under way gives its key back.
    unique_key TEXT UNIQUE,
    data TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready',
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    claimed_until BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (state, run_at, id);

-- Activities that were acknowledged. Kept after they are done, without body, to know repeats.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY NOT NULL,
    activity_id TEXT NOT NULL UNIQUE,
    actor_ap_id TEXT NOT NULL,
    host TEXT NOT NULL,
    raw TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready',
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    error TEXT
);
CREATE INDEX inbox_due ON inbox (run_at, id) WHERE state = 'ready';
CREATE INDEX inbox_old ON inbox (received_at) WHERE state <> 'ready';

-- Activities that we sent, served at their ids.
CREATE TABLE activities (
    id INTEGER PRIMARY KEY NOT NULL,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    post_id BIGINT REFERENCES posts (id),
    public BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX activities_actor ON activities (actor_id, id);
CREATE INDEX activities_post ON activities (post_id, kind);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY NOT NULL,
    activity_id BIGINT NOT NULL REFERENCES activities (id),
    host_id BIGINT NOT NULL REFERENCES hosts (id),
    inbox_url TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    claimed_until BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (activity_id, inbox_url);
CREATE INDEX deliveries_due ON deliveries (run_at, id);
CREATE INDEX deliveries_host ON deliveries (host_id, id);
CREATE INDEX deliveries_claimed ON deliveries (claimed_until) WHERE claimed_until IS NOT NULL;

