//! Case A7 of DOMAIN 8: a launcher near 35 km, its error, the line's error, and whose it is.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::place::Share;
use model::{Finding, Geometry, LayerRole, LayerVersion, Missing, Place, PlacePrecision};
use support::*;

fn minsk() -> terms::Agreement {
    agreement(include_str!("agreements/minsk.md"))
}

fn lines(accuracy_m: u32) -> Vec<(LayerVersion, Geometry)> {
    vec![meridian("line_2014", "map", accuracy_m), meridian_east("contact_line", "map", accuracy_m, 5.0)]
}

fn grad(actor: Option<&str>, place: Place, lines: &[(LayerVersion, Geometry)]) -> Finding {
    let seen = sighting(weapon(Some("BM-21"), Some("mlrs"), Some(122)), place);
    only(assess(&minsk(), &[actor.map_or_else(|| seen.clone(), |actor| by(actor, seen.clone()))], lines))
}

fn chance(finding: &Finding) -> f64 {
    f64::from(finding.chance_ppm.unwrap()) / 1e6
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-4, "{found} instead of {expected}");
}

#[test]
fn at_34_5_km_with_1_km_of_error_the_chance_is_0_691_likely_and_no_breach() {
    let finding = grad(Some("p2"), east(34.5, 1000), &lines(0));
    near(chance(&finding), 0.691_46);
    assert_eq!(result(&finding), open(&[Missing::Position]));
    assert!(
        finding.reasons.iter().any(|reason| reason.contains("34.50 km") && reason.contains("P(nearer than 35 km) = 0.691 (likely)")),
        "{:#?}",
        finding.reasons
    );
    assert_eq!(finding.used, [lines(0).first().unwrap().0.id]);
}

#[test]
fn an_error_of_the_line_of_half_a_kilometre_makes_it_0_673() {
    let finding = grad(Some("p2"), east(34.5, 1000), &lines(500));
    near(chance(&finding), 0.672_64);
    assert_eq!(result(&finding), open(&[Missing::Position]));
}

#[test]
fn one_kilometre_read_as_a_band_of_95_percent_makes_it_0_836() {
    // sd = 1000 / 1.96 = 510.2 m; the model holds whole metres: 510 m gives 0.8366.
    let finding = grad(Some("p2"), east(34.5, 510), &lines(0));
    near(chance(&finding), 0.836_55);
    assert_eq!(result(&finding), open(&[Missing::Position]));
}

#[test]
fn at_33_km_it_is_0_977_and_a_breach() {
    let finding = grad(Some("p2"), east(33.0, 1000), &lines(0));
    near(chance(&finding), 0.977_25);
    assert_eq!(result(&finding), BREACH);
    assert_eq!(finding.party.unwrap().0, "p2");
}

#[test]
fn without_a_line_everything_is_undetermined_and_nothing_is_guessed() {
    for km in [1.0, 34.5, 90.0] {
        let finding = grad(Some("p2"), east(km, 1000), &[]);
        assert_eq!(result(&finding), open(&[Missing::Line]));
        assert_eq!(finding.chance_ppm, None);
    }
}

#[test]
fn the_other_party_measures_from_its_own_line() {
    let finding = grad(Some("p1"), east(34.5, 1000), &lines(0));
    assert_eq!(result(&finding), BREACH);
    assert!(chance(&finding) > 0.999, "29.5 km from the line of contact");
}

#[test]
fn an_unknown_owner_is_tried_as_each_party() {
    assert_eq!(result(&grad(None, east(33.0, 1000), &lines(0))), BREACH);
    assert_eq!(result(&grad(None, east(60.0, 1000), &lines(0))), NO_BREACH);
    let finding = grad(None, east(38.0, 500), &lines(0));
    assert_eq!(result(&finding), open(&[Missing::Actor]));
    assert_eq!(finding.party, None);
    assert!(
        finding.reasons.iter().any(|reason| reason.starts_with("if it is p1's:"))
            && finding.reasons.iter().any(|reason| reason.starts_with("if it is p2's:"))
    );
}

#[test]
fn a_weapon_of_somebody_whom_no_row_binds_gives_no_finding() {
    let seen = by("p3", sighting(weapon(Some("BM-21"), Some("mlrs"), None), east(1.0, 100)));
    assert_eq!(assess(&minsk(), &[seen], &lines(0)), []);
}

