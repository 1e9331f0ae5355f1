//! What was fetched or made, kept within so many bytes: a value under the hash of its address.
//!
//! An entry costs 40 bytes and its place in a table of small numbers, besides the value. Under each
//! lock stands one part of all entries; what was not asked for since the hand last passed is the
//! first to go (the clock algorithm, which is within a few points of least recently used and costs
//! a bit instead of two pointers).

use std::hash::Hasher as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashTable;
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::life::Life;

/// Parts, at most, each under a lock of its own: enough that two threads rarely meet.
const PARTS: usize = 64;

/// Says how much memory a value keeps from others.
pub trait Weigh {
    /// In bytes, what the allocator adds included, the value's own few bytes excluded.
    fn weigh(&self) -> usize;
}

/// One allocation: two counters, the bytes, and what allocators round up to.
impl Weigh for Arc<[u8]> {
    fn weigh(&self) -> usize {
        (self.len() + 16 + 8).next_multiple_of(16)
    }
}

/// The place of an address: 128 bits of a keyed hash, so that nobody outside can make two meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u64; 2]);

/// What is found at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look<V> {
    /// Fresh: to be used as it is.
    Fresh(V),
    /// Past its time, and still fit to be shown while it is fetched again.
    Stale(V),
    /// Nothing.
    Absent,
}

/// Keeps values.
pub struct Cache<V> {
    secret: [u8; 16],
    parts: Box<[Part<V>]>,
}

/// A part, on a cache line of its own.
#[repr(align(64))]
struct Part<V>(Mutex<Shelf<V>>);

struct Shelf<V> {
    /// Where a key's entry stands in `entries`.
    places: HashTable<u32>,
    entries: Vec<Entry<V>>,
    /// Where the hand points.
    hand: usize,
    /// The weight of all values.
    weight: usize,
    room: usize,
}

struct Entry<V> {
    key: Key,
    value: V,
    /// The second until which it is fresh.
    fresh: u32,
    /// The second until which it may be shown, and in the highest bit whether it was asked for.
    until: u32,
}

const SEEN: u32 = 1 << 31;

/// How full the cache is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fill {
    /// Entries.
    pub entries: usize,
    /// Bytes, all included.
    pub bytes: usize,
}

impl<V: Weigh + Clone> Cache<V> {
    /// Room for so many bytes. `secret` is fresh chance.
    pub fn new(bytes: usize, secret: [u8; 16]) -> Self {
        Self::of_large(bytes, 0, secret)
    }

    /// Room for so many bytes, in parts that each have room for a value of so many.
    pub fn of_large(bytes: usize, largest: usize, secret: [u8; 16]) -> Self {
        let fit = bytes / largest.saturating_add(Shelf::<V>::ALONE);
        let count = if largest == 0 { PARTS } else { fit.clamp(1, PARTS) };
        let empty = || Shelf {
            places: HashTable::new(),
            entries: Vec::new(),
            hand: 0,
            weight: 0,
            room: bytes / count,
        };
        let parts = (0..count).map(|_| Part(Mutex::new(empty()))).collect();
        Self { secret, parts }
    }

    /// The place of an address.
    pub fn key(&self, address: &str) -> Key {
        let mut hasher = SipHasher13::new_with_key(&self.secret);
        hasher.write(address.as_bytes());
        let hash = hasher.finish128();
        Key([hash.h1, hash.h2])
    }

    /// What stands there at this second.
    pub fn look(&self, key: Key, now: u32) -> Look<V> {
        let mut part = self.shelf(key);
        let Some(entry) = part.entry(key) else { return Look::Absent };
        if now >= entry.until & !SEEN {
            return Look::Absent;
        }
        if entry.until & SEEN == 0 {
            // Written once only: whoever is asked for often is not written to by every asker.
            entry.until |= SEEN;
        }
        if now < entry.fresh {
            Look::Fresh(entry.value.clone())
        } else {
            Look::Stale(entry.value.clone())
        }
    }

    /// Puts a value there, from this second on. One that is larger than a part of the room, or has
    /// no time to live, is not kept.
    pub fn put(&self, key: Key, value: V, life: Life, now: u32) {
        let mut part = self.shelf(key);
        part.remove(key);
        let seconds = |time: std::time::Duration| u32::try_from(time.as_secs()).unwrap_or(SEEN);
        let fresh = now.saturating_add(seconds(life.fresh)).min(SEEN - 1);
        let until = fresh.saturating_add(seconds(life.stale)).min(SEEN - 1);
        // Nothing else goes to make room for what has none.
        if until > now && value.weigh().saturating_add(Shelf::<V>::ALONE) <= part.room {
            part.insert(Entry { key, value, fresh, until });
        }
    }

