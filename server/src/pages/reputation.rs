//! Reputation: the rules of the house, who did most for a community, and what somebody's number is made of.

use std::collections::HashMap;

use crate::domain::reputation::{self, Power, RANKS, Rules, threshold_field, weight_field};
use crate::domain::{Origin, Viewer, access};
use crate::pages::faces::Faces;
use crate::pages::reader::Reader;
use crate::pages::view::{
    AdminReputationPage, CommunityCard, Form, Opened, Page, Pager, RankRow, ReasonRow, ReputationPage, ReputationRow, ReputationRulesPage,
    StandingBoardPage, StandingRow, SumRow, WeightRow, WhenView,
};
use crate::pages::{Depends, Loaded, admin, frame, introduce, named, person, rows, seen};
use crate::store::accounts::Role;
use crate::store::actors::{self, Actor};
use crate::store::communities::{self, Community};
use crate::store::conn::Conn;
use crate::store::merits::{self, Merit, MeritKind};
use crate::store::ranks::{self, Openness, Rank, Standing};
use crate::{Error, Result};

/// People of one list.
const BOARD: i64 = 50;
/// Reasons of one page.
const REASONS: usize = 50;

pub fn rules(conn: &mut Conn, reader: &Reader) -> Result<Loaded<ReputationRulesPage>> {
    let seen = seen::by(conn, reader, Depends::House)?;
    let rules = Rules::load(conn)?;
    let admin = reader.viewer.person().is_some_and(|p| p.has(Role::Admin));
    let body = ReputationRulesPage {
        weights: MeritKind::ALL.iter().map(|kind| WeightRow { kind: kind.to_string(), points: rules.weight(*kind) }).collect(),
        ranks: steps(&rules),
        half_life: rules.half_life,
        callers: u64::try_from(reputation::CALLERS).unwrap_or(0),
        edit_url: if admin { "/admin/reputation".to_owned() } else { String::new() },
    };
    let mut frame = frame(conn, reader, "about")?;
    introduce(&mut frame, reader, "/about/reputation", &reader.lang.text("reputation"), &reader.lang.text("reputation-lead"), "website");
    Ok(Loaded { page: Page { frame, body, template: "reputation_rules.html" }, seen })
}

/// The ranks from the least to the most trusted, each with what it adds.
fn steps(rules: &Rules) -> Vec<RankRow> {
    let step = |rank: &Rank| RankRow {
        rank: rank.to_string(),
        points: rules.threshold(*rank),
        powers: Power::ALL.iter().filter(|p| p.least() == *rank).map(|p| p.to_string()).collect(),
    };
    Rank::ALL.iter().map(step).collect()
}

pub fn admin_rules(conn: &mut Conn, reader: &Reader) -> Result<AdminReputationPage> {
    let rules = Rules::load(conn)?;
    let mut form = Form::default();
    for kind in MeritKind::ALL {
        form.set(weight_field(*kind), rules.weight(*kind).to_string());
    }
    for rank in RANKS {
        form.set(threshold_field(rank), rules.threshold(rank).to_string());
    }
    form.set("half_life", rules.half_life.to_string());
    Ok(AdminReputationPage {
        tabs: admin::tabs(reader, "/admin/reputation"),
        weights: MeritKind::ALL.iter().map(|kind| weight_field(*kind).to_owned()).collect(),
        ranks: RANKS.iter().map(|rank| (threshold_field(*rank).to_owned(), rank.to_string())).collect(),
        form,
    })
}

