//! What is owed without any event, kind by kind: clocks, answers, releases, access, discipline, exchanges, means, questions. All invented.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::observation::{Restriction, RestrictionType};
use model::{Count, Coverage, CoverageState, DeedKind, Finding, Kind, Missing, Observation, PartyId, Place, Subject};
use support::*;

const START: &str = "[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"as agreed\"\nat = \"2018-07-01\"\nzone = \"UTC\"\n\n";

fn words(terms: &str) -> terms::Agreement {
    agreement(&text_of("", "All of it as agreed.", &format!("{START}{terms}")))
}

const MANUAL: &str = "[[term]]\nid = \"1\"\nkind = \"manual\"\nquote = \"as agreed\"\ndecider = \"joint commission\"\nquestion = \"whether the spirit is kept\"\n";

#[test]
fn what_only_people_decide_is_undetermined_and_names_who_decides() {
    let finding = only(duties(&words(MANUAL), &Papers::default()));
    assert_eq!(result(&finding), open(&[Missing::Definition]));
    assert!(finding.reasons.iter().any(|reason| reason.contains("joint commission decides")), "{:?}", finding.reasons);
    assert!(matches!(&finding.subject, Subject::Duty { about, .. } if about == "a question for people"));
    assert_eq!(finding.time.from, instant("2018-07-01T00:00:00Z"));
}

#[test]
fn a_question_that_acts_raise_is_asked_for_each_of_them_and_no_other() {
    let asked = words(&format!("{MANUAL}acts = [\"burst\"]\n"));
    assert_eq!(duties(&asked, &Papers::default()), []);
    assert_eq!(assess(&asked, &[report(Kind::Explosion, 1)], &[]), []);
    let finding = only(assess(&asked, &[by("p1", report(Kind::Burst, 1))], &[]));
    assert_eq!((result(&finding), finding.party.unwrap().0.as_str()), (open(&[Missing::Definition]), "p1"));
}

#[test]
fn a_question_without_anybody_who_decides_is_faulty_and_still_there() {
    let text = text_of("", "All of it as agreed.", &format!("{START}{}", MANUAL.replace("decider = \"joint commission\"\n", "")));
    let (agreement, faults) = terms::read_agreement(&text);
    assert!(faults[0].message.contains("`decider` is missing"), "{faults:?}");
    assert_eq!(result(&only(duties(&agreement.unwrap(), &Papers::default()))), open(&[Missing::Definition]));
}

const LATE: &str = "2030-01-01T00:00:00Z";

fn held(agreement: &terms::Agreement, reports: Vec<Observation>) -> Vec<Finding> {
    duties(agreement, &Papers { reports, as_of: Some(instant(LATE)), ..Papers::default() })
}

// --- the clock of clean days

const CLOCK: &str = "[[term]]\nid = \"1\"\nkind = \"phased_withdrawal\"\nquote = \"as agreed\"\nzones = [\"buffer\"]\nzone_source = \"map\"\n\
    violations = [\"explosion\", \"burst\"]\nclean_days = 7\nzone = \"UTC\"\n";

fn inside(n: u32, at: &str) -> Vec<Observation> {
    vec![timed(moment(at), report(Kind::Explosion, n))]
}

fn outside(n: u32, at: &str) -> Vec<Observation> {
    vec![placed(point(48.1, 37.3, 100), timed(moment(at), report(Kind::Explosion, n)))]
}

/// July 2018 with the buffer covered on some days.
fn july(covered_days: impl IntoIterator<Item = u32>) -> Papers {
    let coverages = covered_days.into_iter().map(|n| covered("post", "Buffer, whole", day(&format!("2018-07-{n:02}")))).collect();
    Papers { coverages, layers: vec![square("buffer", "map", 50)], as_of: Some(instant(LATE)), ..Papers::default() }
}

fn clock(findings: &[Finding]) -> &Finding {
    about(findings, "clock of buffer")
}

