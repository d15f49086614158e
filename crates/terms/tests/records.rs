//! Clauses of place that need records beside the incident: caps in a zone, references on the move, mines, announced
//! flights, declared exercises; and local agreements, which hold in their own area. All invented.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::observation::Passage;
use model::place::Place;
use model::{
    Count, Coverage, CoverageState, Deed, DeedKind, Digest, Finding, Geometry, Kind, LayerVersion, Missing, Observation, Outcome, Sense,
    SourceId, Subject, TimePrecision, When,
};
use support::*;

const MOMENT: &str = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2018-07-01\"\nzone = \"UTC\"\n";

fn clause(kind: &str, fields: &str) -> terms::Agreement {
    agreement(&text_of("", "Words.", &format!("{MOMENT}\n[[term]]\nid = \"1\"\nkind = \"{kind}\"\nquote = \"Words\"\n{fields}")))
}

fn of_source(source: &str, mut report: Observation) -> Observation {
    report.source = SourceId(source.into());
    report
}

fn counted(n: u32, mut report: Observation) -> Observation {
    report.count = Some(Count::exact(n));
    report
}

fn deed(kind: DeedKind, n: u32, time: &str, actor: Option<&str>) -> Observation {
    let mut report = Observation { place: None, ..timed(moment(time), report(Kind::Document, n)) };
    report.deed = Some(Deed { about: None, kind, to: None });
    report.actor = actor.map(|actor| model::PartyId(actor.into()));
    report
}

fn says(finding: &Finding, words: &str) -> bool {
    finding.reasons.iter().any(|reason| reason.contains(words))
}

/// UNDOF's band of ten kilometres in short (DOMAIN 4.3): at most 75 tanks.
fn band(more: &str) -> terms::Agreement {
    clause("zone_cap", &format!("zone = \"band\"\nparties = [\"p1\"]\nclasses = [\"tank\"]\nat_most = 75\n{more}"))
}

/// Tanks of p1 that patrols counted in the middle of the band.
fn tanks(n: u32, count: u32) -> Observation {
    let mut inventory = counted(count, by("p1", placed(point(48.1, 37.1, 50), report(Kind::Inventory, n))));
    inventory.weapon = Some(weapon(None, Some("tank"), None));
    inventory
}

fn watched(state: CoverageState, observed_min: u32) -> Coverage {
    let time = When::between(instant("2018-07-30T00:00:00Z"), instant("2018-07-31T00:00:00Z"), TimePrecision::Day, "UTC").unwrap();
    let source = SourceId("patrols".into());
    Coverage {
        cause: None,
        from: Passage { artifact: Digest::of(b"test"), entry: None, line: 1 },
        id: Coverage::derive_id(&source, "post 1", &time),
        observed_min,
        planned_min: 1440,
        region: Some("Band".into()),
        sense: Sense::Seen,
        source,
        state,
        station: "post 1".into(),
        time,
    }
}

fn in_band(agreement: &terms::Agreement, reports: Vec<Observation>, coverages: Vec<Coverage>) -> Vec<Finding> {
    duties(agreement, &Papers { reports, coverages, layers: vec![square("band", "map", 0)], ..Papers::default() })
}

#[test]
fn a_partial_look_can_show_that_a_cap_is_broken_and_never_that_it_is_kept() {
    let found = |n, coverages: Vec<Coverage>| only(in_band(&band(""), vec![tanks(1, n)], coverages));
    let full = || vec![watched(CoverageState::Observed, 1440)];
    let over = found(76, vec![]);
    assert_eq!((result(&over), over.party.clone().unwrap().0.as_str()), (BREACH, "p1"));
    assert!(says(&over, "patrols counted 76 of p1 there on 2018-07-30") && says(&over, "more than 75: breach"), "{over:#?}");
    assert_eq!(result(&found(75, vec![])), open(&[Missing::Coverage]), "nobody watched the rest");
    assert_eq!(result(&found(75, vec![watched(CoverageState::Degraded, 900)])), open(&[Missing::Coverage]));
    assert_eq!(result(&found(75, vec![watched(CoverageState::Observed, 1439)])), open(&[Missing::Coverage]));
    assert_eq!(result(&found(75, full())), NO_BREACH);
    assert_eq!(result(&found(76, full())), BREACH);
    assert!(
        matches!(&found(75, full()).subject, Subject::Duty { coverages, observations, .. } if coverages.len() == 1 && observations.len() == 1)
    );
}

