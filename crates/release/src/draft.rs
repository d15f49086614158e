//! A derived value to the act that would release it: the only way out of its marking that is not a release.

use crate::{Basis, Marked, NarrowIncident, ReleaseKey};
use model::json::{self, NotCanonical};
use model::{Audience, Digest, PublicIncident, Release, Shown};
use serde::Serialize;

/// Why no act can be written.
#[derive(Debug, thiserror::Error)]
pub enum NoDraft {
    /// Too many reports.
    #[error("the incident is made of more than {} reports: such a release does not fit one entry", crate::key::MEMBERS_N_MAX)]
    Members,
    /// It does not fit the profile.
    #[error("what is shown cannot be recorded: {0}")]
    Record(#[from] NotCanonical),
}

/// Writes the act that shows an incident to everybody. It is no release before two people signed it.
///
/// # Errors
/// If the incident has too many reports.
pub fn draft_public(shown: Marked<PublicIncident>, basis: &Basis, reason: &str, key: &ReleaseKey) -> Result<Release, NoDraft> {
    draft(Audience::Public, Shown::Clear(shown.take()), basis, reason, key)
}

/// Writes the act that gives an incident to one audience: the log holds its digest only.
///
/// # Errors
/// If the incident has too many reports.
pub fn draft_narrow(
    given: &Marked<NarrowIncident>,
    audience: &Audience,
    basis: &Basis,
    reason: &str,
    key: &ReleaseKey,
) -> Result<Release, NoDraft> {
    let digest = commitment(given.look(), &key.salt(audience, basis))?;
    draft(audience.clone(), Shown::Committed(digest), basis, reason, key)
}

/// What a committed release says of a file: who holds the file can hold it against the log.
///
/// # Errors
/// If the content does not fit the profile.
pub fn commitment<T: Serialize>(content: &T, salt: &[u8; 32]) -> Result<Digest, NotCanonical> {
    Ok(Digest::tagged("release-content", &[salt, &json::canonical(content)?]))
}

fn draft(audience: Audience, shown: Shown, basis: &Basis, reason: &str, key: &ReleaseKey) -> Result<Release, NoDraft> {
    let bound = bound_bytes(&audience, reason, &shown)?;
    let basis = key.seal(basis, &bound).map_err(|_| NoDraft::Members)?;
    Ok(Release { audience, basis, reason: reason.into(), shown })
}

/// The rest of a release, to which its basis is bound.
///
/// # Errors
/// If it does not fit the profile.
pub fn bound_bytes(audience: &Audience, reason: &str, shown: &Shown) -> Result<Vec<u8>, NotCanonical> {
    json::canonical(&(audience, reason, shown))
}