#[test]
fn seven_covered_clean_days_are_met_at_the_end_of_the_seventh_and_not_before() {
    let six = duties(&words(CLOCK), &july(1..=6));
    assert_eq!(result(clock(&six)), EXEMPT);
    says(clock(&six), "verified run at the end of 2018-07-06: 6 of 7 clean days in a row");
    let findings = duties(&words(CLOCK), &july(1..=7));
    assert_eq!(result(clock(&findings)), NO_BREACH);
    says(clock(&findings), "met at the end of 2018-07-07 (2018-07-08T00:00:00.000Z, days of UTC)");
    assert_eq!(findings.len(), 1);
}

#[test]
fn a_violation_inside_resets_the_count_and_one_near_it_does_not() {
    let mut papers = july(1..=7);
    papers.incidents = vec![inside(1, "2018-07-07T12:00:00Z")];
    let findings = duties(&words(CLOCK), &papers);
    says(clock(&findings), "2018-07-07: a violation recorded inside, after 6 clean days: the count is 0");
    says(clock(&findings), "0 of 7 clean days");
    assert_eq!(result(clock(&findings)), EXEMPT);
    papers.incidents = vec![outside(1, "2018-07-03T12:00:00Z")];
    assert_eq!(result(clock(&duties(&words(CLOCK), &papers))), NO_BREACH);
}

#[test]
fn a_day_without_coverage_is_neither_and_the_verified_run_restarts() {
    let findings = duties(&words(CLOCK), &july([1, 2, 3, 5, 6, 7, 8]));
    says(clock(&findings), "verified run at the end of 2018-07-08: 4 of 7 clean days");
    assert_eq!(result(clock(&findings)), open(&[Missing::Coverage]));
    let gap = about(&findings, "buffer: 2018-07-04");
    assert_eq!((result(gap), gap.time.clone()), (open(&[Missing::Coverage]), day("2018-07-04")));
    // Two days more do not make up for it; three do.
    assert_eq!(result(clock(&duties(&words(CLOCK), &july([1, 2, 3, 5, 6, 7, 8, 9, 10])))), open(&[Missing::Coverage]));
    assert_eq!(result(clock(&duties(&words(CLOCK), &july([1, 2, 3, 5, 6, 7, 8, 9, 10, 11])))), NO_BREACH);
}

#[test]
fn a_gap_that_could_not_have_mattered_leaves_the_clock_decided() {
    let findings = duties(&words(CLOCK), &july([1, 3, 4]));
    assert_eq!(result(clock(&findings)), EXEMPT);
    assert_eq!(result(about(&findings, "buffer: 2018-07-02")), open(&[Missing::Coverage]));
}

#[test]
fn a_day_counts_only_if_every_minute_of_it_was_observed_by_somebody_of_no_party() {
    let shorten = |change: &dyn Fn(&mut Coverage)| {
        let mut papers = july(1..=7);
        change(&mut papers.coverages[3]);
        result(clock(&duties(&words(CLOCK), &papers)))
    };
    assert_eq!(shorten(&|_| {}), NO_BREACH);
    assert_eq!(shorten(&|row| row.observed_min = 1_439), open(&[Missing::Coverage]));
    assert_eq!(shorten(&|row| row.state = CoverageState::Degraded), open(&[Missing::Coverage]));
    assert_eq!(shorten(&|row| row.region = Some("elsewhere".into())), open(&[Missing::Coverage]));
    assert_eq!(shorten(&|row| row.source = model::SourceId("army_one".into())), open(&[Missing::Coverage]));
    // Two shifts that touch are a whole day; with an hour between them they are not.
    let shifts = |second: &str| {
        let mut papers = july([1, 2, 3, 5, 6, 7]);
        let shift = |station: &str, from: &str, to: &str| {
            covered(station, "buffer", model::When::between(instant(from), instant(to), model::TimePrecision::Hour, "UTC").unwrap())
        };
        papers.coverages.push(shift("night", second, "2018-07-05T00:00:00Z"));
        papers.coverages.push(shift("day", "2018-07-04T00:00:00Z", "2018-07-04T13:00:00Z"));
        result(clock(&duties(&words(CLOCK), &papers)))
    };
    assert_eq!([shifts("2018-07-04T13:00:00Z"), shifts("2018-07-04T14:00:00Z")], [NO_BREACH, open(&[Missing::Coverage])]);
}

