//! The sieve says what the plain evaluation says, incident by incident. All invented.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{Digest, Finding, Geometry, LayerRole, LayerVersion};
use support::dice::{Dice, any_reports};
use support::*;
use terms::{Agreement, Facts, Ground, Sieve};

/// Terms with and without zones, of every kind that looks at incidents, some of them faulty.
fn agreements(zones: u32) -> Vec<Agreement> {
    let mut one = String::from(
        "[[term]]\nid = \"0a\"\nkind = \"effective_moment\"\nquote = \"Words\"\nreading = \"a\"\nat = \"2018-07-01\"\nuntil = \"2018-08-10\"\nzone = \"UTC\"\n
         [[term]]\nid = \"0b\"\nkind = \"effective_moment\"\nquote = \"Words\"\nreading = \"b\"\nunknown = true\nnot_before = \"2018-07-10\"\nzone = \"UTC\"\n",
    );
    for n in 0..zones {
        let more = match n % 5 {
            0 => "outside = true\n",
            1 => "parties = [\"p1\"]\n",
            2 => "parties = [\"nobody\"]\n",
            3 => "zone_source = \"map\"\n",
            _ => "except_causes = [\"demining\"]\n",
        };
        one += &format!(
            "[[term]]\nid = \"z{n}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\", \"shot\"]\nzone = \"zone{n}\"\n{more}"
        );
        one += &format!(
            "[[term]]\nid = \"l{n}\"\nkind = \"zone_allow_list\"\nquote = \"Words\"\npresence = [\"personnel_seen\", \"weapon_seen\"]\nzone = \"zone{n}\"\nallowed = [\"monitors\"]\n"
        );
    }
    one += "[[term]]\nid = \"all\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"burst\"]\nin_force = [\"0a\"]\n";
    let two = "[[term]]\nid = \"w\"\nkind = \"withdrawal_distance\"\nquote = \"Words\"\nclasses = [\"mortar\"]\ndistance_km = 15\nsince = \"2018-07-15\"\n[term.baseline]\np1 = { line = \"line\" }\np2 = { line = \"line\" }\n
               [[term]]\nid = \"u\"\nkind = \"zone_allow_list\"\nquote = \"Words\"\npresence = [\"uav\"]\nzone = \"missing\"\nallowed = []\n
               [[term]]\nid = \"x\"\nkind = \"no such kind\"\nquote = \"Words\"\n";
    let read = |terms: &str| terms::read_agreement(&text_of("", "Words.", terms)).0.unwrap();
    vec![read(&one), read(two)]
}

/// Squares with gaps in time, several versions and two sources; one of them is a line.
fn layers(zones: u32) -> Vec<(LayerVersion, Geometry)> {
    let mut dice = Dice(7);
    let mut layers = vec![meridian("line", "map", 200)];
    for n in 0..zones {
        for (source, from) in [("map", "2018-01-01T00:00:00Z"), ("map", "2018-07-20T00:00:00Z"), ("other_map", "2018-07-05T00:00:00Z")] {
            if source == "other_map" && n % 3 > 0 {
                continue;
            }
            let (lat, lon, side) = (dice.between(46.0, 49.5), dice.between(35.0, 38.5), dice.between(0.05, 0.6));
            let ring = vec![at(lat, lon), at(lat, lon + side), at(lat + side, lon + side), at(lat + side, lon)];
            let geometry = if n == 4 { Geometry::Paths(vec![ring]) } else { Geometry::Areas(vec![vec![ring]]) };
            let error = u32::try_from(dice.roll(900)).unwrap();
            let (mut version, geometry) = layer(&format!("zone{n}"), source, LayerRole::Zone, error, from, geometry);
            version.valid_to = (n % 4 == 1).then(|| version.valid_from.plus_ms(12 * 86_400_000));
            layers.push((version, geometry));
        }
    }
    layers
}

#[test]
fn the_sieve_holds_back_only_what_says_nothing() {
    let (zones, incidents_n) = (12, 4_000);
    let (agreements, ground, mission) = (agreements(zones), ground(&layers(zones)), mission());
    assert!(agreements.iter().flat_map(Agreement::terms).filter(|term| term.is_faulty()).count() > 0, "a faulty term is among them");
    let versions: Vec<Digest> = ["one", "two"].map(|text| Digest::of(text.as_bytes())).into();
    let texts = || agreements.iter().zip(&versions);
    let sieve = Sieve::of(texts(), &ground, &mission);
    let mut dice = Dice(20_260_117);
    let (mut findings_n, mut passed_n) = (0, 0);
    for n in 0..incidents_n {
        let reports = any_reports(&mut dice, n * 10);
        let incident = incident(&reports);
        let facts = Facts { incident: &incident, members: reports.iter().collect(), dossier: terms::Dossier::nothing() };
        let plain: Vec<Finding> =
            texts().flat_map(|(agreement, version)| terms::assess(agreement, version, &facts, &ground as &dyn Ground, &mission)).collect();
        assert_eq!(sieve.assess(&facts), plain, "incident {n}: {reports:#?}");
        findings_n += plain.len();
        passed_n += sieve.passed_n(&facts);
    }
    let all_n = agreements.iter().map(|agreement| agreement.terms().len()).sum::<usize>() * usize::try_from(incidents_n).unwrap();
    assert!(findings_n > 3_000, "{findings_n} findings");
    assert!(passed_n * 3 < all_n, "{passed_n} of {all_n} passed: the sieve is open");
}

#[test]
fn an_incident_without_members_says_nothing() {
    let (agreements, ground, mission, version) = (agreements(2), ground(&layers(2)), mission(), Digest::of(b"v"));
    let sieve = Sieve::of(agreements.iter().map(|agreement| (agreement, &version)), &ground, &mission);
    let incident = incident(&[report(model::Kind::Explosion, 1)]);
    assert!(sieve.assess(&Facts { incident: &incident, members: Vec::new(), dossier: terms::Dossier::nothing() }).is_empty());
}
