//! The mission as data: its parties, sources, zone and where the map opens.

use crate::calendar::ZONE;
use crate::cast::{Cast, JOINT_TEAM, source};
use crate::places::ISLAND;
use crate::plane::{MIDDLE_LAT, MIDDLE_LON};
use crate::world::Side;
use std::fmt::Write as _;

/// Hues of the parties in the order in which they are shown, degrees: blue and ochre, told apart
/// by a colour-blind reader, neither of them red or green.
const HUES: [u32; 2] = [218, 36];
/// Hue of the joint technical teams, degrees: a violet between the two.
const JOINT_HUE: u32 = 285;

/// Writes `mission.toml`.
pub(crate) fn mission_toml(cast: &Cast) -> String {
    let view =
        [("lat_e7", MIDDLE_LAT), ("lon_e7", MIDDLE_LON)].map(|(key, degrees)| format!("{key} = {}\n", libm::rint(degrees * 1e7) as i64));
    let mut out = format!(
        "# An exercise: the island, its places, people, parties and everything said of them are invented.\n\
         fictional = true\nname = \"{ISLAND} Monitoring Mission\"\nzone = \"{ZONE}\"\nreport_ends = \"24:00\"\n\n\
         [view]\n{}zoom_e1 = 76\n",
        view.concat()
    );
    for (side, hue) in [Side::West, Side::East].into_iter().zip(HUES) {
        let party = cast.party(side);
        let _ = write!(out, "\n[[party]]\nid = \"{}\"\nname = \"{}\"\nhue = {hue}\n", party.id, party.name);
    }
    let _ = write!(out, "\n# Not a party to the agreement, but named by sources: the teams that it lets into the buffer zone.\n");
    let _ = write!(out, "[[party]]\nid = \"{JOINT_TEAM}\"\nname = \"Joint technical teams\"\nhue = {JOINT_HUE}\n");
    for (id, name, side) in sources(cast) {
        let party = side.map_or(String::new(), |side| format!("party = \"{}\"\n", cast.party(side).id));
        let _ = write!(out, "\n[[source]]\nid = \"{id}\"\nname = \"{name}\"\n{party}");
    }
    out
}

/// Every source: id, name, and whose it is.
fn sources(cast: &Cast) -> Vec<(String, String, Option<Side>)> {
    let mut list: Vec<(String, String, Option<Side>)> = [
        (source::CAMERAS, "Mission cameras"),
        (source::PATROLS, "Mission patrols and drones"),
        (source::MAP, "Mission map section"),
        (source::CHART, "Harbour chart office"),
        (source::HEAT, "Heat satellite"),
        (source::RESIDENTS, "Residents' complaints desk"),
        (source::COURIER, "The Island Courier"),
        (source::SIGNAL, "Signal Radio"),
        (source::RELIEF, "Relief coordination desk"),
    ]
    .map(|(id, name)| (id.to_owned(), name.to_owned(), None))
    .to_vec();
    list.push((source::CROSSING.to_owned(), format!("Crossing post, {}", cast.party(Side::West).name), Some(Side::West)));
    for side in [Side::West, Side::East] {
        let name = cast.party(side).name;
        list.push((cast.log_of(side), format!("Incident list, {name}"), Some(side)));
        list.push((cast.press_of(side), format!("Statements, {name}"), Some(side)));
    }
    list
}