#[test]
fn what_is_counted_at_one_time_adds_up_and_the_same_thing_counts_once() {
    let rows = |keys: [Option<&str>; 2]| {
        let row = |n: u32, key: Option<&str>| Observation { key: key.map(str::to_owned), ..tanks(n, 40) };
        only(in_band(&band(""), vec![row(1, keys[0]), row(2, keys[1])], vec![])).outcome
    };
    assert_eq!(rows([None, None]), Outcome::Breach, "40 and 40 in two rows");
    assert_eq!(rows([Some("a"), Some("a")]), Outcome::Undetermined, "the same ones twice");
    assert_eq!(rows([Some("a"), Some("b")]), Outcome::Breach);
    let days = [tanks(1, 40), timed(moment("2018-07-31T10:00:00Z"), tanks(2, 40))];
    let apart = in_band(&band(""), days.to_vec(), vec![]);
    assert_eq!(apart.iter().map(|finding| finding.outcome).collect::<Vec<_>>(), [Outcome::Undetermined; 2], "two days are two times");
    let elsewhere = in_band(&band(""), vec![tanks(1, 40), of_source("map", tanks(2, 40))], vec![]);
    assert_eq!(elsewhere.len(), 2, "two sources may count the same tanks");
    assert!(elsewhere.iter().all(|finding| finding.outcome == Outcome::Undetermined));
}

#[test]
fn who_counts_and_where_decides_what_a_number_shows() {
    let of = |report: Observation| in_band(&band(""), vec![report], vec![watched(CoverageState::Observed, 1440)]);
    assert_eq!(result(&only(of(of_source("army_two", tanks(1, 90))))), open(&[Missing::Coverage]), "the other side's count");
    assert_eq!(result(&only(of(of_source("army_one", tanks(1, 90))))), BREACH, "its own count against itself");
    assert_eq!(result(&only(of(of_source("army_one", tanks(1, 70))))), open(&[Missing::Coverage]), "its own count for itself");
    assert_eq!(of(placed(point(50.0, 37.1, 50), tanks(1, 90))), [], "elsewhere");
    assert_eq!(result(&only(of(placed(point(48.1, 37.0, 500), tanks(1, 90))))), open(&[Missing::Position]));
    let mut armour = tanks(1, 90);
    armour.weapon = Some(weapon(None, None, Some(125)));
    assert_eq!(of(armour)[0].outcome, Outcome::Undetermined, "guns of 125 mm may be tanks");
    let mut mortars = tanks(1, 90);
    mortars.weapon = Some(weapon(None, Some("mortar"), None));
    assert_eq!(of(mortars), [], "mortars are none");
    assert_eq!(of(by("p2", tanks(1, 90))), [], "another party's band");
    let about = Observation { count: Some(Count::of(model::Qualifier::AtLeast, 70, "at least 70")), ..tanks(1, 0) };
    assert_eq!(result(&only(of(about))), open(&[Missing::Definition]));
    assert_eq!(of(timed(moment("2018-06-30T10:00:00Z"), tanks(1, 90))), [], "before it was in force");
}

#[test]
fn people_are_counted_apart_from_weapons() {
    let men = clause("zone_cap", "zone = \"band\"\nparties = [\"p1\"]\npeople = true\nat_most = 6000");
    let soldiers = |count| counted(count, by("p1", placed(point(48.1, 37.1, 50), report(Kind::Inventory, 1))));
    assert_eq!(result(&only(in_band(&men, vec![soldiers(6001), tanks(2, 9)], vec![]))), BREACH);
    assert_eq!(result(&only(in_band(&men, vec![soldiers(6000)], vec![watched(CoverageState::Observed, 1440)]))), NO_BREACH);
}

