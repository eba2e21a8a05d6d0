//! Replies in reading order: a tree made of parents, sorted, and cut where one page would grow too long.

use std::collections::HashMap;

use crate::clock::Time;

/// As many replies as one page shows.
pub(super) const PAGE: usize = 300;
/// A page this full does not begin another long branch.
const ENOUGH: usize = PAGE / 2;
/// Deeper replies are one step away: a phone has no room for more levels.
pub(super) const DEEP: u32 = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Best,
    New,
    Old,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Best, Self::New, Self::Old];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::New => "new",
            Self::Old => "old",
        }
    }
}

/// What the tree needs of a reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    pub id: i64,
    pub parent: i64,
    pub score: i32,
    pub at: Time,
}

/// One reply on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// Index into the leaves.
    pub at: usize,
    pub depth: u32,
    /// Replies below it that are not on the page.
    pub more: u32,
}

/// A thread's replies, by parent.
pub(super) struct Tree {
    children: HashMap<i64, Vec<usize>>,
    /// Replies in the branch of each leaf, itself included.
    sizes: Vec<u32>,
    ids: Vec<i64>,
    parents: Vec<i64>,
}

impl Tree {
    /// Replies whose parent is not among the leaves (it never reached us) stand directly below `root`.
    pub(super) fn new(root: i64, leaves: &[Leaf], order: Order) -> Self {
        let places: HashMap<i64, usize> = leaves.iter().enumerate().map(|(at, leaf)| (leaf.id, at)).collect();
        // Ids grow with time, so a parent that is younger than its child would be a circle.
        let parent_of = |leaf: &Leaf| if places.contains_key(&leaf.parent) && leaf.parent < leaf.id { leaf.parent } else { root };
        let parents: Vec<i64> = leaves.iter().map(parent_of).collect();
        let mut children: HashMap<i64, Vec<usize>> = HashMap::new();
        for (at, parent) in parents.iter().enumerate() {
            children.entry(*parent).or_default().push(at);
        }
        for siblings in children.values_mut() {
            siblings.sort_by(|a, b| compare(&leaves[*a], &leaves[*b], order));
        }
        let mut by_age: Vec<usize> = (0..leaves.len()).collect();
        by_age.sort_unstable_by_key(|at| std::cmp::Reverse(leaves[*at].id));
        let mut sizes = vec![1_u32; leaves.len()];
        for at in by_age {
            if let Some(parent) = places.get(&parents[at]) {
                sizes[*parent] += sizes[at];
            }
        }
        Self { children, sizes, ids: leaves.iter().map(|leaf| leaf.id).collect(), parents }
    }

    fn below(&self, id: i64) -> &[usize] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// One page of branches below `root`, after the direct reply `after`. Also says which direct reply ends the page, if
    /// there are more.
    pub(super) fn page(&self, root: i64, after: Option<i64>) -> (Vec<Shown>, Option<i64>) {
        let tops = self.below(root);
        let start = after.and_then(|id| tops.iter().position(|at| self.ids[*at] == id)).map_or(0, |at| at + 1);
        let mut shown = Vec::new();
        for (nth, top) in tops.iter().enumerate().skip(start) {
            let left = PAGE.saturating_sub(shown.len());
            let fits = usize::try_from(self.sizes[*top]).unwrap_or(usize::MAX) <= left;
            if (!fits && shown.len() >= ENOUGH) || left == 0 {
                let last = nth.checked_sub(1).and_then(|at| tops.get(at)).map(|at| self.ids[*at]);
                return (shown, last);
            }
            self.walk(*top, 0, left, &mut shown);
        }
        (shown, None)
    }

    /// A reply with all that led to it and all that follows it.
    pub(super) fn around(&self, root: i64, target: usize) -> Vec<Shown> {
        let mut chain = vec![target];
        let mut parent = self.parents[target];
        let places: HashMap<i64, usize> = self.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        while parent != root
            && let Some(at) = places.get(&parent)
        {
            chain.push(*at);
            parent = self.parents[*at];
        }
        // A chain that is too long shows its end: what was answered last matters most.
        chain.truncate(usize::try_from(DEEP).unwrap_or(12) / 2);
        let mut shown = Vec::new();
        for (depth, at) in chain.iter().skip(1).rev().enumerate() {
            shown.push(Shown { at: *at, depth: u32::try_from(depth).unwrap_or(0), more: 0 });
        }
        let depth = u32::try_from(shown.len()).unwrap_or(0);
        self.walk(target, depth, PAGE, &mut shown);
        shown
    }