/// Who did most for a community, and how the viewer stands there.
pub fn board(conn: &mut Conn, reader: &Reader, handle: &str) -> Result<StandingBoardPage> {
    let (community, actor) = access::community(conn, &reader.viewer, handle)?;
    if !actor.is_local() {
        return Err(Error::NotFound("page"));
    }
    let host = actors::host_name(conn, &actor)?;
    let card = named::card(&community, &actor, &host);
    let rules = Rules::load(conn)?;
    let open = ranks::openness(conn, actor.id)?;
    let tends = tends(conn, &reader.viewer, &actor)?;
    let found = listed(conn, &reader.viewer, &actor, BOARD)?;
    let me = reader.viewer.id();
    let mine = me.map(|id| ranks::get(conn, actor.id, id)).transpose()?.map(|row| row.unwrap_or_else(|| Standing::of(actor.id, me.unwrap_or(0))));
    let faces = Faces::load(conn, reader, found.iter().map(|row| row.actor_id).chain(me))?;
    let shown = |place: u64, row: &Standing| {
        let person = faces.person(row.actor_id);
        let opens = Some(row.actor_id) == me || tends || open.reasons;
        StandingRow {
            place,
            points: reputation::points(&rules, row, reader.now),
            rank: row.standing.to_string(),
            decided: decided(row).to_owned(),
            url: if opens { format!("{}/reputation?in={}", person.url, actor.id) } else { String::new() },
            person,
        }
    };
    // What lay still has aged since it was kept.
    let mut rows: Vec<StandingRow> = found.iter().map(|row| shown(0, row)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.points));
    rows.iter_mut().zip(1..).for_each(|(row, place)| row.place = place);
    Ok(StandingBoardPage {
        mine: mine.map(|row| shown(0, &row)),
        open: open.board,
        rows,
        ranks: steps(&rules),
        hidden: me.map(|id| ranks::is_hidden(conn, id)).transpose()?.unwrap_or_default(),
        tends,
        openness: openness(open),
        form: Form::filled([("wish", "grant".to_owned()), ("rank", Rank::Trusted.to_string())]),
        community: card,
    })
}

/// Those who did most, where the viewer may see who that is.
pub fn listed(conn: &mut Conn, viewer: &Viewer, community: &Actor, limit: i64) -> Result<Vec<Standing>> {
    let tends = tends(conn, viewer, community)?;
    if tends || ranks::openness(conn, community.id)?.board { ranks::board(conn, community.id, tends, limit) } else { Ok(Vec::new()) }
}

fn openness(open: Openness) -> Form {
    let word = |on: bool| if on { "1".to_owned() } else { String::new() };
    Form::filled([("board", word(open.board)), ("reasons", word(open.reasons))])
}

fn decided(row: &Standing) -> &'static str {
    match (row.granted, row.withheld) {
        (Some(_), _) => "granted",
        (None, Some(_)) => "withheld",
        (None, None) => "",
    }
}

fn tends(conn: &mut Conn, viewer: &Viewer, community: &Actor) -> Result<bool> {
    match viewer.person() {
        Some(person) => access::has_power_over(conn, &Origin::Local(person.clone()), community),
        None => Ok(false),
    }
}

/// How far somebody's number in a community is open to the viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    pub number: bool,
    pub reasons: bool,
}

pub fn sight(conn: &mut Conn, viewer: &Viewer, community: &Actor, who: i64) -> Result<Sight> {
    if viewer.id() == Some(who) || tends(conn, viewer, community)? {
        return Ok(Sight { number: true, reasons: true });
    }
    let hidden = ranks::is_hidden(conn, who)?;
    let open = ranks::openness(conn, community.id)?;
    Ok(Sight { number: !hidden && (open.board || open.reasons), reasons: !hidden && open.reasons })
}

/// Whether a community can be told of at all.
pub fn shows(community: &Community, actor: &Actor, viewer: &Viewer) -> bool {
    access::sees_community(actor, viewer) && access::enters(community, viewer)
}