#[test]
fn the_same_place_another_class_another_status() {
    let howitzer = by("p2", sighting(weapon(Some("2A65"), Some("towed_howitzer"), Some(152)), east(30.0, 1000)));
    let finding = only(assess(&minsk(), &[howitzer], &lines(0)));
    assert_eq!((result(&finding), finding.clause.as_str()), (NO_BREACH, "P1"));
    assert_eq!(result(&grad(Some("p2"), east(30.0, 1000), &lines(0))), BREACH);
}

#[test]
fn a_place_known_as_a_district_is_no_position() {
    let mut seen = by("p2", sighting(weapon(Some("BM-21"), Some("mlrs"), None), east(1.0, 100)));
    seen.place_precision = Some(PlacePrecision::Adm2);
    assert_eq!(result(&only(assess(&minsk(), &[seen.clone()], &lines(0)))), open(&[Missing::Position]));
    seen.place_precision = None;
    seen.place = None;
    assert_eq!(result(&only(assess(&minsk(), &[seen], &lines(0)))), open(&[Missing::Position]));
}

#[test]
fn a_wide_tail_and_a_mixture_are_weighed() {
    let tail = Place::WideTail { centre: geodesy(33.0), sd_m: 1000, wide_ppm: 120_000, wide_sd_m: 12_000 };
    let phi = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
    near(chance(&grad(Some("p2"), tail, &lines(0))), 0.88 * phi(2.0) + 0.12 * (phi(2.0 / 12.0416) - phi(-68.0 / 12.0416)));
    let mixture = Place::Mixture(vec![
        Share { place: east(33.0, 1000), weight_ppm: 500_000 },
        Share { place: east(37.0, 1000), weight_ppm: 500_000 },
    ]);
    near(chance(&grad(Some("p2"), mixture, &lines(0))), 0.5);
}

fn geodesy(km: f64) -> model::Position {
    model::geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0)
}

#[test]
fn of_several_sightings_one_that_cannot_decide_does_not_outvote_one_that_can() {
    let launcher = || weapon(Some("BM-21"), Some("mlrs"), Some(122));
    let mut sure = by("p2", sighting(launcher(), east(33.0, 300)));
    sure.id = support::report(model::Kind::WeaponSeen, 2).id;
    let vague = by("p2", sighting(launcher(), east(33.0, 8000)));
    assert_eq!(result(&only(assess(&minsk(), &[vague.clone(), sure], &lines(0)))), BREACH);
    assert_eq!(result(&only(assess(&minsk(), &[vague], &lines(0)))), open(&[Missing::Position]));
}

#[test]
fn two_sources_of_a_line_must_agree() {
    let mut both = lines(0);
    both.push(meridian_east("line_2014", "other_map", 0, -20.0));
    assert_eq!(result(&grad(Some("p2"), east(30.0, 500), &both)), open(&[Missing::Line]));
    assert_eq!(result(&grad(Some("p2"), east(60.0, 500), &both)), NO_BREACH);
}

#[test]
fn the_line_is_the_one_valid_at_the_time_of_the_event() {
    let mut moving = lines(0);
    let lon = geodesy(10.0).lon();
    moving.push(layer(
        "line_2014",
        "map",
        LayerRole::Line,
        0,
        "2018-07-30T12:00:00Z",
        Geometry::Paths(vec![vec![at(46.0, lon), at(50.0, lon)]]),
    ));
    let seen = |from: &str, to: &str| {
        let when = model::When::between(instant(from), instant(to), model::TimePrecision::Hour, "UTC").unwrap();
        let report = by("p2", timed(when, sighting(weapon(Some("BM-21"), Some("mlrs"), None), east(40.0, 300))));
        result(&only(assess(&minsk(), &[report], &moving)))
    };
    assert_eq!(seen("2018-07-30T10:00:00Z", "2018-07-30T11:00:00Z"), NO_BREACH);
    assert_eq!(seen("2018-07-30T13:00:00Z", "2018-07-30T14:00:00Z"), BREACH);
    assert_eq!(seen("2018-07-30T11:00:00Z", "2018-07-30T14:00:00Z"), open(&[Missing::Time]));
}

/// One row for all, by calibre alone, and a row that names tanks.
fn by_calibre(more: &str) -> terms::Agreement {
    let baseline = "[term.baseline]\np1 = { line = \"contact_line\" }\np2 = { line = \"line_2014\" }\n";
    let row = |id: &str, fields: &str| {
        format!("[[term]]\nid = \"{id}\"\nkind = \"withdrawal_distance\"\nquote = \"keep away\"\n{fields}\n{baseline}")
    };
    let terms =
        [row("calibre", "calibre_mm_min = 100\ndistance_km = 25"), row("tanks", "classes = [\"tank\"]\ndistance_km = 15"), more.into()]
            .concat();
    agreement(&text_of("", "Weapons keep away.", &terms))
}

