//! The two case cards of METHOD 16: sectors kept and no blame; undetermined where the text has no direction.
//!
//! Facts from reports of the OSCE Special Monitoring Mission to Ukraine: the spot report of 24 January 2015
//! and report 140271 of 11 February 2015. No line of those months was found, so the cases have no map.

use crate::draws::{azimuth, check, party, plain, point, weapon};
use attribution::case::{Draft, Impact, Weapons};
use attribution::method::DELAY_MS;
use attribution::{Age, Outcome, Proposal, Reason, propose};

fn without_a_line(bearing_deg: Option<f64>, weapons: Weapons) -> Proposal {
    let evidence = bearing_deg.map(|bearing_deg| azimuth("craters", "monitors", bearing_deg)).into_iter().collect();
    let parties = vec![party("government"), party("armed_groups")];
    let draft = Draft { parties, maps: Vec::new(), evidence, weapons, impact: Impact { at: point(0.0, 0.0), sd_m: 200.0 }, ..plain() };
    propose(&check(draft), Age::Ms(DELAY_MS))
}

fn wind(proposal: &Proposal) -> (&str, u32) {
    let sectors = proposal.origin.as_ref().unwrap().sectors();
    let most = sectors.iter().max_by_key(|share| share.share_ppm()).unwrap();
    (most.name(), most.share_ppm())
}

#[test]
fn mariupol_keeps_a_sector_for_each_weapon_and_says_nothing_of_blame() {
    // Grad rockets from the north-east, Uragan rockets from the east; public limits of their ranges.
    for (class, hi_km, bearing, expected) in [("grad", 20.4, 45.0, "north-east"), ("uragan", 35.8, 90.0, "east")] {
        let candidates = vec![weapon(class, 5.0, hi_km, 1.0)];
        let proposal = without_a_line(Some(bearing), Weapons { origin: "monitors".into(), controlled_by: None, candidates });
        assert_eq!(wind(&proposal).0, expected);
        assert!(wind(&proposal).1 >= 800_000, "{proposal:?}");
        assert!(matches!(proposal.outcome, Outcome::Undetermined(_)), "{proposal:?}");
        let chances: Vec<u32> = proposal.hypotheses.iter().take(2).map(|one| one.chance_ppm).collect();
        assert!(chances[0].abs_diff(chances[1]) <= 1, "a direction without a line blames nobody: {chances:?}");
        assert!(proposal.changes.iter().any(|change| change.contains("map of who held")), "{:?}", proposal.changes);
    }
}

#[test]
fn the_bus_station_in_donetsk_is_undetermined_for_want_of_a_direction() {
    let proposal = without_a_line(None, Weapons::default());
    assert_eq!(proposal.outcome, Outcome::Undetermined(Reason::Insufficient));
    assert!(proposal.changes.iter().any(|change| change.contains("direction of the crater")), "{:?}", proposal.changes);
    assert!(wind(&proposal).1 <= 200_000, "{proposal:?}");
}
