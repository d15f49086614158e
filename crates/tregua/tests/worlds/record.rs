//! The record of every world can be folded again and derived again: rebuilt equals incremental, and the audit names nothing.

use crate::world::{Play, World, readable, shown};
use crate::{damage, fail_with};
use engine::Projection;
use store::SqliteProjection;

#[test]
fn rebuilt_equals_incremental_and_the_audit_names_no_difference() {
    fail_with(readable().flat_map(|world| check(&world).unwrap_or_else(|fault| vec![fault])).collect());
}

fn check(world: &World) -> Result<Vec<String>, String> {
    let named = |fault: String| format!("{}: {fault}", world.name);
    let play = Play::all(world, &world.mission, &world.story.steps)?;
    let incremental = play.writer.projection.digest().map_err(shown)?;
    let mut rebuilt = SqliteProjection::in_memory().map_err(shown)?;
    engine::replay::replay(&play.writer.log, &play.writer.vault, &mut rebuilt, |_, _| {}).map_err(shown)?;
    let mut audited = SqliteProjection::in_memory().map_err(shown)?;
    let mut faults = damage::found(&play.folder, &mut audited).map_err(named)?;
    for (how, fold) in [("rebuilt", &rebuilt), ("audited", &audited)] {
        if fold.digest().map_err(shown)? != incremental {
            faults.push(format!("what stands when {how} is not what stood"));
        }
    }
    Ok(faults.into_iter().map(named).collect())
}