/// Patrols of p1 keep 3 km from where p2 is, as reported within twelve hours.
fn keep_away() -> terms::Agreement {
    clause("stand_off", "acts = [\"personnel_seen\"]\nparties = [\"p1\"]\ndistance_km = 3\ntrack = \"p2\"\ntrack_hours = 12")
}

fn seen_at(n: u32, time: &str, km: f64) -> Observation {
    placed(east(km, 50), deed(DeedKind::Location, n, time, Some("p2")))
}

fn beside(
    agreement: &terms::Agreement,
    members: &[Observation],
    reports: &[Observation],
    layers: &[(LayerVersion, Geometry)],
) -> Vec<Finding> {
    let incident = incident(members);
    let dossier = terms::Dossier::new(reports.iter().collect(), vec![], None);
    let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
    terms::assess(agreement, &Digest::of(b"version"), &facts, &ground(layers), &mission())
}

#[test]
fn a_reference_on_the_move_is_where_it_was_last_seen_before_and_first_after() {
    let patrol = |km: f64| by("p1", placed(east(km, 50), report(Kind::PersonnelSeen, 1)));
    // The patrol is seen at 10:00 on 30 July.
    let near = |km: f64, reports: &[Observation]| beside(&keep_away(), &[patrol(km)], reports, &[]);
    let (before, after) = (seen_at(2, "2018-07-30T08:00:00Z", 10.0), seen_at(3, "2018-07-30T12:00:00Z", 10.5));
    assert_eq!(result(&only(near(11.0, &[before.clone(), after.clone()]))), BREACH);
    assert_eq!(near(20.0, &[before.clone(), after.clone()]), []);
    assert_eq!(result(&only(near(11.0, std::slice::from_ref(&before)))), BREACH, "the last place known");
    let gone = seen_at(3, "2018-07-30T12:00:00Z", 40.0);
    assert_eq!(result(&only(near(11.0, &[before.clone(), gone.clone()]))), open(&[Missing::Position]), "it left some time in between");
    assert_eq!(result(&only(near(25.0, &[before.clone(), gone]))), open(&[Missing::Position]), "it may have passed");
    let stale = seen_at(2, "2018-07-29T21:00:00Z", 10.0);
    assert_eq!(result(&only(near(11.0, std::slice::from_ref(&stale)))), open(&[Missing::Position]), "seen thirteen hours before");
    assert_eq!(result(&only(near(11.0, &[]))), open(&[Missing::Position]));
    assert_eq!(result(&only(near(11.0, &[of_source("army_two", before)]))), open(&[Missing::Position]), "its own word");
    assert_eq!(result(&only(near(11.0, &[seen_at(4, "2018-07-30T10:00:00Z", 10.0), stale]))), BREACH, "seen at that very time");
}

fn mine(n: u32, time: &str) -> Observation {
    by("p1", timed(moment(time), placed(point(48.1, 37.1, 20), report(Kind::MineUxo, n))))
}

