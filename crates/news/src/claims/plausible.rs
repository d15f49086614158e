//! Figures that no such words can stand for, and other marks on a finished claim.

use super::{Claim, ClaimFlag, ClaimKind, Unit};
use crate::method::{ITEMS_PLAUSIBLE_MAX, PERSONS_PLAUSIBLE_MAX, WEAPONS_PLAUSIBLE_MAX};

/// Marks a claim as implausible or from a digest; puts its flags in order.
pub(super) fn flag(claim: &mut Claim, is_digest: bool) {
    let least = claim.count.lo.unwrap_or(0).max(claim.count.hi.unwrap_or(0));
    let is_total = claim.flags.contains(&ClaimFlag::Cumulative);
    if least > bound(claim.kind, claim.unit) && !is_total {
        claim.flags.push(ClaimFlag::Implausible);
    }
    if is_digest {
        claim.flags.push(ClaimFlag::Digest);
    }
    claim.flags.sort_unstable();
    claim.flags.dedup();
}

/// The most that one text can claim of one event or day and still be believed to mean it.
fn bound(kind: ClaimKind, unit: Unit) -> u32 {
    match (kind, unit) {
        (_, Unit::Person) => PERSONS_PLAUSIBLE_MAX,
        (_, Unit::Uav | Unit::Missile | Unit::Bomb) => WEAPONS_PLAUSIBLE_MAX,
        _ => ITEMS_PLAUSIBLE_MAX,
    }
}
