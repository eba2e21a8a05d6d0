-- Events: when and where they take place, who comes, and who was there.
-- What, when and where. `zone` is a name of the IANA database, `rule` an RRULE or empty; times are UTC.
CREATE TABLE occasions (
    post_id BIGINT PRIMARY KEY NOT NULL REFERENCES posts (id),
    community_id BIGINT REFERENCES actors (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    zone TEXT NOT NULL,
    rule TEXT NOT NULL,
    dated_until BIGINT NOT NULL,
    place TEXT NOT NULL,
    address TEXT NOT NULL,
    map_url TEXT NOT NULL,
    online_url TEXT NOT NULL,
    capacity INTEGER,
    when_full TEXT NOT NULL,
    joining TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    outcome_id BIGINT REFERENCES posts (id),
    changed_at BIGINT NOT NULL
);
-- Series whose dates are to be worked out further.
CREATE INDEX occasions_dated ON occasions (dated_until) WHERE rule <> '';

-- Each time that an event takes place, as far as it is worked out.
CREATE TABLE occasion_dates (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    community_id BIGINT REFERENCES actors (id),
    PRIMARY KEY (post_id, starts_at)
);
-- A community's calendar: what comes, what was.
CREATE INDEX occasion_dates_community ON occasion_dates (community_id, ends_at);
-- Reminders.
CREATE INDEX occasion_dates_start ON occasion_dates (starts_at);

-- Who plans an event beside its author.
CREATE TABLE occasion_organizers (
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (post_id, actor_id)
);

-- Who comes: people of this house and of others, and guests known by mail only.
CREATE TABLE attendees (
    id INTEGER PRIMARY KEY NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    actor_id BIGINT REFERENCES actors (id),
    email TEXT,
    email_key TEXT,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    state TEXT NOT NULL,
    shown BOOLEAN NOT NULL,
    remind_day BOOLEAN NOT NULL,
    remind_hour BOOLEAN NOT NULL,
    day_told BIGINT,
    hour_told BIGINT,
    join_id TEXT,
    asked_at BIGINT NOT NULL,
    answered_at BIGINT
);
-- One place for one person.
CREATE UNIQUE INDEX attendees_actor ON attendees (post_id, actor_id) WHERE actor_id IS NOT NULL;
CREATE UNIQUE INDEX attendees_email ON attendees (post_id, email_key) WHERE email_key IS NOT NULL;
-- How many come, and who is next in line.
CREATE INDEX attendees_state ON attendees (post_id, state, asked_at, id);
-- What a person goes to.
CREATE INDEX attendees_person ON attendees (actor_id, state) WHERE actor_id IS NOT NULL;
-- Mail addresses that are to be forgotten.
CREATE INDEX attendees_mail ON attendees (asked_at) WHERE email IS NOT NULL;

-- What mails to guests without an account lead to; only hashes are kept.
CREATE TABLE guest_links (
    token_hash BLOB PRIMARY KEY NOT NULL,
    guest_id BIGINT NOT NULL REFERENCES attendees (id),
    made_at BIGINT NOT NULL
);
-- Forgetting a guest.
CREATE INDEX guest_links_guest ON guest_links (guest_id);

-- Who was there, each time.
CREATE TABLE presences (
    guest_id BIGINT NOT NULL REFERENCES attendees (id),
    starts_at BIGINT NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (guest_id, starts_at)
);

-- Whose calendar a secret address shows.
CREATE TABLE calendar_keys (
    actor_id BIGINT PRIMARY KEY NOT NULL REFERENCES actors (id),
    token_hash BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_keys_token ON calendar_keys (token_hash);
