//! Signed submissions: admitted by the key register, placed in their stream, promised a leaf.

use crate::EngineFault;
use crate::contract::{Desk, Projection, Vault};
use crate::receive::{self, record};
use model::{Entry, Instant, KeyKind, Mission};
use record::receipt::{PROMISE_MS, Receipt};
use record::register::Register;
use record::seal::KeySource;
use record::stream::Arrival;
use record::submission::{Admitted, Parcel, admit};
use std::borrow::Cow;

/// A submission that may enter the log.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// What was signed, and by whom.
    pub admitted: Admitted,
    /// What it is to its stream.
    pub arrival: Arrival,
    /// Its entries: the received one, and a gap right behind it if it showed one. None if it is known already.
    pub entries: Vec<Entry>,
}

/// Checks a parcel and makes its entries. Pure: keeping bytes and appending is the caller's.
///
/// # Errors
/// Why it is refused.
pub fn arrive(projection: &dyn Projection, mission: &Mission, parcel: &Parcel, leaf: u64, now: Instant) -> Result<Arrived, EngineFault> {
    let admitted = admit(&parcel.envelope, projection.register(), leaf)?;
    admitted.check_bytes(&parcel.bytes)?;
    check_source(mission, projection.register(), &admitted)?;
    let arrival = projection.arrival(&admitted.place(), &admitted.digest)?;
    let entries = entries_of(&admitted, &arrival, now);
    Ok(Arrived { admitted, arrival, entries })
}

/// The entries that a submission becomes, by what it is to its stream.
pub fn entries_of(admitted: &Admitted, arrival: &Arrival, now: Instant) -> Vec<Entry> {
    let received = || Entry::Received(admitted.received(now));
    match arrival {
        Arrival::Known => Vec::new(),
        Arrival::Ahead(gap) => vec![received(), Entry::Gap(gap.clone())],
        Arrival::Next | Arrival::Late | Arrival::Restarted | Arrival::Branch(_) => vec![received()],
    }
}

/// A sender speaks for its own sources only: a party key for sources of its party, a device of the
/// mission for sources of no party; an officer may hand in for any source of the mission.
///
/// # Errors
/// [`EngineFault::Source`].
pub fn check_source(mission: &Mission, register: &Register, admitted: &Admitted) -> Result<(), EngineFault> {
    let refused = |why: String| Err(EngineFault::Source(why));
    let party = register.holding(&admitted.by.key).and_then(|holding| holding.key.party.as_ref());
    let Some(id) = &admitted.payload.source else {
        return match party {
            Some(party) => refused(format!("a key of party `{party}` names one of its party's sources")),
            None => Ok(()),
        };
    };
    let Some(source) = mission.source(id) else {
        return refused(format!("`{id}` is no source in use; add a [[source]] to mission.toml and adopt it"));
    };
    match (party, &source.party) {
        (Some(party), owner) if owner.as_ref() != Some(party) => {
            refused(format!("`{id}` is no source of party `{party}`, whose key signed"))
        }
        (None, Some(owner)) if admitted.by.kind != KeyKind::Officer => {
            refused(format!("`{id}` is a source of party `{owner}`; the key that signed speaks for no party"))
        }
        _ => Ok(()),
    }
}

/// What the node promises for a leaf: to be signed with its key once the leaf is durable.
pub fn promise(admitted: &Admitted, log: &str, node: model::KeyId, leaf: &[u8], received_at: Instant) -> Receipt {
    Receipt {
        epoch: admitted.payload.epoch,
        leaf_hash: model::Digest::from_bytes(ledger::tree::Hash::leaf(leaf).0),
        log: log.into(),
        node,
        promise_ms: PROMISE_MS,
        received_at,
        seq: admitted.payload.seq,
        stream: admitted.payload.stream.clone(),
        submission: admitted.digest,
        v: 1,
    }
}

/// Takes a parcel in at once, without a queue: bytes kept, entries appended and durable. Gives the
/// entry, or `None` if it was known already.
///
/// # Errors
/// Why it is refused, or if storage fails.
pub fn take_in(desk: &mut Desk<'_>, parcel: &Parcel) -> Result<(Arrived, Option<u64>), EngineFault> {
    let mission = crate::gather::mission(&*desk.vault, &*desk.projection)?.mission;
    let leaf = desk.log.size();
    let arrived = arrive(&*desk.projection, &mission, parcel, leaf, desk.now)?;
    if arrived.entries.is_empty() {
        return Ok((arrived, None));
    }
    record(desk, arrived.entries.iter().map(|entry| (entry.clone(), attached(entry, &parcel.bytes))).collect())?;
    Ok((arrived, Some(leaf)))
}

/// Keeps what submissions brought, durably, and gives their leaves: for each submission those of its
/// entries, in order.
///
/// # Errors
/// Then none of them may be acknowledged.
pub fn keep(vault: &mut dyn Vault, keys: &mut KeySource, arrived: &[(&Arrived, &[u8])]) -> Result<Vec<Vec<Vec<u8>>>, EngineFault> {
    let arrivals = arrived.iter().flat_map(|(arrived, bytes)| arrived.entries.iter().map(|entry| (entry, attached(entry, bytes))));
    let mut leaves = receive::keep(vault, keys, arrivals.collect())?.into_iter();
    Ok(arrived.iter().map(|(arrived, _)| leaves.by_ref().take(arrived.entries.len()).collect()).collect())
}

fn attached<'a>(entry: &Entry, bytes: &'a [u8]) -> Vec<Cow<'a, [u8]>> {
    if matches!(entry, Entry::Received(_)) { vec![bytes.into()] } else { Vec::new() }
}