#[test]
fn days_are_those_of_the_agreement_s_zone_and_a_day_of_25_hours_needs_25() {
    let kyiv = CLOCK.replace("zone = \"UTC\"", "zone = \"Europe/Kyiv\"").replace("clean_days = 7", "clean_days = 2");
    // 28 October 2018 has 25 hours in Kyiv.
    let with = |minutes: u32| {
        let days = ["2018-10-27", "2018-10-28"].map(|day| covered("post", "buffer", model::When::day(day, "Europe/Kyiv").unwrap()));
        let mut papers = Papers { coverages: days.to_vec(), layers: vec![square("buffer", "map", 50)], ..Papers::default() };
        assert_eq!(papers.coverages[1].observed_min, 1_500);
        papers.coverages[1].observed_min = minutes;
        result(clock(&duties(&words(&kyiv), &papers)))
    };
    assert_eq!([with(1_500), with(1_440)], [NO_BREACH, open(&[Missing::Coverage])]);
    // 21:30Z on the 27th is the 28th in Kyiv.
    let days = (26..=29).map(|n| covered("post", "buffer", model::When::day(&format!("2018-10-{n}"), "Europe/Kyiv").unwrap())).collect();
    let mut papers = Papers { coverages: days, layers: vec![square("buffer", "map", 50)], ..Papers::default() };
    papers.incidents = vec![inside(1, "2018-10-27T21:30:00Z")];
    let three = kyiv.replace("clean_days = 2", "clean_days = 3");
    says(clock(&duties(&words(&three), &papers)), "2018-10-28: a violation recorded inside, after 2 clean days");
}

#[test]
fn a_violation_that_may_be_outside_or_on_another_day_or_told_by_a_party_alone_is_no_clean_day_and_no_violation() {
    let with = |members: Vec<Observation>| {
        let mut papers = july(1..=7);
        papers.incidents = vec![members];
        result(clock(&duties(&words(CLOCK), &papers)))
    };
    let border = placed(point(48.1, 37.2, 500), timed(moment("2018-07-04T12:00:00Z"), report(Kind::Burst, 1)));
    assert_eq!(with(vec![border]), open(&[Missing::Position]));
    let night = model::When::between(instant("2018-07-04T22:00:00Z"), instant("2018-07-05T02:00:00Z"), model::TimePrecision::Hour, "UTC");
    assert_eq!(with(vec![timed(night.unwrap(), report(Kind::Burst, 1))]), open(&[Missing::Time]));
    let of_party = from_source("army_one", inside(1, "2018-07-04T12:00:00Z").remove(0));
    assert_eq!(with(vec![of_party]), NO_BREACH, "what only a party tells of is not recorded");
}

#[test]
fn what_follows_the_clock_is_due_from_the_day_on_which_it_was_met() {
    let term = format!("{CLOCK}within_days = 13\ninclusive = false\nsilence = \"breach\"\n");
    let mut papers = july(1..=7);
    papers.reports = vec![deed(1, DeedKind::Completion, Some("p2"), Some("buffer"), day("2018-07-20"))];
    let findings = duties(&words(&term), &papers);
    let of = |party: &str| findings.iter().find(|one| one.party.as_ref().is_some_and(|id| id.0 == party)).unwrap();
    // Met on 7 July: 13 days after the day of it.
    assert_eq!((result(of("p1")), result(of("p2")), findings.len()), (BREACH, NO_BREACH, 3));
    assert_eq!(of("p1").time.from, instant("2018-07-21T00:00:00Z"));
}

#[test]
fn where_the_monitors_have_to_confirm_the_clock_it_is_open_until_they_do() {
    let agreement = words(&format!("{CLOCK}confirmation = true\n"));
    let with = |reports: Vec<Observation>| {
        let papers = Papers { reports, ..july(1..=7) };
        result(clock(&duties(&agreement, &papers)))
    };
    let confirmed = || deed(1, DeedKind::Confirmation, None, Some("buffer"), moment("2018-07-08T09:00:00Z"));
    assert_eq!(with(vec![]), open(&[Missing::OrderRecord]));
    assert_eq!(with(vec![confirmed()]), NO_BREACH);
    assert_eq!(with(vec![from_source("army_one", confirmed())]), open(&[Missing::OrderRecord]));
    let denied = deed(2, DeedKind::Objection, None, Some("buffer"), moment("2018-07-08T09:00:00Z"));
    assert_eq!(with(vec![confirmed(), denied]), open(&[Missing::OrderRecord]));
}

