//! A map that never grows past its limit and keeps what is used.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Two generations: what is touched moves to the young one, and when that is full the old one is
/// dropped whole. Every operation is constant time, and peers who choose the keys cannot make it grow.
pub(crate) struct Bounded<K, V> {
    half: usize,
    halves: Mutex<Halves<K, V>>,
}

struct Halves<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V> Bounded<K, V> {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            half: (limit / 2).max(1),
            halves: Mutex::new(Halves {
                young: HashMap::new(),
                old: HashMap::new(),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Halves<K, V>> {
        // A panic elsewhere cannot leave a map half written, so its content is still good.
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get<Q>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
        V: Clone,
    {
        let mut halves = self.lock();
        if let Some(value) = halves.young.get(key) {
            return Some(value.clone());
        }
        let (key, value) = halves.old.remove_entry(key)?;
        let found = value.clone();
        self.put(&mut halves, key, value);
        Some(found)
    }

    pub(crate) fn insert(&self, key: K, value: V) {
        let mut halves = self.lock();
        halves.old.remove(&key);
        self.put(&mut halves, key, value);
    }

    /// Changes the value of `key` in place, making it first where there is none.
    pub(crate) fn with<R>(
        &self,
        key: K,
        make: impl FnOnce() -> V,
        change: impl FnOnce(&mut V) -> R,
    ) -> R {
        let mut halves = self.lock();
        if let Some(value) = halves.young.get_mut(&key) {
            return change(value);
        }
        let mut value = halves.old.remove(&key).unwrap_or_else(make);
        let result = change(&mut value);
        self.put(&mut halves, key, value);
        result
    }

    fn put(&self, halves: &mut Halves<K, V>, key: K, value: V) {
        if halves.young.len() >= self.half && !halves.young.contains_key(&key) {
            halves.old = std::mem::take(&mut halves.young);
        }
        halves.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn never_holds_more_than_its_limit_and_keeps_what_is_used() {
        let map = Bounded::new(10);
        map.insert(0, "kept");
        for key in 1..1_000 {
            map.insert(key, "other");
            assert_eq!(map.get(&0), Some("kept"), "lost after {key}");
            let halves = map.lock();
            assert!(halves.young.len() + halves.old.len() <= 10);
        }
        assert_eq!(map.get(&1), None);
    }

    #[test]
    fn a_change_lasts() {
        let map = Bounded::new(4);
        assert_eq!(
            map.with(
                "a",
                || 1,
                |n| {
                    *n += 1;
                    *n
                }
            ),
            2
        );
        assert_eq!(
            map.with(
                "a",
                || 1,
                |n| {
                    *n += 1;
                    *n
                }
            ),
            3
        );
    }
}
