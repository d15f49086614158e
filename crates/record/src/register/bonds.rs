//! What a merge or split must say to count: groups without overlap, and a reason.

use super::BondFault;
use model::ObservationId;
use std::collections::BTreeSet;

/// Most observations that one act names: it is one leaf of at most 48 KiB.
pub const OBSERVATIONS_N_MAX: usize = 1_000;

/// Longest reason, characters.
pub const REASON_CHARS_MAX: usize = 2_000;

/// Checks groups of observations.
pub(super) fn check(groups: &[Vec<ObservationId>], reason: &str) -> Result<(), BondFault> {
    check_reason(reason)?;
    if groups.len() < 2 || groups.iter().any(Vec::is_empty) {
        return Err(BondFault::Groups(groups.iter().filter(|group| !group.is_empty()).count()));
    }
    let n = groups.iter().map(Vec::len).sum();
    if n > OBSERVATIONS_N_MAX {
        return Err(BondFault::Many(n));
    }
    let mut met = BTreeSet::new();
    match groups.iter().flatten().find(|id| !met.insert(**id)) {
        Some(twice) => Err(BondFault::Twice(*twice)),
        None => Ok(()),
    }
}

/// Checks a reason: something to read, on one line.
pub(super) fn check_reason(reason: &str) -> Result<(), BondFault> {
    let is_one = !reason.trim().is_empty() && !reason.chars().any(char::is_control) && reason.chars().count() <= REASON_CHARS_MAX;
    if is_one { Ok(()) } else { Err(BondFault::Reason) }
}