fn clause(agreement: &terms::Agreement, weapon: model::Weapon, km: f64) -> (String, model::Outcome, Vec<Missing>) {
    let finding = only(assess(agreement, &[by("p2", sighting(weapon, east(km, 10)))], &lines(0)));
    (finding.clause, finding.outcome, finding.missing)
}

#[test]
fn a_row_of_calibre_alone_means_guns_and_never_a_class_that_has_its_own_row() {
    use model::Outcome::{Breach, NoBreach};
    let agreement = by_calibre("");
    assert_eq!(clause(&agreement, weapon(Some("T-64"), Some("tank"), Some(125)), 20.0), ("tanks".into(), NoBreach, vec![]));
    assert_eq!(clause(&agreement, weapon(None, Some("towed_howitzer"), Some(152)), 20.0), ("calibre".into(), Breach, vec![]));
    assert_eq!(clause(&agreement, weapon(None, Some("mortar"), Some(82)), 20.0).2, [Missing::Definition]);
    // 125 mm of an unknown class: gun or tank? Both say so only where they agree.
    assert_eq!(clause(&agreement, weapon(None, None, Some(125)), 20.0).2, [Missing::Weapon]);
    assert_eq!(clause(&agreement, weapon(None, None, Some(125)), 30.0).1, NoBreach);
}

#[test]
fn a_faulty_row_leaves_open_what_it_may_mean_and_no_more() {
    let broken = "[[term]]\nid = \"broken\"\nkind = \"withdrawal_distance\"\nquote = \"keep away\"\nclasses = [\"mortar\"]\ndistance_km = \"far\"\n[term.baseline]\np1 = { line = \"contact_line\" }\n";
    let text = text_of("", "Weapons keep away.", broken);
    let (agreement, faults) = terms::read_agreement(&text);
    assert_eq!(faults.len(), 1);
    let agreement = agreement.unwrap();
    assert_eq!(
        clause(&agreement, weapon(None, Some("mortar"), Some(82)), 20.0),
        ("broken".into(), model::Outcome::Undetermined, vec![Missing::Definition])
    );
    let vague = text.replace("classes = [\"mortar\"]", "clases = [\"mortar\"]");
    let (agreement, _) = terms::read_agreement(&vague);
    assert!(clause(&agreement.unwrap(), weapon(None, Some("tank"), None), 20.0).2.contains(&Missing::Definition));
}

#[test]
fn a_row_of_no_distance_says_that_a_weapon_may_stand_anywhere() {
    let agreement = by_calibre(
        "[[term]]\nid = \"small\"\nkind = \"withdrawal_distance\"\nquote = \"Weapons\"\nclasses = [\"small_arms\"]\ndistance_km = 0\n",
    );
    assert_eq!(clause(&agreement, weapon(None, Some("small_arms"), None), 0.0), ("small".into(), model::Outcome::NoBreach, vec![]));
}

#[test]
fn a_bearing_and_a_polygon_are_places_too() {
    let observer = geodesy(30.0);
    let sector = model::place::Sector {
        from_mdeg: 78_750,
        to_mdeg: 101_250,
        lo_m: 3000,
        hi_m: 5000,
        observer,
        observer_sd_m: 50,
        range_assumed: false,
    };
    let mut seen = by("p2", sighting(weapon(Some("BM-21"), Some("mlrs"), None), Place::Sector(sector)));
    seen.place_precision = Some(PlacePrecision::Sector);
    assert_eq!(result(&only(assess(&minsk(), &[seen], &lines(0)))), BREACH);
    // A square that the limit of 35 km cuts in half.
    let corner = |km: f64, north: f64| model::geodesy::direct(geodesy(km), 0.0, north);
    let square = Place::Polygon(vec![vec![corner(34.0, 0.0), corner(36.0, 0.0), corner(36.0, 2000.0), corner(34.0, 2000.0)]]);
    let finding = grad(Some("p2"), square, &lines(0));
    assert_eq!(result(&finding), open(&[Missing::Position]));
    assert!((chance(&finding) - 0.5).abs() < 0.01, "{}", chance(&finding));
}

#[test]
fn a_line_of_one_party_is_no_baseline_of_the_other() {
    let mut own = lines(0);
    own[0].0.party = Some(model::PartyId("p1".into()));
    assert_eq!(result(&grad(Some("p2"), east(34.5, 1000), &own)), open(&[Missing::Line]));
}
