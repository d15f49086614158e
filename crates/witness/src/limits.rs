//! How much any address and any log may ask: nobody's flood is another's delay. No clock in here.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// Most addresses remembered at once; beyond that the fullest buckets are forgotten first.
pub const PEERS_MAX: usize = 4_096;

/// Requests of one address. Source: assumed; a log asks about once a second.
const ASK: Rate = Rate { per_second: 50, burst: 200 };

/// New trees of one log, each of which costs a write. Source: assumed.
const GROW: Rate = Rate { per_second: 5, burst: 30 };

/// So many per second, and so many at once after a rest.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Per second.
    pub per_second: u64,
    /// At once.
    pub burst: u64,
}

/// What is left of a rate.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// Thousandths of one request that are left.
    left_milli: u64,
    /// When that was counted, since the start.
    counted: Duration,
}

/// The buckets of a witness.
#[derive(Debug, Default)]
pub struct Limits {
    peers: BTreeMap<IpAddr, Bucket>,
    logs: BTreeMap<String, Bucket>,
}

impl Bucket {
    /// A full one.
    pub const fn full(rate: Rate, now: Duration) -> Self {
        Self { left_milli: rate.burst * 1_000, counted: now }
    }

    /// Takes one, if there is one.
    pub fn take(&mut self, rate: Rate, now: Duration) -> bool {
        let ms = u64::try_from(now.saturating_sub(self.counted).as_millis()).unwrap_or(u64::MAX);
        self.left_milli = self.left_milli.saturating_add(ms.saturating_mul(rate.per_second)).min(rate.burst * 1_000);
        self.counted = self.counted.max(now);
        let may = self.left_milli >= 1_000;
        self.left_milli -= if may { 1_000 } else { 0 };
        may
    }
}

impl Limits {
    /// Whether this address may ask once more.
    pub fn may_ask(&mut self, peer: IpAddr, now: Duration) -> bool {
        if self.peers.len() >= PEERS_MAX && !self.peers.contains_key(&peer) {
            self.forget_the_quiet();
        }
        self.peers.entry(peer).or_insert(Bucket::full(ASK, now)).take(ASK, now)
    }

    /// Whether this log may grow once more.
    pub fn may_grow(&mut self, log_name: &str, now: Duration) -> bool {
        self.logs.entry(log_name.to_owned()).or_insert(Bucket::full(GROW, now)).take(GROW, now)
    }

    fn forget_the_quiet(&mut self) {
        let mut left: Vec<u64> = self.peers.values().map(|bucket| bucket.left_milli).collect();
        left.sort_unstable();
        let middle = left.get(left.len() / 2).copied().unwrap_or(0);
        self.peers.retain(|_, bucket| bucket.left_milli < middle);
    }
}