#[test]
fn two_readings_of_the_clock_stand_side_by_side() {
    let waits = CLOCK.replace("id = \"1\"", "id = \"1a\"\nreading = \"seven days\"");
    let overrides = CLOCK.replace("id = \"1\"", "id = \"1b\"\nreading = \"plan overrides\"").replace("clean_days = 7\n", "");
    let findings = duties(&words(&format!("{waits}\n{overrides}")), &july(1..=6));
    let of = |reading: &str| findings.iter().find(|one| one.reading.as_deref() == Some(reading)).unwrap();
    assert_eq!((result(of("seven days")), result(of("plan overrides"))), (EXEMPT, NO_BREACH));
    says(of("plan overrides"), "no clean days are asked for");
}

// --- answers to fire

const ANSWER: &str = "[[term]]\nid = \"4\"\nkind = \"conditional_permission\"\nquote = \"as agreed\"\nacts = [\"burst\"]\noffensive = [\"explosion\"]\n\
    requires = [\"attempt\", \"order\"]\nwithin_hours = 24\n";

fn fire(kind: Kind, n: u32, actor: Option<&str>, at: &str) -> Vec<Observation> {
    let report = timed(moment(at), report(kind, n));
    vec![match actor {
        Some(actor) => by(actor, report),
        None => report,
    }]
}

/// p2's act at 08:00, p1's answer at 12:00, and what p1 did at other hours of 2 July.
fn answered(steps: &[(DeedKind, &str)], first: Option<&str>) -> Vec<Finding> {
    let step = |(n, (kind, hour)): (usize, &(DeedKind, &str))| {
        deed(u32::try_from(n).unwrap() + 10, *kind, Some("p1"), None, moment(&format!("2018-07-02T{hour}:00Z")))
    };
    let incidents = vec![fire(Kind::Explosion, 1, first, "2018-07-02T08:00:00Z"), fire(Kind::Burst, 2, Some("p1"), "2018-07-02T12:00:00Z")];
    let reports = steps.iter().enumerate().map(step).collect();
    duties(&words(ANSWER), &Papers { reports, incidents, as_of: Some(instant(LATE)), ..Papers::default() })
}

#[test]
fn an_answer_is_permitted_by_an_order_after_the_mechanism_was_tried_and_not_otherwise() {
    let after = |steps: &[(DeedKind, &str)]| result(&only(answered(steps, Some("p2"))));
    let (attempt, order) = (DeedKind::Attempt, DeedKind::Order);
    assert_eq!(after(&[(attempt, "09:00"), (order, "10:00")]), EXEMPT);
    assert_eq!(after(&[(order, "09:00"), (attempt, "10:00")]), BREACH, "ordered before the mechanism was tried");
    assert_eq!(after(&[(attempt, "09:00"), (order, "13:00")]), BREACH, "ordered after the act");
    assert_eq!(after(&[(attempt, "09:00")]), open(&[Missing::OrderRecord]));
    assert_eq!(after(&[(order, "10:00")]), open(&[Missing::OrderRecord]));
    assert_eq!(after(&[(attempt, "07:00"), (order, "10:00")]), open(&[Missing::OrderRecord]), "tried before there was anything to answer");
}

#[test]
fn who_began_is_not_guessed() {
    let steps = [(DeedKind::Attempt, "09:00"), (DeedKind::Order, "10:00")];
    assert_eq!(result(&only(answered(&steps, None))), open(&[Missing::Sequence]));
    assert_eq!(answered(&steps, Some("p1")), [], "nobody answers themselves");
}

// --- orders against the text