/// Somebody's numbers, as far as the viewer may see them; `wanted` is the community where one is opened.
pub fn person(conn: &mut Conn, reader: &Reader, handle: &str, wanted: Option<i64>, before: Option<i64>) -> Result<ReputationPage> {
    let actor = person::find(conn, handle)?;
    if access::lives_shut_out(conn, &actor)? || actor.deleted_at.is_some() {
        return Err(Error::NotFound("person"));
    }
    let faces = Faces::load(conn, reader, std::iter::once(actor.id))?;
    let rules = Rules::load(conn)?;
    let mut page = ReputationPage {
        person: faces.person(actor.id),
        me: reader.viewer.id() == Some(actor.id),
        hidden: ranks::is_hidden(conn, actor.id)?,
        ..ReputationPage::default()
    };
    for row in ranks::of_person(conn, actor.id)? {
        let place = actors::by_id(conn, row.community_id)?;
        let Some(community) = communities::find(conn, place.id)?.filter(|c| shows(c, &place, &reader.viewer)) else { continue };
        let sight = sight(conn, &reader.viewer, &place, actor.id)?;
        if !sight.number {
            continue;
        }
        let card = named::card(&community, &place, reader.urls.host());
        let points = reputation::points(&rules, &row, reader.now);
        page.total += points;
        let current = sight.reasons && wanted == Some(place.id);
        if current {
            page.opened = Some(opened(conn, reader, &rules, &page, card.clone(), (&place, points), before)?);
        }
        page.rows.push(ReputationRow {
            community: card,
            points,
            rank: row.standing.to_string(),
            url: if sight.reasons { format!("{}/reputation?in={}", page.person.url, place.id) } else { String::new() },
            current,
        });
    }
    page.rows.sort_by_key(|row| std::cmp::Reverse(row.points));
    if wanted.is_some() && page.opened.is_none() {
        return Err(Error::NotFound("page"));
    }
    Ok(page)
}

fn opened(
    conn: &mut Conn,
    reader: &Reader,
    rules: &Rules,
    page: &ReputationPage,
    community: CommunityCard,
    (place, points): (&Actor, i64),
    before: Option<i64>,
) -> Result<Opened> {
    let who: i64 = page.person.id.parse().map_err(Error::internal)?;
    // Who reports is for nobody else to know.
    let told = |kind: MeritKind| page.me || kind != MeritKind::ReportUpheld;
    let times: HashMap<&str, i64> = merits::sums(conn, place.id, who)?.into_iter().map(|(kind, times)| (kind.as_str(), times)).collect();
    let sum = |kind: &MeritKind| {
        let times = *times.get(kind.as_str())?;
        Some(SumRow { kind: kind.to_string(), times, points: times * rules.weight(*kind) })
    };
    let sums: Vec<SumRow> = MeritKind::ALL.iter().filter(|kind| told(**kind)).filter_map(sum).collect();
    let mut found = merits::list(conn, place.id, who, before, i64::try_from(REASONS + 1).unwrap_or(i64::MAX))?;
    let more = found.len() > REASONS;
    found.truncate(REASONS);
    let address = format!("{}/reputation?in={}", page.person.url, place.id);
    let pager = Pager {
        next: found.last().filter(|_| more).map(|last| rows::with_query(&address, "before", &last.id.to_string())).unwrap_or_default(),
        first: if before.is_some() { address } else { String::new() },
    };
    found.retain(|merit| told(merit.kind));
    let mut shown = Vec::with_capacity(found.len());
    for merit in &found {
        shown.push(reason(conn, reader, rules, merit)?);
    }
    Ok(Opened { community, earned: sums.iter().map(|s| s.points).sum(), points, sums, rows: shown, pager })
}

/// One reason. A post that the viewer may not read is not named.
fn reason(conn: &mut Conn, reader: &Reader, rules: &Rules, merit: &Merit) -> Result<ReasonRow> {
    let readable = match merit.post_id {
        Some(id) if access::reads(conn, &reader.viewer, id)? => Some(id),
        _ => None,
    };
    let title = match readable {
        Some(id) => rows::by_ids(conn, &[id])?.pop().map(|t| t.label()).unwrap_or_default(),
        None => String::new(),
    };
    Ok(ReasonRow {
        kind: merit.kind.to_string(),
        points: if merit.ring.is_some() { 0 } else { rules.weight(merit.kind) },
        when: WhenView::new(&reader.lang, reader.now, merit.at),
        title,
        url: readable.map(|id| format!("/post/{id}")).unwrap_or_default(),
        ring: merit.ring.map(|ring| ring.to_string()).unwrap_or_default(),
    })
}
