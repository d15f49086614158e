//! The log's side of witnessing: asks all witnesses at once, counts their cosignatures by the
//! mission's own policy, and keeps what a stranger needs.
//!
//! `checkpoint` is what the log signed last. `checkpoint.cosigned` is the newest checkpoint that
//! the policy's quorum has cosigned: what a stranger should read, and may trust by *their* policy.
//! `fork.json`, once there, says for ever that this log's key signed two histories.

mod ask;
mod gather;
mod memory;
mod outside;
mod round;

pub use gather::{read_cosigned, read_fork};
pub use memory::Memory;
pub use outside::{outside, policy_of};
pub use round::{Background, Rounds};

use ledger::note::Verifier;
use ledger::policy::Policy;
use std::time::Duration;

/// Longest time that one witness may take for all of its answer. Source: INTEGRITY handbook section 8.
pub const WITNESS_MAX: Duration = Duration::from_secs(3);

/// One witness: an address, and the keys that the policy knows there. Several keys at one address
/// are asked once.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Where it is asked: its submission prefix, without a slash at the end.
    pub url: String,
    /// Its names in the policy, for people.
    pub names: String,
    /// Its keys.
    pub keys: Vec<Verifier>,
}

/// The witnesses of a policy that have an address, in its order.
pub fn witnesses_of(policy: &Policy) -> Vec<Witness> {
    let mut witnesses: Vec<Witness> = Vec::new();
    for one in policy.witnesses() {
        let Some(url) = one.url.as_ref().and_then(|url| url.as_text()) else { continue };
        let url = url.trim_end_matches('/');
        match witnesses.iter_mut().find(|witness| witness.url == url) {
            Some(witness) => {
                witness.names += &format!(", {}", one.name);
                witness.keys.push(one.key.clone());
            }
            None => witnesses.push(Witness { url: url.to_owned(), names: one.name.to_string(), keys: vec![one.key.clone()] }),
        }
    }
    witnesses
}
