//! Communities that a member may like, as cards that say how many of their fellow members are there.

use crate::Result;
use crate::domain::suggestions;
use crate::pages::communities;
use crate::pages::reader::Reader;
use crate::pages::view::CommunityCard;
use crate::store::Conn;

const SHOWN: usize = 4;

pub fn cards(conn: &mut Conn, reader: &Reader) -> Result<Vec<CommunityCard>> {
    let found = suggestions::for_member(conn, &reader.viewer, SHOWN)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = found.iter().map(|one| one.community).collect();
    let rows = communities::in_order(conn, &ids)?;
    let mut cards = communities::cards(conn, reader, &rows)?;
    for card in &mut cards {
        let people = found.iter().find(|one| one.community.to_string() == card.id).map_or(0, |one| one.people);
        card.shared = u64::try_from(people).unwrap_or(0);
    }
    Ok(cards)
}