#[test]
fn a_contrary_order_is_a_breach_if_it_is_in_hand_and_open_if_it_is_alleged() {
    let agreement = words("[[term]]\nid = \"5\"\nkind = \"non_derogation\"\nquote = \"as agreed\"\nabout = [\"return fire\"]\n");
    let order = |about: &str| deed(1, DeedKind::CounterOrder, Some("p1"), Some(about), moment("2018-07-05T00:00:00Z"));
    let of = |report: Observation| held(&agreement, vec![report]).iter().map(result).collect::<Vec<_>>();
    assert_eq!(of(order("return fire at will")), [BREACH]);
    assert_eq!(of(from_source("army_one", order("return fire"))), [BREACH], "its own paper");
    assert_eq!(of(from_source("army_two", order("return fire"))), [open(&[Missing::OrderRecord])], "the opponent's word");
    assert_eq!(of(told(order("return fire"))), [open(&[Missing::OrderRecord])]);
    assert_eq!(of(Observation { actor: None, ..order("return fire") }), [open(&[Missing::Actor])]);
    assert_eq!(of(order("leave of absence")), []);
    assert_eq!(of(timed(moment("2018-06-05T00:00:00Z"), order("return fire"))), [], "before the text was in force");
}

// --- release

const RELEASE: &str = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"as agreed\"\nacts = [\"explosion\"]\n\n\
    [[term]]\nid = \"2\"\nkind = \"release\"\nquote = \"as agreed\"\nif_breached = [\"1\"]\n";

fn released(term: &str, release: Option<Observation>, acts: Vec<Vec<Observation>>) -> Vec<Finding> {
    duties(
        &words(term),
        &Papers { reports: release.into_iter().collect(), incidents: acts, as_of: Some(instant(LATE)), ..Papers::default() },
    )
}

#[test]
fn a_party_is_free_if_it_says_so_after_an_established_breach_of_the_other() {
    let says_so = || from_source("army_one", deed(9, DeedKind::Release, Some("p1"), None, moment("2018-07-05T00:00:00Z")));
    let strike = |by: &str, day: &str| fire(Kind::Explosion, 1, Some(by), &format!("2018-07-{day}T08:00:00Z"));
    let of = |acts| only(released(RELEASE, Some(says_so()), acts));
    assert_eq!(result(&of(vec![strike("p2", "03")])), EXEMPT);
    says(&of(vec![strike("p2", "03")]), "p2 broke clause 1 before");
    assert_eq!(result(&of(vec![])), open(&[Missing::PriorBreach]));
    assert_eq!(result(&of(vec![strike("p1", "03")])), open(&[Missing::PriorBreach]), "its own breach frees nobody");
    assert_eq!(result(&of(vec![strike("p2", "06")])), open(&[Missing::PriorBreach]), "the breach came after");
    let unknown = vec![fire(Kind::Explosion, 1, None, "2018-07-03T08:00:00Z")];
    assert_eq!(result(&of(unknown)), open(&[Missing::PriorBreach]), "a breach that nobody is known to have done");
    let alleged = told(deed(9, DeedKind::Release, Some("p1"), None, moment("2018-07-05T00:00:00Z")));
    assert_eq!(result(&only(released(RELEASE, Some(alleged), vec![strike("p2", "03")]))), open(&[Missing::OrderRecord]));
    assert_eq!(released(RELEASE, None, vec![strike("p2", "03")]), [], "without a word nobody is free");
}

#[test]
fn an_old_breach_is_no_ground_where_the_text_sets_a_time_and_a_word_is_not_needed_where_it_says_so() {
    let strike = || vec![fire(Kind::Explosion, 1, Some("p2"), "2018-07-01T08:00:00Z")];
    let says_so = || from_source("army_one", deed(9, DeedKind::Release, Some("p1"), None, moment("2018-07-05T00:00:00Z")));
    let within = |days: u32| result(&only(released(&format!("{RELEASE}within_days = {days}\n"), Some(says_so()), strike())));
    assert_eq!([within(4), within(3)], [EXEMPT, open(&[Missing::PriorBreach])]);
    let automatic = only(released(&format!("{RELEASE}automatic = true\n"), None, strike()));
    assert_eq!((result(&automatic), automatic.party.unwrap().0.as_str()), (EXEMPT, "p1"));
}

// --- access

const ACCESS: &str =
    "[[term]]\nid = \"15\"\nkind = \"access_obligation\"\nquote = \"as agreed\"\nexcept_reasons = [\"mines\", \"safety\"]\n";

