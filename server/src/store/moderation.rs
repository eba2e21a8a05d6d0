//! Reports, and the public log of every act of power.

use diesel::prelude::*;

use crate::Result;
use crate::clock::Time;
use crate::store::conn::{Conn, Tx};
use crate::store::schema::{modlog, reports};
use crate::text_enum;

text_enum! { pub enum ReportState { Open = "open", Upheld = "upheld", Dismissed = "dismissed" } }

text_enum! {
    /// In which capacity somebody acted.
    pub enum ActingAs { Steward = "steward", Staff = "staff", Home = "home", House = "house", Rank = "rank" }
}

text_enum! {
    /// Acts of power, as the log names them.
    pub enum Act {
        RemovePost = "remove_post", RestorePost = "restore_post",
        Lock = "lock", Unlock = "unlock", Pin = "pin", Unpin = "unpin",
        Ban = "ban", Unban = "unban",
        AddSteward = "add_steward", RemoveSteward = "remove_steward",
        ChangeCommunity = "change_community", ChangeAccess = "change_access",
        Archive = "archive", EndTask = "end_task", Disperse = "disperse", UndoLifespan = "undo_lifespan",
        Keep = "keep", Outcome = "outcome", NameSuccessor = "name_successor", DeleteCommunity = "delete_community",
        AcceptAnswer = "accept_answer", ReopenQuestion = "reopen_question",
        OfficialAnswer = "official_answer", UnofficialAnswer = "unofficial_answer",
        MergeQuestion = "merge_question", UnmergeQuestion = "unmerge_question",
        ChangeStanding = "change_standing", MergeIdea = "merge_idea", UnmergeIdea = "unmerge_idea",
        TakeIn = "take_in", PoseChallenge = "pose_challenge", EndChallenge = "end_challenge", ThankPeople = "thank_people",
        PublishDraft = "publish_draft", ReturnDraft = "return_draft", NameAuthor = "name_author",
        GrantRank = "grant_rank", WithholdRank = "withhold_rank", FreeRank = "free_rank",
        HideSpam = "hide_spam", Retitle = "retitle", ChangeReputation = "change_reputation",
        ProtectPage = "protect_page", AcceptSuggestion = "accept_suggestion", RefuseSuggestion = "refuse_suggestion",
        ResolveReport = "resolve_report",
        Suspend = "suspend", Unsuspend = "unsuspend",
        BlockServer = "block_server", SilenceServer = "silence_server", OpenServer = "open_server",
        ApproveAccount = "approve_account", RefuseAccount = "refuse_account",
        ChangeRole = "change_role", ChangeSettings = "change_settings",
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct Report {
    pub id: i64,
    pub ap_id: Option<String>,
    pub reporter_id: i64,
    pub post_id: Option<i64>,
    pub target_actor_id: Option<i64>,
    pub community_id: Option<i64>,
    pub reason: String,
    pub state: ReportState,
    pub resolver_id: Option<i64>,
    pub resolution: Option<String>,
    pub created_at: Time,
    pub resolved_at: Option<Time>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = modlog)]
pub struct LogEntry {
    pub id: i64,
    pub actor_id: i64,
    pub role: ActingAs,
    pub act: Act,
    pub community_id: Option<i64>,
    pub post_id: Option<i64>,
    pub target_actor_id: Option<i64>,
    pub target_host_id: Option<i64>,
    pub reason: String,
    pub until: Option<Time>,
    pub created_at: Time,
}

pub fn insert_report(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    diesel::insert_into(reports::table).values(report.clone()).execute(tx.conn)?;
    Ok(())
}

pub fn report(conn: &mut Conn, id: i64) -> Result<Option<Report>> {
    Ok(reports::table.find(id).select(Report::as_select()).first(conn).optional()?)
}

pub fn report_by_ap_id(conn: &mut Conn, ap_id: &str) -> Result<Option<Report>> {
    Ok(reports::table.filter(reports::ap_id.eq(ap_id)).select(Report::as_select()).first(conn).optional()?)
}

/// Oldest first: whoever waits longest is looked at next.
pub fn reports(conn: &mut Conn, state: ReportState, community_id: Option<i64>, after: i64, limit: i64) -> Result<Vec<Report>> {
    let mut query = reports::table
        .filter(reports::state.eq(state))
        .filter(reports::id.gt(after))
        .order(reports::id)
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(id) = community_id {
        query = query.filter(reports::community_id.eq(id));
    }
    Ok(query.load(conn)?)
}

pub fn count_open(conn: &mut Conn) -> Result<i64> {
    Ok(reports::table.filter(reports::state.eq(ReportState::Open)).count().get_result(conn)?)
}

pub fn close_report(tx: &mut Tx<'_>, id: i64, state: ReportState, resolver_id: i64, resolution: &str) -> Result<()> {
    diesel::update(reports::table.find(id))
        .set((
            reports::state.eq(state),
            reports::resolver_id.eq(resolver_id),
            reports::resolution.eq(resolution),
            reports::resolved_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn write_log(tx: &mut Tx<'_>, entry: &LogEntry) -> Result<()> {
    diesel::insert_into(modlog::table).values(entry.clone()).execute(tx.conn)?;
    Ok(())
}

/// Newest first; of one community, or of the whole instance.
pub fn log(conn: &mut Conn, community_id: Option<i64>, before: Option<i64>, limit: i64) -> Result<Vec<LogEntry>> {
    let mut query = modlog::table
        .filter(modlog::id.lt(before.unwrap_or(i64::MAX)))
        .order(modlog::id.desc())
        .limit(limit)
        .select(LogEntry::as_select())
        .into_boxed();
    if let Some(id) = community_id {
        query = query.filter(modlog::community_id.eq(id));
    }
    Ok(query.load(conn)?)
}

/// The newest entry of a kind about a post: who removed it, for one.
pub fn last_about(conn: &mut Conn, post_id: i64, act: Act) -> Result<Option<LogEntry>> {
    Ok(modlog::table
        .filter(modlog::post_id.eq(post_id))
        .filter(modlog::act.eq(act))
        .order(modlog::id.desc())
        .select(LogEntry::as_select())
        .first(conn)
        .optional()?)
}
