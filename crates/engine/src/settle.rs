//! The whole way of new bytes: read what arrived, fuse all that stands, assess it.

use crate::EngineFault;
use crate::assess::{Assessed, assess};
use crate::contract::Desk;
use crate::fuse::{Fused, fuse};
use crate::read::{Read, read_all};

/// A step that is about to begin, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Observations to incidents.
    Fusing,
    /// Incidents against clauses.
    Assessing,
}

/// What settling changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The fusion step.
    pub fused: Fused,
    /// The assessment step.
    pub assessed: Assessed,
}

/// Reads, fuses and assesses until everything received is concluded upon. Safe to repeat: what is
/// settled already changes nothing and appends nothing.
///
/// # Errors
/// If storage fails; the steps before stay recorded, and settling again goes on from there.
pub fn settle(desk: &mut Desk<'_>, tell: impl FnMut(&Read), mut begin: impl FnMut(Step)) -> Result<Settled, EngineFault> {
    read_all(desk, tell)?;
    begin(Step::Fusing);
    let fused = fuse(desk)?;
    begin(Step::Assessing);
    let assessed = assess(desk)?;
    Ok(Settled { fused, assessed })
}