fn restricted(form: RestrictionType, by_whom: Option<&str>, reason: Option<&str>) -> Observation {
    let restriction = Restriction { by_whom: by_whom.map(str::to_owned), reason_quoted: reason.map(str::to_owned), form };
    Observation {
        key: Some("R7".into()),
        place_name: Some("bridge post".into()),
        restriction: Some(restriction),
        ..report(Kind::Restriction, 1)
    }
}

fn accessed(term: &str, restriction: Observation, reports: Vec<Observation>) -> Vec<Finding> {
    let agreement = words(term);
    let (members, ground) = (vec![restriction], ground(&[]));
    let (incident, dossier) = (incident(&members), terms::Dossier::new(reports.iter().collect(), Vec::new(), None));
    let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
    terms::assess(&agreement, &model::Digest::of(b"version"), &facts, &ground, &mission())
}

#[test]
fn who_restricts_access_breaks_the_text_and_nobody_is_guessed() {
    let of = |by_whom: Option<&str>| only(accessed(ACCESS, restricted(RestrictionType::Denied, by_whom, None), vec![]));
    assert_eq!((result(&of(Some("a guard of p2"))), of(Some("a guard of p2")).party.unwrap()), (BREACH, PartyId("p2".into())));
    let called = format!("{ACCESS}\n[term.called]\np2 = [\"southern guard\"]\n");
    let found = only(accessed(&called, restricted(RestrictionType::Denied, Some("a Southern Guard post"), None), vec![]));
    assert_eq!((result(&found), found.party.unwrap().0.as_str()), (BREACH, "p2"));
    assert_eq!(result(&of(Some("armed men"))), open(&[Missing::Actor]));
    assert_eq!(result(&of(None)), open(&[Missing::Actor]));
    let other = accessed(ACCESS, restricted(RestrictionType::Other, Some("p2"), None), vec![]);
    assert_eq!(other, [], "a form that the clause does not name");
    let told = from_source("army_one", restricted(RestrictionType::Denied, Some("p2"), None));
    assert_eq!(result(&only(accessed(ACCESS, told, vec![]))), open(&[Missing::Actor]), "the opponent's word names nobody");
}

#[test]
fn a_reason_of_mines_or_safety_is_open_until_somebody_of_no_party_examined_it() {
    let denied = || restricted(RestrictionType::Denied, Some("p2"), Some("mines on the road"));
    let of = |reports| result(&only(accessed(ACCESS, denied(), reports)));
    let examined = |kind| deed(5, kind, None, Some("R7"), moment("2018-08-02T00:00:00Z"));
    assert_eq!(of(vec![]), open(&[Missing::ExerciseTag]));
    assert_eq!(of(vec![examined(DeedKind::ReasonConfirmed)]), EXEMPT);
    assert_eq!(of(vec![examined(DeedKind::ReasonRejected)]), BREACH);
    assert_eq!(of(vec![from_source("army_two", examined(DeedKind::ReasonConfirmed))]), open(&[Missing::ExerciseTag]));
    let orders = restricted(RestrictionType::Delayed, Some("p2"), Some("orders from superior command"));
    assert_eq!(result(&only(accessed(ACCESS, orders, vec![]))), BREACH);
}

#[test]
fn where_a_visit_has_to_be_announced_only_an_announced_one_is_owed() {
    let term = format!("{ACCESS}notice_hours = 48\n");
    let denied = || restricted(RestrictionType::Denied, Some("p2"), None);
    let notice = |at: &str| deed(5, DeedKind::Notice, None, Some("bridge post"), moment(at));
    let of = |reports| result(&only(accessed(&term, denied(), reports)));
    assert_eq!(of(vec![]), open(&[Missing::OrderRecord]));
    assert_eq!(of(vec![notice("2018-07-28T10:00:00Z")]), BREACH);
    assert_eq!(of(vec![notice("2018-07-28T10:00:01Z")]), EXEMPT);
}

// --- discipline

