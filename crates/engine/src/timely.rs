//! The settled time: ticks of the node, and acts entered between two of them.

use crate::EngineFault;
use crate::acts::{Hand, enter, enter_all};
use crate::contract::Desk;
use model::{Act, Instant, Signed};
use record::register::{new_act, sign_act};

/// Ticks of one moment that are told apart.
const APART_MS: u64 = 1_000;

/// Whether the settled time may go on to the desk's clock without anybody's confirmation.
fn goes_on(settled: Option<Instant>, now: Instant, jump_h_max: u32) -> bool {
    const HOUR_MS: i64 = 3_600_000;
    settled.is_some_and(|settled| (0..=i64::from(jump_h_max) * HOUR_MS).contains(&(now.ms() - settled.ms())))
}

/// Lets the node say what time it is. An officer with the role operations signs it too where the clock jumped.
///
/// # Errors
/// If the clock goes back or jumps and nobody confirms it, or storage fails; then nothing is entered.
pub fn tick(desk: &mut Desk<'_>, node: &Hand<'_>, confirmed: Option<&Hand<'_>>) -> Result<u64, EngineFault> {
    let signed = new_tick(desk, node, confirmed)?;
    enter(desk, signed)
}

fn new_tick(desk: &Desk<'_>, node: &Hand<'_>, confirmed: Option<&Hand<'_>>) -> Result<Signed, EngineFault> {
    // Two ticks of one moment are two acts: what the second claims as its own time differs by milliseconds.
    let apart_ms = i64::try_from(desk.log.size() % APART_MS).unwrap_or(0);
    let mut signed = new_act(Act::Tick { now: desk.now }, node.person, desk.log.name(), desk.now.plus_ms(apart_ms));
    sign_act(&mut signed, node.key)?;
    if let Some(officer) = confirmed {
        sign_act(&mut signed, officer.key)?;
    }
    Ok(signed)
}

/// Enters an act: after a tick, so that what lapsed before it lapsed, and before one if it began a period, so that the
/// period runs from now. Without the node's key, or where the clock jumped, it is entered alone, and its periods
/// wait for the next tick.
///
/// # Errors
/// If the act does not count, or storage fails; then it is not entered.
pub fn enter_timely(desk: &mut Desk<'_>, act: Signed, node: Option<&Hand<'_>>) -> Result<u64, EngineFault> {
    let office = desk.projection.office();
    let node = node.filter(|_| goes_on(office.now(), desk.now, office.procedure.deadlines.jump_h_max));
    let Some(node) = node else { return enter(desk, act) };
    let is_behind = office.now().is_none_or(|settled| settled < desk.now);
    let mut acts = Vec::new();
    if is_behind {
        acts.push(new_tick(desk, node, None)?);
    }
    acts.push(act);
    let leaf = desk.log.size() + u64::from(is_behind);
    enter_all(desk, acts)?;
    if desk.projection.office().due().iter().any(|due| due.is_waiting) {
        tick(desk, node, None)?;
    }
    Ok(leaf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_goes_on_by_itself_a_little_and_never_back() {
        let at = |hours: i64| Instant::from_ms(1_800_000_000_000 + hours * 3_600_000).unwrap();
        assert!(goes_on(Some(at(0)), at(36), 36));
        assert!(!goes_on(Some(at(0)), at(37), 36), "it jumps");
        assert!(!goes_on(Some(at(1)), at(0), 36), "it goes back");
        assert!(!goes_on(None, at(0), 36), "nothing was settled yet");
    }
}
