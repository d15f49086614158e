//! Streams: what each sender handed in, numbered without gaps, so that what is missing shows.
//!
//! A sender numbers its submissions from 1 in an epoch and names the digest of the one before. A
//! number left out is a gap; two submissions of one number, or two that name the same one before,
//! are two branches: the device was cloned, restored from a copy, or its holder was made to lie.
//! Nothing is dropped because of it; it is said.

use model::Digest;
use model::entry::{Gap, Sent};
use std::collections::BTreeMap;

/// The digest that stands for "none before".
pub const NONE_BEFORE: Digest = Digest::from_bytes([0; 32]);

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose stream: the person, device or party of the key register.
    pub sender: String,
    /// Name of the stream among those of the sender.
    pub stream: String,
    /// Epoch, from 1.
    pub epoch: u64,
    /// Number in the epoch, from 1.
    pub seq: u64,
    /// Digest of the payload before it.
    pub prev: Digest,
}

impl Place {
    /// The place that a received entry states.
    pub fn of(sender: &str, sent: &Sent) -> Self {
        Self { sender: sender.into(), stream: sent.stream.clone(), epoch: sent.epoch, seq: sent.seq, prev: sent.prev }
    }
}

/// What a submission is to its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The one that was expected.
    Next,
    /// The same one again: nothing new.
    Known,
    /// One that was missing, and fits.
    Late,
    /// The first of a new epoch: what the sender may have lost before it cannot be counted.
    Restarted,
    /// It came, but numbers before it are missing.
    Ahead(Gap),
    /// It contradicts one that was taken before.
    Branch(Branch),
}

/// Two submissions of one stream that cannot both be of one untouched device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Whose stream.
    pub sender: String,
    /// Which stream.
    pub stream: String,
    /// Epoch.
    pub epoch: u64,
    /// The number at which they part.
    pub seq: u64,
}

/// Why a place is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// Numbers start at 1.
    #[error("epoch and number of a stream are counted from 1 and at most 2^53-1")]
    Number,
    /// The very first has none before it.
    #[error("the first submission of a stream has 64 zeroes as the digest before it, and only that one and the first of an epoch may")]
    First,
}

/// Checks a place by itself.
///
/// # Errors
/// [`PlaceFault`].
pub fn check_place(epoch: u64, seq: u64, prev: &Digest) -> Result<(), PlaceFault> {
    let in_range = |n: u64| (1..=model::json::INTEGER_MAX).contains(&n);
    if !in_range(epoch) || !in_range(seq) {
        return Err(PlaceFault::Number);
    }
    let is_first = epoch == 1 && seq == 1;
    let has_none = *prev == NONE_BEFORE;
    if (is_first && !has_none) || (seq > 1 && has_none) { Err(PlaceFault::First) } else { Ok(()) }
}

/// All streams, as far as they were taken.
#[derive(Clone, Debug, Default)]
pub struct Streams {
    epochs: BTreeMap<(String, String), BTreeMap<u64, BTreeMap<u64, Taken>>>,
}

#[derive(Clone, Copy, Debug)]
struct Taken {
    digest: Digest,
    prev: Digest,
}

impl Streams {
    /// Takes a submission with the digest of its payload and says what it is to its stream. A branch
    /// is taken too: the one that came first keeps its number.
    pub fn take(&mut self, place: &Place, digest: Digest) -> Arrival {
        let arrival = self.judge(place, &digest);
        self.put(place, digest);
        arrival
    }

    /// Puts in what was taken elsewhere: for judging, the neighbours of a place and the last of its
    /// epoch are enough, with the stream's highest epoch.
    pub fn put(&mut self, place: &Place, digest: Digest) {
        let stream = self.epochs.entry((place.sender.clone(), place.stream.clone())).or_default();
        stream.entry(place.epoch).or_default().entry(place.seq).or_insert(Taken { digest, prev: place.prev });
    }

    /// Says what a submission would be to its stream.
    pub fn judge(&self, place: &Place, digest: &Digest) -> Arrival {
        let key = (place.sender.clone(), place.stream.clone());
        let Some(epochs) = self.epochs.get(&key) else {
            return self.ahead_or(place, 0, if place.epoch > 1 { Arrival::Restarted } else { Arrival::Next });
        };
        let Some(epoch) = epochs.get(&place.epoch) else {
            let is_old = epochs.keys().any(|epoch| *epoch > place.epoch);
            return self.ahead_or(place, 0, if is_old { Arrival::Late } else { Arrival::Restarted });
        };
        if let Some(taken) = epoch.get(&place.seq) {
            return if taken.digest == *digest { Arrival::Known } else { branch(place) };
        }
        let before = place.seq.checked_sub(1).and_then(|seq| epoch.get(&seq));
        let after = epoch.get(&(place.seq + 1));
        if before.is_some_and(|before| before.digest != place.prev) || after.is_some_and(|after| after.prev != *digest) {
            return branch(place);
        }
        let last = epoch.keys().next_back().copied().unwrap_or(0);
        if place.seq < last { Arrival::Late } else { self.ahead_or(place, last, Arrival::Next) }
    }

    fn ahead_or(&self, place: &Place, last: u64, otherwise: Arrival) -> Arrival {
        if place.seq <= last + 1 {
            return otherwise;
        }
        let Place { sender, stream, epoch, seq, .. } = place.clone();
        Arrival::Ahead(Gap { epoch, from: last + 1, sender, stream, to: seq - 1, v: 1 })
    }

    /// Numbers that are still missing, by stream.
    pub fn missing(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for ((sender, stream), epochs) in &self.epochs {
            for (epoch, taken) in epochs {
                let mut expected = 1;
                for seq in taken.keys() {
                    if *seq > expected {
                        gaps.push(Gap { epoch: *epoch, from: expected, sender: sender.clone(), stream: stream.clone(), to: seq - 1, v: 1 });
                    }
                    expected = seq + 1;
                }
            }
        }
        gaps
    }

    /// The last place of a sender's stream, with the digest that the next one names.
    pub fn last(&self, sender: &str, stream: &str) -> Option<(u64, u64, Digest)> {
        let (epoch, taken) = self.epochs.get(&(sender.into(), stream.into()))?.last_key_value()?;
        let (seq, taken) = taken.last_key_value()?;
        Some((*epoch, *seq, taken.digest))
    }
}

fn branch(place: &Place) -> Arrival {
    let Place { sender, stream, epoch, seq, .. } = place.clone();
    Arrival::Branch(Branch { sender, stream, epoch, seq })
}