const DISCIPLINE: &str = "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"as agreed\"\nacts = [\"explosion\"]\n\n\
    [[term]]\nid = \"18\"\nkind = \"discipline\"\nquote = \"as agreed\"\nof = [\"1\"]\n";

fn punished(fields: &str, sanction_at: Option<&str>, as_of: &str) -> Vec<Finding> {
    let act = fire(Kind::Explosion, 1, Some("p2"), "2018-07-03T08:00:00Z");
    let about = incident(&act).id.to_string();
    let sanction = |at: &str| deed(7, DeedKind::Sanction, Some("p2"), Some(&about), moment(at));
    let reports = sanction_at.map(sanction).into_iter().collect();
    let papers = Papers { reports, incidents: vec![act], as_of: Some(instant(as_of)), ..Papers::default() };
    duties(&words(&format!("{DISCIPLINE}{fields}")), &papers)
}

#[test]
fn a_breach_has_to_be_punished_within_the_agreed_period() {
    let week = "within_days = 7\ninclusive = false\nsilence = \"breach\"\n";
    let of = |fields: &str, at, as_of: &str| punished(fields, at, as_of).iter().map(result).collect::<Vec<_>>();
    assert_eq!(of(week, Some("2018-07-10T12:00:00Z"), LATE), [NO_BREACH]);
    assert_eq!(of(week, Some("2018-07-11T00:00:01Z"), LATE), [BREACH]);
    assert_eq!(of(week, None, LATE), [BREACH]);
    assert_eq!(of(week, None, "2018-07-10T23:00:00Z"), []);
    assert_eq!(of("within_days = 7\ninclusive = false\n", None, LATE), [open(&[Missing::OrderRecord])]);
    assert_eq!(of("", None, LATE), [open(&[Missing::Definition])], "no agreed period");
    assert_eq!(of("", Some("2019-07-11T00:00:00Z"), LATE), [NO_BREACH]);
}

// --- exchanges

fn exchange(fields: &str) -> terms::Agreement {
    words(&format!("[[term]]\nid = \"19\"\nkind = \"exchange\"\nquote = \"as agreed\"\nparties = [\"p1\"]\n{fields}"))
}

fn handed(n: u32, kind: DeedKind, about: &str, count: u32, at: &str) -> Observation {
    Observation { count: Some(Count::exact(count)), ..deed(n, kind, Some("p1"), Some(about), moment(at)) }
}

#[test]
fn only_what_the_clause_names_counts_towards_the_number_that_is_owed() {
    let agreement =
        exchange("deed = \"acceptance\"\ncount = 30\nabout = \"rifles\"\ndue = \"2018-07-31\"\nzone = \"UTC\"\nsilence = \"breach\"\n");
    let of = |reports| result(&only(held(&agreement, reports)));
    let (taken, given) = (DeedKind::Acceptance, DeedKind::Handover);
    let (early, late) = ("2018-07-20T00:00:00Z", "2018-08-02T00:00:00Z");
    assert_eq!(of(vec![handed(1, taken, "rifles", 20, early), handed(2, taken, "rifles", 10, early)]), NO_BREACH);
    assert_eq!(of(vec![handed(1, taken, "rifles", 20, early), handed(2, given, "rifles", 10, early)]), BREACH);
    assert_eq!(of(vec![handed(1, taken, "rifles", 20, early), handed(2, taken, "pistols", 10, early)]), BREACH);
    let late_one = held(&agreement, vec![handed(1, taken, "rifles", 20, early), handed(2, taken, "rifles", 10, late)]);
    says(&only(late_one), "all of them late by 1 d");
    let about = Observation { count: Some(Count::of(model::Qualifier::About, 30, "about 30")), ..handed(1, taken, "rifles", 0, early) };
    assert_eq!(of(vec![about]), open(&[Missing::Denominator]));
    assert_eq!(of(vec![told(handed(1, taken, "rifles", 30, early))]), open(&[Missing::OrderRecord]));
    assert_eq!(of(vec![]), BREACH);
}