    /// Lets what stands there be fresh for a little longer, as long as it may be shown at all.
    pub fn extend(&self, key: Key, fresh_until: u32) {
        if let Some(entry) = self.shelf(key).entry(key) {
            entry.fresh = fresh_until.min(entry.until & !SEEN).max(entry.fresh);
        }
    }

    /// Takes it away.
    pub fn forget(&self, key: Key) {
        self.shelf(key).remove(key);
    }

    /// How full it is. Looks at every part: for metrics.
    pub fn fill(&self) -> Fill {
        self.parts.iter().fold(Fill::default(), |sum, part| {
            let part = part.0.lock().unwrap_or_else(PoisonError::into_inner);
            Fill { entries: sum.entries + part.entries.len(), bytes: sum.bytes + part.bytes() }
        })
    }

    fn shelf(&self, key: Key) -> MutexGuard<'_, Shelf<V>> {
        // The highest bits choose the part, the second half the place in its table.
        let part = usize::try_from(key.0[0] >> 58).unwrap_or_default() % self.parts.len();
        self.parts[part].0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V: Weigh> Shelf<V> {
    /// What an entry takes besides its value while it is the only one: its place, and those that are
    /// reserved.
    const ALONE: usize = 8 * size_of::<Entry<V>>() + 64;

    fn bytes(&self) -> usize {
        self.weight
            + self.entries.capacity() * size_of::<Entry<V>>()
            + self.places.allocation_size()
    }

    fn entry(&mut self, key: Key) -> Option<&mut Entry<V>> {
        let entries = &mut self.entries;
        let place = *self.places.find(key.0[1], |place| entries[*place as usize].key == key)?;
        Some(&mut entries[place as usize])
    }

    fn insert(&mut self, entry: Entry<V>) {
        let weight = entry.value.weigh();
        if self.entries.len() == self.entries.capacity() {
            // By an eighth instead of twofold: what is reserved and empty counts too.
            self.entries.reserve_exact(self.entries.len() / 8 + 8);
        }
        let entries = &self.entries;
        self.places.reserve(1, |place| entries[*place as usize].key.0[1]);
        // Room is made before it comes: it would be the first to go, since nobody asked for it yet.
        while self.bytes().saturating_add(weight) > self.room {
            if self.entries.is_empty() {
                // What had grown for many small ones is given back.
                self.entries = Vec::with_capacity(8);
                self.places = HashTable::new();
                self.places.reserve(1, |_| 0);
                break;
            }
            self.drop_one();
        }
        let Ok(place) = u32::try_from(self.entries.len()) else { return };
        let entries = &self.entries;
        self.places.insert_unique(entry.key.0[1], place, |place| entries[*place as usize].key.0[1]);
        self.entries.push(entry);
        self.weight += weight;
    }

    /// Drops the first entry from the hand on that nobody asked for since it last came by.
    fn drop_one(&mut self) {
        loop {
            if self.hand >= self.entries.len() {
                self.hand = 0;
            }
            let entry = &mut self.entries[self.hand];
            if entry.until & SEEN == 0 {
                let key = entry.key;
                self.remove(key);
                return;
            }
            entry.until &= !SEEN;
            self.hand += 1;
        }
    }

    fn remove(&mut self, key: Key) {
        let entries = &self.entries;
        let Ok(found) =
            self.places.find_entry(key.0[1], |place| entries[*place as usize].key == key)
        else {
            return;
        };
        let (place, _) = found.remove();
        let last = self.entries.len() - 1;
        let gone = self.entries.swap_remove(place as usize);
        self.weight -= gone.value.weigh();
        // The last entry stands in the gap now.
        if let Some(moved) = self.entries.get(place as usize) {
            let from = self.places.find_mut(moved.key.0[1], |place| *place as usize == last);
            if let Some(from) = from {
                *from = place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn cache(bytes: usize) -> Cache<Arc<[u8]>> {
        Cache::new(bytes, [7; 16])
    }

    fn life(fresh: u64, stale: u64) -> Life {
        Life { fresh: Duration::from_secs(fresh), stale: Duration::from_secs(stale) }
    }

    fn value(byte: u8, length: usize) -> Arc<[u8]> {
        vec![byte; length].into()
    }

    #[test]
    fn an_entry_is_fresh_then_stale_then_gone() {
        let cache = cache(1 << 20);
        let key = cache.key("https://mall.cn/");
        cache.put(key, value(1, 10), life(60, 30), 100);
        assert_eq!(cache.look(key, 159), Look::Fresh(value(1, 10)));
        assert_eq!(cache.look(key, 160), Look::Stale(value(1, 10)));
        assert_eq!(cache.look(key, 190), Look::Absent);
        cache.extend(key, 170);
        assert_eq!(cache.look(key, 169), Look::Fresh(value(1, 10)));
        cache.extend(key, 900);
        assert_eq!(cache.look(key, 189), Look::Fresh(value(1, 10)));
        assert_eq!(cache.look(key, 190), Look::Absent, "never longer than it may be shown");
        cache.forget(key);
        assert_eq!(cache.fill().entries, 0);
    }

    #[test]
    fn bytes_are_bounded_and_what_is_asked_for_stays() {
        let room = 1 << 20;
        let cache = cache(room);
        let hot: Vec<Key> = (0..100).map(|n| cache.key(&format!("hot {n}"))).collect();
        for key in &hot {
            cache.put(*key, value(1, 100), life(60, 0), 0);
        }
        for n in 0..20_000 {
            cache.put(cache.key(&format!("cold {n}")), value(0, 300), life(60, 0), 0);
            if n % 50 == 0 {
                for key in &hot {
                    let _ = cache.look(*key, 1);
                }
            }
            if n % 1000 == 0 {
                assert!(cache.fill().bytes <= room, "{:?}", cache.fill());
            }
        }
        let kept = hot.iter().filter(|key| cache.look(**key, 1) != Look::Absent).count();
        assert!(kept > 95, "{kept} of 100 hot ones are kept");
        assert!(cache.fill().entries > 2000, "{:?}", cache.fill());
    }

    #[test]
    fn one_that_is_too_large_is_not_kept_and_replacing_leaks_nothing() {
        let cache = cache(64 << 10);
        let key = cache.key("a");
        cache.put(key, value(1, 2000), life(60, 0), 0);
        assert_eq!(cache.look(key, 0), Look::Absent);
        for n in 0..1000 {
            cache.put(key, value(2, n % 200), life(60, 0), 0);
        }
        assert_eq!(cache.fill().entries, 1);
        assert!(cache.fill().bytes < 1500, "{:?}", cache.fill());
    }

    #[test]
    fn one_that_is_too_large_pushes_out_nothing_and_parts_are_as_large_as_they_must_be() {
        let cache = cache(64 << 12);
        let keys: Vec<Key> = (0..64).map(|n| cache.key(&format!("small {n}"))).collect();
        for key in &keys {
            cache.put(*key, value(1, 100), life(60, 0), 0);
        }
        let kept = cache.fill().entries;
        for n in 0..64 {
            cache.put(cache.key(&format!("large {n}")), value(2, 5000), life(60, 0), 0);
        }
        assert_eq!(cache.fill().entries, kept);
        let room = 64 << 20;
        let cache: Cache<Arc<[u8]>> = Cache::of_large(room, 6 << 20, [7; 16]);
        for n in 0..40 {
            let key = cache.key(&format!("picture {n}"));
            cache.put(key, value(1, 6 << 20), life(60, 0), 0);
            assert!(matches!(cache.look(key, 0), Look::Fresh(_)), "{n}");
            assert!(cache.fill().bytes <= room);
        }
    }

    #[test]
    fn large_ones_have_room_where_many_small_ones_were() {
        let room = 64 << 20;
        let cache: Cache<Arc<[u8]>> = Cache::of_large(room, 6 << 20, [7; 16]);
        for n in 0..300_000 {
            cache.put(cache.key(&format!("small {n}")), value(1, 100), life(60, 0), 0);
        }
        for n in 0..40 {
            let key = cache.key(&format!("picture {n}"));
            cache.put(key, value(1, 6 << 20), life(60, 0), 0);
            assert!(matches!(cache.look(key, 0), Look::Fresh(_)), "{n}");
            assert!(cache.fill().bytes <= room);
        }
    }

    #[test]
    fn many_entries_are_found_again_after_many_others_went() {
        let cache = cache(8 << 20);
        let keys: Vec<Key> = (0..10_000).map(|n| cache.key(&n.to_string())).collect();
        for (n, key) in keys.iter().enumerate() {
            cache.put(*key, n.to_le_bytes().as_slice().into(), life(60, 0), 0);
        }
        for key in keys.iter().step_by(3) {
            cache.forget(*key);
        }
        for (n, key) in keys.iter().enumerate() {
            let expected = if n % 3 == 0 {
                Look::Absent
            } else {
                Look::Fresh(n.to_le_bytes().as_slice().into())
            };
            assert_eq!(cache.look(*key, 0), expected, "{n}");
        }
    }
}
