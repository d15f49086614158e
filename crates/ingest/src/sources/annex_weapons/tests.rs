//! An invented annex of weapons.

use crate::testing::{read_text, refusals};
use model::{Place, Sense, WeaponStatus};

const ANNEX: &str = "Date;No.;Type;Location;Control;Lat;Lon;Error m;Source of observation;Status
2026-01-07;6;122mm MLRS (BM-21, Grad);centre of Hilltown;area p1;35.2;33.4;1000;mini-UAV;in violation
2026-01-07;4;tanks (T-64);Marsh;;35.3;33.4;;patrol;beyond lines outside sites
2026-01-07;1;mortar (120mm);Store 3;;;;;long-range UAV;in_site_verified
2026-01-07;1;mortar (120mm);Store 3;;;;;camera;gone
2026-01-07;1;mortar (120mm);Store 3;;35.2;33.4;far;camera;missing
";

#[test]
fn a_sighting_has_its_weapon_status_and_stated_or_assumed_error() {
    let yielded = read_text(ANNEX);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n), ("annex_weapons", 3));
    let first = &yielded.observations[0];
    assert_eq!((first.sense, first.status), (Sense::UavMini, Some(WeaponStatus::InViolation)));
    assert!(matches!(first.place, Some(Place::Normal { sd_m: 1000, .. })));
    assert_eq!(first.weapon.as_ref().map(|weapon| (weapon.calibre_dmm, weapon.model.as_deref())), Some((Some(1220), Some("BM-21, Grad"))));
    assert_eq!(first.place_name.as_deref(), Some("centre of Hilltown (area p1)"));
    assert!(matches!(yielded.observations[1].place, Some(Place::Normal { sd_m: 500, .. })));
    assert_eq!((yielded.observations[2].place.as_ref(), yielded.observations[2].sense), (None, Sense::UavLongRange));
}

#[test]
fn an_unknown_status_and_an_error_that_is_none_are_refused() {
    assert_eq!(
        refusals(&read_text(ANNEX)),
        [
            (
                5,
                Some("Status"),
                "`gone` is not a status: in violation, beyond lines outside sites, in site verified, in site not verifiable or missing is expected"
            ),
            (6, Some("Error m"), "`far` is not an error in metres between 0 and 1000000"),
        ]
    );
}