    /// Draws a branch in reading order, at most `room` replies of it, and counts what is left out where it hangs.
    fn walk(&self, top: usize, depth: u32, room: usize, shown: &mut Vec<Shown>) {
        let end = shown.len() + room;
        let mut open = vec![(top, depth)];
        while let Some((at, depth)) = open.pop() {
            let below = self.below(self.ids[at]);
            let place = shown.len();
            shown.push(Shown { at, depth, more: 0 });
            // What is open already has its place; a branch that would not fit is left out whole.
            let mut free = end.saturating_sub(shown.len() + open.len());
            let mut next = Vec::new();
            for child in below {
                if depth + 1 < DEEP && free > 0 {
                    free -= 1;
                    next.push((*child, depth + 1));
                } else if let Some(shown) = shown.get_mut(place) {
                    shown.more += self.sizes[*child];
                }
            }
            open.extend(next.into_iter().rev());
        }
    }
}

fn compare(a: &Leaf, b: &Leaf, order: Order) -> std::cmp::Ordering {
    let age = (a.at, a.id).cmp(&(b.at, b.id));
    match order {
        Order::Best => b.score.cmp(&a.score).then(age),
        Order::New => age.reverse(),
        Order::Old => age,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(id: i64, parent: i64, score: i32) -> Leaf {
        Leaf { id, parent, score, at: Time(id) }
    }

    fn ids(leaves: &[Leaf], shown: &[Shown]) -> Vec<(i64, u32, u32)> {
        shown.iter().map(|s| (leaves[s.at].id, s.depth, s.more)).collect()
    }

    #[test]
    fn reading_order_follows_the_choice() {
        let leaves = [leaf(2, 1, 0), leaf(3, 1, 5), leaf(4, 2, 0), leaf(5, 2, 9), leaf(6, 99, 1)];
        let order = |order| ids(&leaves, &Tree::new(1, &leaves, order).page(1, None).0);
        assert_eq!(order(Order::Best), [(3, 0, 0), (6, 0, 0), (2, 0, 0), (5, 1, 0), (4, 1, 0)]);
        assert_eq!(order(Order::Old), [(2, 0, 0), (4, 1, 0), (5, 1, 0), (3, 0, 0), (6, 0, 0)]);
        assert_eq!(order(Order::New), [(6, 0, 0), (3, 0, 0), (2, 0, 0), (5, 1, 0), (4, 1, 0)]);
    }

    #[test]
    fn pages_show_everything_once_and_count_the_rest() {
        // 40 branches of 25: direct replies 1000.., their answers below them in a fan.
        let mut leaves = Vec::new();
        for branch in 0..40 {
            let top = 1_000 + branch * 100;
            leaves.push(leaf(top, 1, 0));
            leaves.extend((1..25).map(|n| leaf(top + n, top, 0)));
        }
        let tree = Tree::new(1, &leaves, Order::Old);
        let (mut seen, mut after, mut pages) = (0, None, 0);
        loop {
            let (shown, next) = tree.page(1, after);
            assert!(shown.len() <= PAGE);
            seen += shown.iter().map(|s| 1 + s.more).sum::<u32>();
            pages += 1;
            if next.is_none() {
                break;
            }
            after = next;
        }
        assert_eq!((seen, pages), (1_000, 4));
    }

    #[test]
    fn one_long_branch_is_cut_and_says_so() {
        let fan: Vec<Leaf> = std::iter::once(leaf(2, 1, 0)).chain((3..1_003).map(|id| leaf(id, 2, 0))).collect();
        let (shown, next) = Tree::new(1, &fan, Order::Old).page(1, None);
        assert_eq!((shown.len(), shown[0].more, next), (PAGE, 1_001 - 300, None));
        let chain: Vec<Leaf> = (2..1_002).map(|id| leaf(id, id - 1, 0)).collect();
        let tree = Tree::new(1, &chain, Order::Old);
        let (shown, _) = tree.page(1, None);
        assert_eq!(shown.len(), usize::try_from(DEEP).unwrap());
        assert_eq!(shown.last().map(|s| s.more), Some(1_000 - DEEP));
        let around = tree.around(1, 500);
        assert!(around.iter().any(|s| s.at == 500));
        assert!(around.iter().all(|s| s.depth < DEEP));
    }

    #[test]
    fn circles_end() {
        let leaves = [leaf(2, 3, 0), leaf(3, 2, 0), leaf(4, 4, 0)];
        let tree = Tree::new(1, &leaves, Order::Best);
        assert_eq!(tree.page(1, None).0.len(), 3);
        assert_eq!(tree.around(1, 1).len(), 2);
    }
}