#[test]
fn a_number_by_list_is_owed_once_all_parties_agree_on_the_list() {
    let agreement =
        exchange("deed = \"handover\"\nabout = \"list a\"\nwitness = true\ndue = \"2018-07-31\"\nzone = \"UTC\"\nsilence = \"breach\"\n");
    let list = |n, party: Option<&str>, count| Observation {
        count: Some(Count::exact(count)),
        ..deed(n, DeedKind::List, party, Some("list a"), moment("2018-07-10T00:00:00Z"))
    };
    let gone = || handed(3, DeedKind::Handover, "list a", 33, "2018-07-20T00:00:00Z");
    let of = |reports| result(&only(held(&agreement, reports)));
    assert_eq!(of(vec![list(1, Some("p1"), 33), list(2, Some("p2"), 33), gone()]), NO_BREACH);
    assert_eq!(of(vec![list(1, Some("p1"), 33), list(2, Some("p2"), 40), gone()]), open(&[Missing::Definition]));
    assert_eq!(of(vec![list(1, Some("p1"), 33), gone()]), open(&[Missing::Definition]));
    assert_eq!(of(vec![list(1, None, 33), gone()]), NO_BREACH);
    assert_eq!(of(vec![list(1, None, 33), from_source("army_one", gone())]), open(&[Missing::OrderRecord]), "nobody else saw it");
}

// --- means of verification

fn uptime(rows: &[(u32, CoverageState)]) -> Vec<Finding> {
    let agreement = words(
        "[[term]]\nid = \"20\"\nkind = \"verification_means\"\nquote = \"as agreed\"\nparties = [\"p1\"]\nmeans = [\"camera north\"]\nuptime_pct_min = 80\n",
    );
    let row = |(n, (minutes, state)): (usize, &(u32, CoverageState))| Coverage {
        observed_min: *minutes,
        state: *state,
        ..covered("camera north 2", "x", day(&format!("2018-07-{:02}", n + 1)))
    };
    duties(&agreement, &Papers { coverages: rows.iter().enumerate().map(row).collect(), ..Papers::default() })
}

#[test]
fn granted_means_have_to_work_and_lost_minutes_break_the_text_only_if_they_were_denied() {
    let (seen, denied, lost) = (CoverageState::Observed, CoverageState::Denied, CoverageState::Lost);
    let of = |rows: &[(u32, CoverageState)]| result(&only(uptime(rows)));
    assert_eq!(of(&[(1_440, seen), (864, lost)]), NO_BREACH, "80 % exactly");
    assert_eq!(of(&[(1_440, seen), (863, lost)]), open(&[Missing::Coverage]));
    assert_eq!(of(&[(1_440, seen), (863, denied)]), BREACH);
    assert_eq!(of(&[]), open(&[Missing::Coverage]), "nobody can see it");
}

#[test]
fn granted_means_have_to_be_there_in_time() {
    let agreement = words(
        "[[term]]\nid = \"20\"\nkind = \"verification_means\"\nquote = \"as agreed\"\nparties = [\"p1\"]\nmeans = [\"camera north\"]\n\
         within_days = 14\ninclusive = true\nsilence = \"breach\"\n",
    );
    let of = |at: &str| result(&only(held(&agreement, vec![deed(1, DeedKind::Means, Some("p1"), Some("camera north"), moment(at))])));
    assert_eq!([of("2018-07-14T23:00:00Z"), of("2018-07-15T01:00:00Z")], [NO_BREACH, BREACH]);
    assert_eq!(result(&only(held(&agreement, vec![]))), BREACH);
}

// --- all of them

#[test]
fn the_place_of_a_thing_that_is_no_duty_s_business_changes_nothing() {
    let mut papers = july(1..=7);
    let before = duties(&words(CLOCK), &papers);
    papers.reports.push(deed(1, DeedKind::Notice, Some("p1"), Some("buffer"), day("2018-07-03")));
    papers.coverages.push(covered("far post", "elsewhere", day("2018-07-03")));
    papers.incidents.push(vec![Observation {
        place: Some(Place::Normal { centre: at(10.0, 10.0), sd_m: 10 }),
        ..inside(3, "2018-07-03T10:00:00Z").remove(0)
    }]);
    papers.incidents.push(vec![timed(moment("2018-07-03T10:00:00Z"), report(Kind::Shot, 4))]);
    assert_eq!(duties(&words(CLOCK), &papers), before);
}