#[test]
fn a_mine_is_new_if_the_place_was_clear_after_the_ban_began_and_old_if_seen_before() {
    let ban = clause("mine_ban", "acts = [\"mine_uxo\"]");
    let found = |members: &[Observation], reports: &[Observation]| beside(&ban, members, reports, &[]);
    let unknown = only(found(&[mine(1, "2018-07-30T10:00:00Z")], &[]));
    assert_eq!(result(&unknown), open(&[Missing::Time]));
    assert!(says(&unknown, "when it was laid is not known"), "{unknown:#?}");
    let cleared =
        |n, time: &str, source: &str, lon| of_source(source, placed(point(48.1, lon, 20), deed(DeedKind::Clearance, n, time, None)));
    let seen = || [mine(1, "2018-07-30T10:00:00Z")];
    assert_eq!(result(&only(found(&seen(), &[cleared(2, "2018-07-20T10:00:00Z", "patrols", 37.1)]))), BREACH);
    assert_eq!(
        result(&only(found(&seen(), &[cleared(2, "2018-06-20T10:00:00Z", "patrols", 37.1)]))),
        open(&[Missing::Time]),
        "before the ban"
    );
    assert_eq!(
        result(&only(found(&seen(), &[cleared(2, "2018-07-20T10:00:00Z", "army_two", 37.1)]))),
        open(&[Missing::Time]),
        "a party's word"
    );
    assert_eq!(result(&only(found(&seen(), &[cleared(2, "2018-07-20T10:00:00Z", "patrols", 37.2)]))), open(&[Missing::Time]), "elsewhere");
    let none = counted(0, Observation { actor: None, ..mine(2, "2018-07-10T10:00:00Z") });
    assert_eq!(result(&only(found(&[mine(1, "2018-07-30T10:00:00Z"), none.clone()], &[]))), BREACH, "nobody saw one there before");
    assert_eq!(found(&[none], &[]), [], "no mine, no finding");
    let tagged = |cause: &str| Observation { cause: Some(cause.into()), ..mine(1, "2018-07-30T10:00:00Z") };
    assert_eq!(result(&only(found(&[tagged("mine_laying")], &[]))), BREACH);
    assert_eq!(result(&only(found(&[tagged("remnant")], &[]))), NO_BREACH);
    assert_eq!(found(&[mine(1, "2018-06-30T10:00:00Z")], &[]), [], "the ban had not begun");
    let nobody = Observation { actor: None, ..tagged("mine_laying") };
    assert_eq!(result(&only(found(&[nobody], &[]))), open(&[Missing::Actor]));
}

#[test]
fn ground_that_is_to_be_cleared_by_a_day_holds_no_mine_after_it() {
    let clear = clause("mine_ban", "acts = [\"mine_uxo\"]\nzone = \"strip\"\nclear_by = \"2018-07-20\"\nobliged = \"p2\"");
    let found = |time: &str, lon: f64| beside(&clear, &[placed(point(48.1, lon, 20), mine(1, time))], &[], &[square("strip", "map", 0)]);
    let late = only(found("2018-07-21T00:00:00Z", 37.1));
    assert_eq!((result(&late), late.party.clone().unwrap().0.as_str()), (BREACH, "p2"), "whoever laid it");
    assert_eq!(result(&only(found("2018-07-20T23:59:59Z", 37.1))), NO_BREACH);
    assert_eq!(found("2018-07-21T00:00:00Z", 38.0), []);
    assert_eq!(result(&only(found("2018-07-21T00:00:00Z", 37.2))), open(&[Missing::Position]));
}

#[test]
fn an_exempt_flight_that_has_to_be_announced_was_announced() {
    let terms = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"uav\"]\nanyone = true\n[[term]]\nid = \"2\"\nkind = \"monitor_exemption\"\nquote = \"Words\"\nexempt = [\"monitors\"]\nacts = [\"uav\"]\nflight_plan = true\n";
    let agreement = agreement(&text_of("", "Words.", &format!("{MOMENT}{terms}")));
    let flown = |reports: &[Observation]| only(beside(&agreement, &[by("monitors", report(Kind::Uav, 1))], reports, &[]));
    let plan = |time: &str, actor| deed(DeedKind::FlightPlan, 2, time, Some(actor));
    assert_eq!(result(&flown(&[plan("2018-07-30T10:00:00Z", "monitors")])), EXEMPT);
    assert_eq!(result(&flown(&[plan("2018-07-29T10:00:00Z", "monitors")])), open(&[Missing::OrderRecord]));
    assert_eq!(result(&flown(&[plan("2018-07-30T10:00:00Z", "p1")])), open(&[Missing::OrderRecord]));
    assert_eq!(result(&flown(&[])), open(&[Missing::OrderRecord]));
}

