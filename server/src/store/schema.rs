//! The tables as diesel sees them, the same for SQLite and PostgreSQL.
//!
//! A test compares this file with both migrated databases; `search_docs` lives in `search.rs`,
//! since its index differs between the two.

diesel::table! {
    settings (key) {
        key -> Text,
        value -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    hosts (id) {
        id -> BigInt,
        name -> Text,
        software -> Nullable<Text>,
        software_version -> Nullable<Text>,
        software_at -> Nullable<BigInt>,
        policy -> Text,
        policy_reason -> Nullable<Text>,
        first_seen_at -> BigInt,
        last_in_at -> Nullable<BigInt>,
        last_out_at -> Nullable<BigInt>,
        received -> BigInt,
        delivered -> BigInt,
        failures -> Integer,
        failing_since -> Nullable<BigInt>,
        retry_at -> Nullable<BigInt>,
        dormant_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    actors (id) {
        id -> BigInt,
        ap_id -> Text,
        kind -> Text,
        host_id -> BigInt,
        name -> Text,
        display_name -> Text,
        summary_source -> Nullable<Text>,
        summary_html -> Text,
        icon_url -> Nullable<Text>,
        image_url -> Nullable<Text>,
        url -> Text,
        inbox_url -> Text,
        shared_inbox_url -> Nullable<Text>,
        outbox_url -> Nullable<Text>,
        followers_url -> Nullable<Text>,
        featured_url -> Nullable<Text>,
        moderators_url -> Nullable<Text>,
        key_id -> Text,
        public_key_pem -> Text,
        private_key_pem -> Nullable<Text>,
        also_known_as -> Text,
        moved_to -> Nullable<Text>,
        discoverable -> Nullable<Bool>,
        indexable -> Nullable<Bool>,
        approves_followers -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        fetched_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        suspended_at -> Nullable<BigInt>,
        silenced_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        actor_id -> BigInt,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        email_confirmed_at -> Nullable<BigInt>,
        password_hash -> Nullable<Text>,
        role -> Text,
        state -> Text,
        application -> Nullable<Text>,
        locale -> Nullable<Text>,
        mail_preferences -> Text,
        created_at -> BigInt,
        seen_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        token_hash -> Binary,
        account_id -> BigInt,
        csrf -> Text,
        address -> Text,
        agent -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        token_hash -> Binary,
        account_id -> BigInt,
        name -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> BigInt,
        token_hash -> Binary,
        purpose -> Text,
        account_id -> Nullable<BigInt>,
        data -> Nullable<Text>,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    communities (actor_id) {
        actor_id -> BigInt,
        purpose -> Text,
        formats -> Text,
        lifespan -> Text,
        state -> Text,
        access -> Text,
        job -> Text,
        posting_restricted -> Bool,
        sensitive -> Bool,
        founder_id -> Nullable<BigInt>,
        members -> BigInt,
        threads -> BigInt,
        replies -> BigInt,
        backfill_state -> Nullable<Text>,
        backfill_done -> BigInt,
        backfill_total -> BigInt,
        active_at -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    follows (id) {
        id -> BigInt,
        follower_id -> BigInt,
        followed_id -> BigInt,
        state -> Text,
        ap_id -> Nullable<Text>,
        created_at -> BigInt,
        accepted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    stewards (community_id, actor_id) {
        community_id -> BigInt,
        actor_id -> BigInt,
        position -> Integer,
        since -> BigInt,
    }
}

diesel::table! {
    bans (community_id, actor_id) {
        community_id -> BigInt,
        actor_id -> BigInt,
        reason -> Text,
        until -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        ap_id -> Text,
        kind -> Text,
        author_id -> BigInt,
        community_id -> Nullable<BigInt>,
        thread_id -> Nullable<BigInt>,
        parent_id -> Nullable<BigInt>,
        depth -> Integer,
        title -> Nullable<Text>,
        warning -> Nullable<Text>,
        source -> Nullable<Text>,
        html -> Text,
        link_url -> Nullable<Text>,
        url -> Nullable<Text>,
        language -> Nullable<Text>,
        sensitive -> Bool,
        visibility -> Text,
        data -> Text,
        ups -> Integer,
        downs -> Integer,
        score -> Integer,
        replies -> Integer,
        hot -> Double,
        published_at -> BigInt,
        active_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        removed_at -> Nullable<BigInt>,
        locked_at -> Nullable<BigInt>,
        pinned_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    post_revisions (id) {
        id -> BigInt,
        post_id -> BigInt,
        editor_id -> BigInt,
        title -> Nullable<Text>,
        source -> Nullable<Text>,
        html -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    attachments (id) {
        id -> BigInt,
        post_id -> BigInt,
        position -> Integer,
        url -> Text,
        media_type -> Text,
        alt -> Text,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
    }
}

diesel::table! {
    mentions (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
    }
}

diesel::table! {
    post_tags (post_id, tag) {
        post_id -> BigInt,
        tag -> Text,
    }
}

diesel::table! {
    title_words (word) {
        word -> Text,
    }
}

diesel::table! {
    title_pieces (piece, word) {
        piece -> Text,
        word -> Text,
    }
}

diesel::table! {
    unwanted_suggestions (actor_id, community_id) {
        actor_id -> BigInt,
        community_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    wiki_pages (post_id) {
        post_id -> BigInt,
        community_id -> BigInt,
        path -> Text,
        revision_id -> BigInt,
        number -> Integer,
        protection -> Text,
        confirmed_at -> BigInt,
        confirmed_by -> Nullable<BigInt>,
        origin_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    wiki_revisions (id) {
        id -> BigInt,
        post_id -> BigInt,
        number -> Integer,
        author_id -> BigInt,
        accepted_by -> Nullable<BigInt>,
        sort -> Text,
        title -> Text,
        source -> Text,
        summary -> Text,
        base_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    wiki_links (post_id, path) {
        post_id -> BigInt,
        path -> Text,
        community_id -> BigInt,
    }
}

diesel::table! {
    wiki_moves (community_id, path) {
        community_id -> BigInt,
        path -> Text,
        post_id -> BigInt,
    }
}

diesel::table! {
    wiki_suggestions (id) {
        id -> BigInt,
        post_id -> BigInt,
        community_id -> BigInt,
        author_id -> BigInt,
        reply_id -> Nullable<BigInt>,
        ap_id -> Nullable<Text>,
        base_id -> BigInt,
        title -> Text,
        source -> Text,
        summary -> Text,
        state -> Text,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        reason -> Text,
        revision_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    wiki_words (word, post_id) {
        word -> Text,
        post_id -> BigInt,
        community_id -> BigInt,
        weight -> Integer,
    }
}

diesel::table! {
    votes (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
        value -> Integer,
        ap_id -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    saves (actor_id, post_id) {
        actor_id -> BigInt,
        post_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    blocks (id) {
        id -> BigInt,
        actor_id -> BigInt,
        target_actor_id -> Nullable<BigInt>,
        target_host_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    occasions (post_id) {
        post_id -> BigInt,
        community_id -> Nullable<BigInt>,
        starts_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        zone -> Text,
        rule -> Text,
        dated_until -> BigInt,
        place -> Text,
        address -> Text,
        map_url -> Text,
        online_url -> Text,
        capacity -> Nullable<Integer>,
        when_full -> Text,
        joining -> Text,
        state -> Text,
        reason -> Text,
        sequence -> Integer,
        counted -> Integer,
        outcome_id -> Nullable<BigInt>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    occasion_dates (post_id, starts_at) {
        post_id -> BigInt,
        starts_at -> BigInt,
        ends_at -> BigInt,
        community_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    occasion_organizers (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
    }
}

diesel::table! {
    attendees (id) {
        id -> BigInt,
        post_id -> BigInt,
        actor_id -> Nullable<BigInt>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        name -> Text,
        locale -> Text,
        state -> Text,
        shown -> Bool,
        remind_day -> Bool,
        remind_hour -> Bool,
        day_told -> Nullable<BigInt>,
        hour_told -> Nullable<BigInt>,
        join_id -> Nullable<Text>,
        asked_at -> BigInt,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    guest_links (token_hash) {
        token_hash -> Binary,
        guest_id -> BigInt,
        made_at -> BigInt,
    }
}

diesel::table! {
    presences (guest_id, starts_at) {
        guest_id -> BigInt,
        starts_at -> BigInt,
        marked_at -> BigInt,
    }
}

diesel::table! {
    calendar_keys (actor_id) {
        actor_id -> BigInt,
        token_hash -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        actor_id -> BigInt,
        kind -> Text,
        from_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        community_id -> Nullable<BigInt>,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    media (id) {
        id -> BigInt,
        owner_id -> Nullable<BigInt>,
        storage_key -> Text,
        content_type -> Text,
        bytes -> BigInt,
        width -> Integer,
        height -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        ap_id -> Nullable<Text>,
        reporter_id -> BigInt,
        post_id -> Nullable<BigInt>,
        target_actor_id -> Nullable<BigInt>,
        community_id -> Nullable<BigInt>,
        reason -> Text,
        state -> Text,
        resolver_id -> Nullable<BigInt>,
        resolution -> Nullable<Text>,
        created_at -> BigInt,
        resolved_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    modlog (id) {
        id -> BigInt,
        actor_id -> BigInt,
        role -> Text,
        act -> Text,
        community_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        target_actor_id -> Nullable<BigInt>,
        target_host_id -> Nullable<BigInt>,
        reason -> Text,
        until -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        kind -> Text,
        data -> Text,
        created_at -> BigInt,
        attempts -> Integer,
        run_at -> BigInt,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        unique_key -> Nullable<Text>,
        data -> Text,
        state -> Text,
        attempts -> Integer,
        run_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
        error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    inbox (id) {
        id -> BigInt,
        activity_id -> Text,
        actor_ap_id -> Text,
        host -> Text,
        raw -> Text,
        state -> Text,
        attempts -> Integer,
        run_at -> BigInt,
        received_at -> BigInt,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    activities (id) {
        id -> BigInt,
        actor_id -> BigInt,
        kind -> Text,
        post_id -> Nullable<BigInt>,
        public -> Bool,
        body -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    deliveries (id) {
        id -> BigInt,
        activity_id -> BigInt,
        host_id -> BigInt,
        inbox_url -> Text,
        attempts -> Integer,
        run_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
        error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    lifespans (community_id) {
        community_id -> BigInt,
        founded_as -> Text,
        request -> Nullable<Text>,
        goal -> Text,
        ends_at -> Nullable<BigInt>,
        progress -> Integer,
        progress_note -> Text,
        week_told_at -> Nullable<BigInt>,
        day_told_at -> Nullable<BigInt>,
        quiet_hours -> Integer,
        afterwards -> Text,
        ended_at -> Nullable<BigInt>,
        settled_at -> Nullable<BigInt>,
        notice_id -> Nullable<BigInt>,
        outcome_id -> Nullable<BigInt>,
        successor_id -> Nullable<BigInt>,
        changed_at -> Nullable<BigInt>,
        undo -> Nullable<Text>,
    }
}

diesel::table! {
    challenges (id) {
        id -> BigInt,
        community_id -> BigInt,
        author_id -> BigInt,
        question -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    ideas (post_id) {
        post_id -> BigInt,
        community_id -> BigInt,
        status -> Text,
        changed_at -> BigInt,
        duplicate_of -> Nullable<BigInt>,
        challenge_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    carried_votes (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
        from_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    idea_credits (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
    }
}

diesel::table! {
    feedback (post_id) {
        post_id -> BigInt,
        community_id -> BigInt,
        sort -> Text,
        area -> Text,
        state -> Text,
        changed_at -> BigInt,
        source_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    feedback_areas (community_id, name) {
        community_id -> BigInt,
        name -> Text,
        position -> Integer,
    }
}

diesel::table! {
    standings (id) {
        id -> BigInt,
        post_id -> BigInt,
        actor_id -> BigInt,
        was -> Text,
        became -> Text,
        reason -> Text,
        reply_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    blogs (community_id) {
        community_id -> BigInt,
        writers -> Text,
    }
}

diesel::table! {
    series (id) {
        id -> BigInt,
        community_id -> BigInt,
        slug -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    articles (post_id) {
        post_id -> BigInt,
        community_id -> Nullable<BigInt>,
        summary -> Text,
        series_id -> Nullable<BigInt>,
        part -> Integer,
        published_at -> BigInt,
    }
}

diesel::table! {
    article_authors (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
        position -> Integer,
        state -> Text,
    }
}

diesel::table! {
    drafts (id) {
        id -> BigInt,
        community_id -> BigInt,
        author_id -> BigInt,
        kind -> Text,
        title -> Text,
        source -> Text,
        details -> Text,
        state -> Text,
        publish_at -> Nullable<BigInt>,
        note -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    newsletters (community_id) {
        community_id -> BigInt,
        about -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    subscribers (id) {
        id -> BigInt,
        community_id -> BigInt,
        email -> Text,
        email_key -> Text,
        actor_id -> Nullable<BigInt>,
        locale -> Text,
        state -> Text,
        token_hash -> Nullable<Binary>,
        token_until -> Nullable<BigInt>,
        consent_text -> Text,
        consent_source -> Text,
        consent_address -> Text,
        consent_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        bounces -> Integer,
        error -> Nullable<Text>,
        mailed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::table! {
    newsletter_issues (id) {
        id -> BigInt,
        community_id -> BigInt,
        author_id -> BigInt,
        title -> Text,
        source -> Text,
        state -> Text,
        send_at -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        problem -> Nullable<Text>,
        reached -> BigInt,
        queued_at -> Nullable<BigInt>,
        copies -> Integer,
        sent -> Integer,
        failed -> Integer,
        bounced -> Integer,
        parted -> Integer,
        finished_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    newsletter_copies (id) {
        id -> BigInt,
        issue_id -> BigInt,
        subscriber_id -> BigInt,
        domain -> Text,
        state -> Text,
        attempts -> Integer,
        run_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
        error -> Nullable<Text>,
    }
}

diesel::joinable!(lifespans -> communities (community_id));
diesel::table! {
    questions (post_id) {
        post_id -> BigInt,
        community_id -> Nullable<BigInt>,
        answer_id -> Nullable<BigInt>,
        official_id -> Nullable<BigInt>,
        bucket_id -> Nullable<BigInt>,
        merged_at -> Nullable<BigInt>,
        reopened_at -> Nullable<BigInt>,
        reopened_reason -> Nullable<Text>,
        joined -> Integer,
        asked_at -> BigInt,
    }
}

diesel::table! {
    question_people (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
        since -> BigInt,
    }
}

diesel::table! {
    question_merges (id) {
        id -> BigInt,
        question_id -> BigInt,
        bucket_id -> BigInt,
        was_locked -> Bool,
        note_id -> Nullable<BigInt>,
        created_at -> BigInt,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    question_moves (merge_id, post_id) {
        merge_id -> BigInt,
        post_id -> BigInt,
        parent_id -> BigInt,
    }
}

diesel::table! {
    question_pairs (id) {
        id -> BigInt,
        community_id -> BigInt,
        question_id -> BigInt,
        other_id -> BigInt,
        likeness -> Integer,
        state -> Text,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    question_words (community_id, word, post_id) {
        community_id -> BigInt,
        word -> Text,
        post_id -> BigInt,
        weight -> Integer,
    }
}

diesel::table! {
    ranks (community_id, actor_id) {
        community_id -> BigInt,
        actor_id -> BigInt,
        score -> BigInt,
        standing -> Text,
        changed_at -> BigInt,
        floor -> BigInt,
        granted -> Nullable<Text>,
        withheld -> Nullable<Text>,
    }
}

diesel::table! {
    merits (id) {
        id -> BigInt,
        actor_id -> BigInt,
        community_id -> BigInt,
        kind -> Text,
        source_id -> BigInt,
        by_id -> BigInt,
        home_id -> BigInt,
        post_id -> Nullable<BigInt>,
        ring -> Nullable<Text>,
        at -> BigInt,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    reputation_rules (community_id) {
        community_id -> BigInt,
        board -> Bool,
        open_reasons -> Bool,
    }
}

diesel::table! {
    reputation_hidden (actor_id) {
        actor_id -> BigInt,
        since -> BigInt,
    }
}

diesel::table! {
    spam_votes (post_id, actor_id) {
        post_id -> BigInt,
        actor_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    polls (post_id) {
        post_id -> BigInt,
        many -> Bool,
        hides -> Bool,
        ends_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        voters -> Integer,
        told_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    poll_options (post_id, position) {
        post_id -> BigInt,
        position -> Integer,
        name -> Text,
        votes -> Integer,
    }
}

diesel::table! {
    poll_votes (post_id, actor_id, position) {
        post_id -> BigInt,
        actor_id -> BigInt,
        position -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    labels (id) {
        id -> BigInt,
        community_id -> BigInt,
        ap_id -> Text,
        name -> Text,
        description -> Text,
        color -> Text,
        position -> Integer,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    post_labels (post_id, label_id) {
        post_id -> BigInt,
        label_id -> BigInt,
    }
}

diesel::table! {
    cross_posts (post_id) {
        post_id -> BigInt,
        origin_id -> BigInt,
    }
}

diesel::table! {
    hails (id) {
        id -> BigInt,
        ap_id -> Text,
        url -> Text,
        author_id -> BigInt,
        html -> Text,
        published_at -> BigInt,
        state -> Text,
        post_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    doors (community_id, format) {
        community_id -> BigInt,
        format -> Text,
        access -> Text,
        least_rank -> Nullable<Text>,
    }
}

diesel::table! {
    guests (community_id, actor_id, part) {
        community_id -> BigInt,
        actor_id -> BigInt,
        part -> Text,
        created_at -> BigInt,
    }
}

diesel::joinable!(accounts -> actors (actor_id));
diesel::joinable!(occasions -> posts (post_id));
diesel::joinable!(occasion_dates -> posts (post_id));
diesel::joinable!(guest_links -> attendees (guest_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(api_tokens -> accounts (account_id));
diesel::joinable!(communities -> actors (actor_id));
diesel::joinable!(actors -> hosts (host_id));
diesel::joinable!(posts -> actors (author_id));
diesel::joinable!(votes -> posts (post_id));
diesel::joinable!(attachments -> posts (post_id));
diesel::joinable!(saves -> posts (post_id));
diesel::joinable!(deliveries -> activities (activity_id));
diesel::joinable!(deliveries -> hosts (host_id));
diesel::joinable!(post_revisions -> posts (post_id));
diesel::joinable!(post_tags -> posts (post_id));
diesel::joinable!(activities -> actors (actor_id));
diesel::joinable!(ideas -> posts (post_id));
diesel::joinable!(feedback -> posts (post_id));
diesel::joinable!(wiki_pages -> posts (post_id));
diesel::joinable!(wiki_links -> posts (post_id));
diesel::joinable!(wiki_words -> posts (post_id));
diesel::joinable!(post_labels -> labels (label_id));
diesel::joinable!(articles -> posts (post_id));
diesel::joinable!(newsletter_copies -> newsletter_issues (issue_id));
diesel::joinable!(newsletter_copies -> subscribers (subscriber_id));
diesel::allow_tables_to_appear_in_same_query!(
    settings,
    hosts,
    actors,
    accounts,
    sessions,
    api_tokens,
    one_time_links,
    communities,
    lifespans,
    follows,
    stewards,
    bans,
    posts,
    post_revisions,
    attachments,
    mentions,
    post_tags,
    wiki_pages,
    wiki_revisions,
    wiki_links,
    wiki_moves,
    wiki_suggestions,
    wiki_words,
    votes,
    saves,
    blocks,
    occasions,
    occasion_dates,
    occasion_organizers,
    attendees,
    guest_links,
    presences,
    calendar_keys,
    notifications,
    media,
    reports,
    modlog,
    events,
    jobs,
    inbox,
    activities,
    deliveries,
    questions,
    question_people,
    question_merges,
    question_moves,
    question_pairs,
    question_words,
    challenges,
    ideas,
    carried_votes,
    idea_credits,
    feedback,
    feedback_areas,
    standings,
    ranks,
    doors,
    hails,
    guests,
    polls,
    poll_options,
    poll_votes,
    labels,
    post_labels,
    cross_posts,
    blogs,
    series,
    articles,
    article_authors,
    drafts,
    merits,
    reputation_rules,
    reputation_hidden,
    spam_votes,
    newsletters,
    subscribers,
    newsletter_issues,
    newsletter_copies,
    title_words,
    title_pieces,
    unwanted_suggestions,
);
