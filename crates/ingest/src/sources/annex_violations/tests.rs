//! An invented annex in the shape of a monitoring mission's daily report.

use crate::testing::{read_text, refusals};
use model::observation::Sequence;
use model::{Determination, Kind, PartyId, Place, PlacePrecision, Sense};

const ANNEX: &str =
    "SMM position,Station lat,Station lon,Event location,Means,No.,Observation,Description,Weapon,Date,Time,Region,Block,Order,Cause,Actor
Camera 1,35.2,33.4,3-5km ESE,Recorded,12,tracers,\"in flight, from W to E\",HMG,2026-01-07,22:13,North,a,1,,
Camera 1,35.2,33.4,at undetermined distance to the north,Recorded,8,explosion,undetermined,N/K,2026-01-07,22:14-04:10,North,b,,,
Post 2,,,2km N,Heard,at least 12,bursts,outgoing,small arms,07.01.2026,evening,North,,,live-fire exercise,p1
Post 2,35.2,33.4,from N to S,Heard,1,shot,,,2026-01-07,,North,,,,
Post 2,35.2,33.4,2km N,Smelled,1,shot,,,2026-01-07,,North,,,,
Post 2,35.2,33.4,2km N,Heard,many,shot,,,2026-01-07,,North,,,,
Post 2,35.2,33.4,2km N,Heard,1,shot,,,2026-01-07,,North,,,,p9
Post 2,35.2,33.4,2km N,Heard,1,shot,,,2026-01-07,,North,,,,
Post 2,35.2,33.4,2km N,Heard,1,shot,,,2026-01-07,,North,,,,
";

#[test]
fn a_row_keeps_its_sector_its_direction_its_weapon_and_its_order() {
    let yielded = read_text(ANNEX);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n), ("annex_violations", 5, 4));
    let first = &yielded.observations[0];
    assert_eq!(
        (first.kind, first.sense, first.determination, first.flight.as_deref()),
        (Kind::Tracer, Sense::Camera, Some(Determination::InFlight), Some("w-e"))
    );
    let Some(Place::Sector(sector)) = &first.place else { unreachable!("a sector") };
    assert_eq!(
        (sector.from_mdeg, sector.to_mdeg, sector.lo_m, sector.hi_m, sector.observer_sd_m, sector.range_assumed),
        (101_250, 123_750, 3000, 5000, 100, false)
    );
    assert_eq!(first.place_precision, Some(PlacePrecision::Sector));
    assert_eq!(first.sequence, Some(Sequence { block: "a".into(), ordinal: Some(1) }));
    assert_eq!(first.place_name.as_deref(), Some("3-5km ESE from Camera 1 (North)"));
    assert_eq!(first.text.as_deref(), Some("Recorded; 12; tracers; in flight, from W to E; HMG"));
    assert_eq!(first.weapon.as_ref().and_then(|weapon| weapon.class.as_ref()).map(|class| class.0.as_str()), Some("heavy_machine_gun"));
    assert_eq!(first.time.from.to_string(), "2026-01-07T20:13:00.000Z");
}

#[test]
fn a_block_without_inner_order_keeps_the_order_open_and_an_absent_range_is_assumed() {
    let second = &read_text(ANNEX).observations[1];
    assert_eq!(second.sequence, Some(Sequence { block: "b".into(), ordinal: None }));
    assert!(matches!(&second.place, Some(Place::Sector(sector)) if sector.range_assumed && sector.hi_m == 10_000));
    assert_eq!(second.weapon, Some(model::Weapon::default()));
    assert_eq!(second.time.to.to_string(), "2026-01-08T02:11:00.000Z");
}

#[test]
fn without_the_stations_position_the_words_are_kept_and_no_place_is_made_up() {
    let third = &read_text(ANNEX).observations[2];
    assert_eq!((third.place.as_ref(), third.place_name.as_deref()), (None, Some("2km N from Post 2 (North)")));
    assert_eq!(third.count.as_ref().map(|count| (count.lo, count.hi, count.text.as_str())), Some((Some(12), None, "at least 12")));
    assert_eq!((third.cause.as_deref(), third.actor.clone()), (Some("live_fire_exercise"), Some(PartyId("p1".into()))));
}

#[test]
fn what_was_hit_is_kept_as_a_word_and_changes_no_id_of_rows_without_it() {
    let plain = read_text(ANNEX);
    let more = ANNEX.replace('\n', ",\n").replace("Actor,\n", "Actor,Target\n").replace("exercise,p1,\n", "exercise,p1,Power station\n");
    let more = read_text(&more);
    assert_eq!(more.observations[2].target.as_deref(), Some("power_station"));
    let ids = |yielded: &crate::Yield| [0, 1, 3].map(|n| yielded.observations[n].id);
    assert_eq!(ids(&plain), ids(&more));
    assert!(plain.observations[2].id != more.observations[2].id && plain.observations[2].target.is_none());
}

#[test]
fn opposite_ends_and_unknown_words_are_refused_with_what_would_be_right() {
    assert_eq!(
        refusals(&read_text(ANNEX)),
        [
            (
                5,
                Some("Event location"),
                "`from N to S`: the two ends lie opposite each other, so both ways round are as long: name a wind between them"
            ),
            (6, Some("Means"), "`Smelled` is not a way of perceiving such as Heard, Saw, Heard and saw, Recorded, UAV"),
            (7, Some("No."), "`many` is not a count such as 8, at least 12, over 50, about 20, 3-5, several, dozens or uncountable"),
            (8, Some("Actor"), "`p9` is not a party of the mission; its parties are p1, p2"),
        ]
    );
}

#[test]
fn two_equal_rows_of_one_annex_are_two_observations() {
    let yielded = read_text(ANNEX);
    assert_ne!(yielded.observations[3].id, yielded.observations[4].id);
}