#[test]
fn a_declared_exercise_leaves_it_open_until_somebody_else_tags_it() {
    let fire = clause("prohibited_act", "acts = [\"explosion\"]\nexcept_causes = [\"live_fire_exercise\"]");
    let fired = |cause: Option<&str>, declared: &[Observation]| {
        let shot = Observation { cause: cause.map(str::to_owned), ..by("p1", report(Kind::Explosion, 1)) };
        only(beside(&fire, &[shot], declared, &[]))
    };
    let exercise = |by| deed(DeedKind::Exercise, 2, "2018-07-30T10:00:00Z", Some(by));
    assert_eq!(result(&fired(None, &[exercise("p1")])), open(&[Missing::ExerciseTag]));
    assert_eq!(result(&fired(None, &[exercise("p2")])), BREACH, "another's exercise");
    assert_eq!(result(&fired(None, &[])), BREACH);
    assert_eq!(result(&fired(Some("live_fire_exercise"), &[exercise("p1")])), EXEMPT);
}

#[test]
fn a_local_agreement_holds_in_its_own_area() {
    let terms = format!("{MOMENT}[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\"]\n");
    let local = agreement(&text_of("area = \"harbour\"", "Words.", &terms));
    let at =
        |place: Place, layers: &[(LayerVersion, Geometry)]| assess(&local, &[by("p1", placed(place, report(Kind::Explosion, 1)))], layers);
    let harbour = [square("harbour", "map", 0)];
    let inside = only(at(point(48.1, 37.1, 100), &harbour));
    assert_eq!((result(&inside), inside.used.len()), (BREACH, 1));
    assert!(says(&inside, "the area of the local agreement: P(inside zone `harbour`"), "{inside:#?}");
    assert_eq!(at(point(48.1, 40.0, 100), &harbour), []);
    assert_eq!(result(&only(at(point(48.1, 37.2, 300), &harbour))), open(&[Missing::Position]));
    assert_eq!(result(&only(at(point(48.1, 37.204, 150), &harbour))), NO_BREACH);
    assert_eq!(result(&only(at(point(48.1, 37.1, 100), &[]))), open(&[Missing::Zone]));
}

#[test]
fn what_these_clauses_lack_is_said_where_it_is_missing() {
    let fault = |kind: &str, fields: &str| {
        let text = text_of("", "Words.", &format!("[[term]]\nid = \"1\"\nkind = \"{kind}\"\nquote = \"Words\"\n{fields}"));
        terms::read_agreement(&text).1.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("; ")
    };
    for (kind, fields, message) in [
        ("zone_cap", "zone = \"z\"\nclasses = [\"tank\"]", "`at_most` is missing"),
        ("zone_cap", "zone = \"z\"\nat_most = 7", "the cap does not say what is counted"),
        ("zone_cap", "classes = [\"tank\"]\nat_most = 7", "`zone` is missing"),
        ("zone_cap", "zone = \"z\"\nclasses = [\"tank\"]\npeople = true\nat_most = 7", "`people = true` stands beside weapons"),
        ("zone_cap", "zone = \"z\"\nclasses = [\"tank\"]\nat_most = -1", "`at_most` is not a whole number from 0 to 100000000"),
        ("stand_off", "acts = [\"burst\"]\ndistance_km = 3\ntrack = \"p2\"", "`track_hours` is missing"),
        ("stand_off", "acts = [\"burst\"]\ndistance_km = 3\nreference = \"camps\"\ntrack_hours = 2", "`track_hours` needs `track`"),
        ("mine_ban", "acts = [\"mine_uxo\"]\nclear_by = \"2018-07-20\"\nobliged = \"p1\"", "`zone` is missing"),
        ("mine_ban", "acts = [\"mine_uxo\"]\nzone = \"z\"\nclear_by = \"2018-07-20\"", "`obliged` is missing"),
        ("mine_ban", "acts = [\"mine_uxo\"]\nobliged = \"p1\"", "`obliged` needs `clear_by`"),
    ] {
        assert_eq!(fault(kind, fields), message, "{kind}: {fields}");
    }
}
