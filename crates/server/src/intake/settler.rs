//! The settler: brings the projection up, reads what arrived in small groups, then fuses and assesses, off the intake's path.

use super::Shared;
use engine::contract::Desk;
use engine::read::read_some;
use engine::replay::replay;
use engine::{EngineFault, Projection};
use record::seal::KeySource;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{FileVault, SqliteProjection};

/// Pause between looks.
const PAUSE: Duration = Duration::from_millis(500);
/// Artifacts read while the log is held: leaves that wait meanwhile wait no longer than this takes.
const READ_AT_ONCE: usize = 64;

/// Works until the node ends; a fault is told and tried again at the next look.
pub(super) fn work(shared: &Shared, mut vault: FileVault, mut projection: SqliteProjection, mut keys: KeySource) {
    let mut told = String::new();
    while !shared.is_ending.load(Ordering::SeqCst) {
        std::thread::park_timeout(PAUSE);
        let done =
            settle(shared, &mut vault, &mut projection, &mut keys).and_then(|()| tick(shared, &mut vault, &mut projection, &mut keys));
        if let Err(fault) = done {
            let fault = fault.to_string();
            if fault != told {
                (shared.remark)(&format!("what arrived could not be settled: {fault}"));
            }
            told = fault;
        }
    }
}

/// Lets the node say what time it is where that begins or ends a period.
fn tick(shared: &Shared, vault: &mut FileVault, projection: &mut SqliteProjection, keys: &mut KeySource) -> Result<(), EngineFault> {
    let now = (shared.now)();
    let Some(person) = projection.register().holding(&shared.key.id()).map(|holding| holding.key.person.clone()) else { return Ok(()) };
    if !projection.office().needs_tick(now) {
        return Ok(());
    }
    shared.sequencer.with_log(|log| {
        replay(log, vault, projection, |_, _| {})?;
        let node = engine::Hand { person: &person, key: &shared.key };
        engine::timely::tick(&mut Desk { log, vault, projection, keys, now }, &node, None).map(drop)
    })
}

fn settle(shared: &Shared, vault: &mut FileVault, projection: &mut SqliteProjection, keys: &mut KeySource) -> Result<(), EngineFault> {
    if shared.sequencer.size() == projection.position() {
        return Ok(());
    }
    loop {
        let left = shared.sequencer.with_log(|log| {
            replay(log, vault, projection, |_, _| {})?;
            let mut desk = Desk { log, vault, projection, keys, now: (shared.now)() };
            read_some(&mut desk, READ_AT_ONCE, |_| {})
        })?;
        shared.settled.fetch_add(1, Ordering::SeqCst);
        if left <= READ_AT_ONCE || shared.is_ending.load(Ordering::SeqCst) {
            break;
        }
    }
    shared.sequencer.with_log(|log| {
        replay(log, vault, projection, |_, _| {})?;
        let mut desk = Desk { log, vault, projection, keys, now: (shared.now)() };
        engine::settle(&mut desk, |_| {}, |_| {})
    })?;
    shared.settled.fetch_add(1, Ordering::SeqCst);
    Ok(())
}
