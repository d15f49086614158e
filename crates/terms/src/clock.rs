//! Phased withdrawal (T10): a clock of clean days for each area, and what is due once it has run.

use crate::agreement::{KindSet, LayerRef, Mention, Term};
use crate::due::{Anchor, Deadline, read_deadline};
use crate::duty::{Docket, Owed, RestsOn};
use crate::fields::Fields;
use crate::moment::{Force, Standing};
use crate::owing::{Owing, judge_after, read_deeds, read_parties};
use crate::read_act::read_kinds;
use crate::scene::Scene;
use crate::trace::Trace;
use crate::verdict::Verdict;
use crate::words::{alike, clean};
use crate::zone::{Spot, site};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Coverage, CoverageState, DeedKind, Finding, Missing, Outcome, PartyId, SourceId, TimePrecision, When};
use std::collections::{BTreeMap, BTreeSet};

/// Greatest number of clean days that a text can ask for; more is a slip of the pen.
const CLEAN_DAYS_MAX: u32 = 1_000;
/// Days over which one clock is worked out, at most; about a hundred years.
const DAYS_MAX: usize = 36_600;

/// A clock of clean days for each of some areas.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    /// The areas, each with the words by which coverage names it.
    areas: Vec<(LayerRef, String)>,
    pub(crate) violations: KindSet,
    /// How many clean days in a row; absent = none are asked for.
    clean_days: Option<u32>,
    /// Whether somebody of no party has to confirm it.
    needs_confirmation: bool,
    /// The deadline of what follows, and the zone and beginning of days.
    pub(crate) deadline: Deadline,
    /// What each party owes once the clock has run.
    pub(crate) parties: Vec<PartyId>,
    deeds: Vec<DeedKind>,
    is_silence_breach: bool,
}

pub(crate) fn read_clock(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Clock {
    let zones = fields.texts("zones").unwrap_or_default();
    if zones.is_empty() {
        fields.missing("zones", "zones = [\"area_a\"]");
    }
    let source = fields.text("zone_source");
    let regions = fields.texts("regions").unwrap_or_default();
    if !regions.is_empty() && regions.len() != zones.len() {
        let header = fields.header.clone();
        let help = "one name of a region for each zone, in their order".to_owned();
        fields.faults.error(header, "`regions` and `zones` are not of one length".into(), Some(help));
    }
    let violations = read_kinds(fields, "violations", "violations = [\"explosion\", \"burst\"]");
    let clean_days = fields.whole("clean_days", CLEAN_DAYS_MAX);
    let needs_confirmation = fields.flag("confirmation").unwrap_or(false);
    let parties = read_parties(fields, mentions);
    let deeds = read_deeds(fields, "deed").unwrap_or_else(|| vec![DeedKind::Completion]);
    let silence = fields.word("silence", "what silence means", |word| (word == "breach").then_some(()), &["breach"]);
    let deadline = read_deadline(fields, false);
    let layer = |zone: &crate::fields::Worded| LayerRef {
        layer: zone.word.clone(),
        source: source.as_ref().map(|source| SourceId(source.word.clone())),
    };
    let names = zones.iter().zip(regions.iter().map(Some).chain(std::iter::repeat(None)));
    let areas = names.map(|(zone, region)| (layer(zone), clean(region.map_or(&zone.word, |region| &region.word), 200))).collect();
    mentions.extend(zones.into_iter().map(|layer| Mention::Layer { layer, source: source.clone(), is_line: false }));
    Clock { areas, violations, clean_days, needs_confirmation, deadline, parties, deeds, is_silence_breach: silence.is_some() }
}

impl Clock {
    /// Where an incident lies with regard to each area; those that it surely lies outside of are left out.
    pub(crate) fn sites(&self, scene: &Scene<'_>) -> Vec<(usize, Verdict)> {
        let spot = || [Spot { label: "the incident's place".into(), nodes: scene.spot() }];
        let sited = |(at, (zone, _)): (usize, &(LayerRef, String))| Some((at, site(scene, zone, &spot(), false)?));
        self.areas.iter().enumerate().filter_map(sited).collect()
    }
}

/// What a day is to the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Day {
    /// Covered all day, and nothing recorded inside.
    Clean,
    /// Something recorded inside.
    Violated,
    /// Neither: what is missing, and why.
    Open(BTreeSet<Missing>, String),
}

/// One day of one area with what it rests on.
struct Seen {
    date: Date,
    day: Day,
    rests_on: RestsOn,
}

/// Holds the days of each area against the clock, and what the parties did against what follows.
pub(crate) fn assess_clock<'a>(docket: &Docket<'a>, (index, term): (usize, &'a Term), clock: &Clock, findings: &mut Vec<Finding>) {
    let faults = docket.faults(term);
    if !faults.is_empty() {
        docket.faulty(term, &faults, findings);
        return;
    }
    for (force, reading) in docket.forces(term) {
        for (at, (zone, region)) in clock.areas.iter().enumerate() {
            let area = Area { docket, clock, force: &force, tz: clock.deadline.tz(&force), region, name: &zone.layer };
            let traces: Vec<&Trace> = docket.case.traces.iter().filter(|trace| trace.term == index && trace.area == at).collect();
            for owed in area.assess(&traces, docket.ground.has(&zone.layer, zone.source.as_ref())) {
                findings.push(docket.finding(term, reading.as_deref(), owed));
            }
        }
    }
}

/// One area before its days.
struct Area<'c, 'a> {
    docket: &'c Docket<'a>,
    clock: &'c Clock,
    force: &'c Force<'a>,
    tz: TimeZone,
    region: &'c str,
    name: &'c str,
}

/// A run of clean days.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    /// Clean days in a row, up to now.
    verified_n: u32,
    /// The same if every open day had been clean.
    at_best_n: u32,
}

impl Area<'_, '_> {
    fn assess(&self, traces: &[&Trace], has_zone: bool) -> Vec<Owed> {
        let Some(needed) = self.clock.clean_days else { return vec![self.unconditional()] };
        if !has_zone {
            let verdict = Verdict::undetermined(Missing::Zone, format!("zone `{}` is not among the mission's layers", self.name));
            return vec![self.owed(self.force.whole(), verdict, RestsOn::default())];
        }
        let days = self.days(traces);
        let Some(last) = days.last() else { return Vec::new() };
        let (mut run, mut met, mut met_at_best) = (Run::default(), None, None);
        let mut told: Vec<String> = Vec::new();
        let mut rests_on = RestsOn::default();
        for seen in &days {
            if seen.day == Day::Violated {
                rests_on = RestsOn::default();
            }
            rests_on.take(&seen.rests_on);
            match &seen.day {
                Day::Clean => run = Run { verified_n: run.verified_n + 1, at_best_n: run.at_best_n + 1 },
                Day::Violated => {
                    if run.verified_n > 0 || seen.date == last.date {
                        told.push(format!(
                            "{}: a violation recorded inside, after {} clean days: the count is 0",
                            seen.date, run.verified_n
                        ));
                    }
                    run = Run::default();
                }
                Day::Open(_, why) => {
                    told.push(format!("{}: {why}; neither clean nor a violation: the verified run restarts", seen.date));
                    run = Run { verified_n: 0, at_best_n: run.at_best_n + 1 };
                }
            }
            if run.at_best_n >= needed && met_at_best.is_none() {
                met_at_best = Some(seen.date);
            }
            if run.verified_n >= needed {
                met = Some(seen.date);
                break;
            }
        }
        let until = met.unwrap_or(last.date);
        let mut owed = self.open_days(&days, until);
        let mut verdict = match (met, met_at_best) {
            (Some(date), _) => self.met(date, needed),
            (None, Some(date)) => Verdict::undetermined(
                Missing::Coverage,
                format!(
                    "verified run at the end of {until}: {} of {needed} clean days; with the open days clean it was met at the end of {date}",
                    run.verified_n
                ),
            ),
            (None, None) => Verdict::of(Outcome::Exempt).because(format!(
                "verified run at the end of {until}: {} of {needed} clean days in a row: not met, nothing is due yet",
                run.verified_n
            )),
        };
        if met.is_none() && met_at_best.is_some() {
            let open = days.iter().filter_map(|seen| if let Day::Open(missing, _) = &seen.day { Some(missing) } else { None });
            verdict.missing = open.flatten().copied().collect();
        }
        told.append(&mut verdict.reasons);
        verdict.reasons = self.force.beginnings().into_iter().chain(told).collect();
        if let Some(end) = met.and_then(|date| self.clock.deadline.end_of(date, &self.tz)) {
            owed.extend(self.follows(end, verdict.outcome));
        }
        owed.push(self.owed(self.when(until, until), verdict, rests_on));
        owed
    }

    fn met(&self, date: Date, needed: u32) -> Verdict {
        let end = self.clock.deadline.end_of(date, &self.tz).map(|at| at.to_string()).unwrap_or_default();
        let verdict = Verdict::of(Outcome::NoBreach)
            .because(format!("{needed} covered clean days in a row: met at the end of {date} ({end}, days of {})", self.zone()));
        if !self.clock.needs_confirmation {
            return verdict;
        }
        let heard = self.docket.heard(&[DeedKind::Confirmation, DeedKind::Objection], None, Some(self.region), None);
        let of_nobody = |kind| {
            heard.iter().find(move |one| {
                one.is_shown() && one.report.actor.is_none() && one.report.deed.as_ref().is_some_and(|deed| deed.kind == kind)
            })
        };
        match (of_nobody(DeedKind::Confirmation), of_nobody(DeedKind::Objection)) {
            (_, Some(no)) => verdict.lacking(Missing::OrderRecord, format!("the monitors do not confirm it: {}", no.words())),
            (Some(yes), None) => verdict.because(format!("confirmed: {}", yes.words())),
            (None, None) => {
                verdict.lacking(Missing::OrderRecord, "the text asks the monitors to confirm it, and no confirmation is on record".into())
            }
        }
    }

    /// Under a reading that asks for no clean days there is nothing to wait for.
    fn unconditional(&self) -> Owed {
        let verdict = Verdict::of(Outcome::NoBreach).because("no clean days are asked for: nothing to wait for".into());
        let begins = self.force.sure_beginning().map(|at| When {
            from: at,
            precision: TimePrecision::Instant,
            to: at,
            zone: self.zone().to_owned(),
        });
        self.owed(begins.unwrap_or_else(|| self.force.whole()), verdict, RestsOn::default())
    }

    /// What each party owes after the clock has run.
    fn follows(&self, met: model::Instant, outcome: Outcome) -> Vec<Owed> {
        if !self.clock.deadline.is_set() || outcome != Outcome::NoBreach {
            return Vec::new();
        }
        let owing = Owing {
            parties: self.clock.parties.clone(),
            deeds: self.clock.deeds.clone(),
            about: vec![self.region.to_owned()],
            to: None,
            is_silence_breach: self.clock.is_silence_breach,
            deadline: self.clock.deadline.clone(),
            after_deed: None,
        };
        let time = owing.deadline.after_end(met, true, self.zone());
        let anchor = Anchor { time, told: format!("the day on which the clock of {} was met ({met})", self.name) };
        owing.parties.iter().filter_map(|party| judge_after(self.docket, &owing, party, self.force, &anchor)).collect()
    }

    fn zone(&self) -> &str {
        self.clock.deadline.zone_name(self.force)
    }

    fn owed(&self, time: When, verdict: Verdict, rests_on: RestsOn) -> Owed {
        Owed { about: format!("clock of {}", self.name), party: None, time, verdict, rests_on }
    }

    /// Whole days, both inclusive.
    fn when(&self, first: Date, last: Date) -> When {
        let deadline = &self.clock.deadline;
        let (from, to) = (deadline.start_of(first, &self.tz), deadline.end_of(last, &self.tz));
        let precision = if first == last { TimePrecision::Day } else { TimePrecision::Days };
        let from = from.unwrap_or(model::Instant::FIRST);
        When { from, precision, to: to.unwrap_or(from), zone: self.zone().to_owned() }
    }

    /// Open days in a row, each row a result of its own.
    fn open_days(&self, days: &[Seen], until: Date) -> Vec<Owed> {
        let mut owed: Vec<Owed> = Vec::new();
        let is_next = |a: &Seen, b: &Seen| matches!((&a.day, &b.day), (Day::Open(x, _), Day::Open(y, _)) if x == y);
        for row in days.chunk_by(is_next) {
            let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
            let Day::Open(missing, why) = &first.day else { continue };
            if first.date > until {
                continue;
            }
            let mut verdict = Verdict::of(Outcome::Undetermined).because(why.clone());
            verdict.missing.clone_from(missing);
            let mut rests_on = RestsOn::default();
            row.iter().for_each(|seen| rests_on.take(&seen.rests_on));
            let days = if first.date == last.date { first.date.to_string() } else { format!("{} to {}", first.date, last.date) };
            verdict = verdict.because(format!("{days}: neither clean nor a violation"));
            let time = self.when(first.date, last.date);
            owed.push(Owed { about: format!("{}: {days}", self.name), party: None, time, verdict, rests_on });
        }
        owed
    }

    /// Every day from the first to the last of which anything is known, within the time in force.
    fn days(&self, traces: &[&Trace]) -> Vec<Seen> {
        let deadline = &self.clock.deadline;
        let coverages: Vec<&Coverage> = self.coverages();
        let mut by_day: BTreeMap<Date, Vec<&Trace>> = BTreeMap::new();
        for trace in traces.iter().filter(|trace| trace.is_neutral && self.force.standing(&trace.time) != Standing::Apart) {
            for date in self.dates(&trace.time) {
                by_day.entry(date).or_default().push(trace);
            }
        }
        let covered: BTreeSet<Date> = coverages.iter().flat_map(|coverage| self.dates(&coverage.time)).collect();
        let begins = self.force.first_moment().and_then(|at| deadline.day_of(at, &self.tz));
        let known: BTreeSet<Date> =
            covered.into_iter().chain(by_day.keys().copied()).filter(|date| begins.is_none_or(|first| *date >= first)).collect();
        let (Some(first), Some(last)) = (known.first().copied(), known.last().copied()) else { return Vec::new() };
        let mut days = Vec::new();
        let mut date = first;
        while date <= last && days.len() < DAYS_MAX {
            days.push(self.day(date, by_day.get(&date).map_or(&[], Vec::as_slice), &coverages));
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        days
    }

    fn day(&self, date: Date, traces: &[&Trace], coverages: &[&Coverage]) -> Seen {
        let time = self.when(date, date);
        let of_day: Vec<&Coverage> =
            coverages.iter().copied().filter(|coverage| coverage.time.from < time.to && coverage.time.to > time.from).collect();
        let mut rests_on = RestsOn { coverages: of_day.iter().map(|coverage| coverage.id).collect(), ..RestsOn::default() };
        rests_on.incidents = traces.iter().map(|trace| trace.incident).collect();
        let within = |trace: &&&Trace| trace.time.from >= time.from && trace.time.to <= time.to;
        let is_sure = |trace: &&Trace| trace.inside.outcome == Outcome::Breach && self.force.standing(&trace.time) == Standing::Inside;
        let day = if traces.iter().filter(within).any(is_sure) {
            Day::Violated
        } else if let Some(open) = traces.iter().find(|trace| trace.inside.outcome != Outcome::NoBreach) {
            let mut missing = open.inside.missing.clone();
            if missing.is_empty() {
                missing.insert(Missing::Time);
            }
            let why = open.inside.reasons.last().cloned().unwrap_or_default();
            Day::Open(missing, format!("whether {} was inside on that day cannot be said: {why}", open.incident))
        } else {
            gap(&time, &of_day).map_or(Day::Clean, |why| Day::Open(BTreeSet::from([Missing::Coverage]), why))
        };
        Seen { date, day, rests_on }
    }

    /// Coverage of this area by sources of no party.
    fn coverages(&self) -> Vec<&Coverage> {
        let is_neutral = |coverage: &&&Coverage| self.docket.mission.source(&coverage.source).is_some_and(|source| source.party.is_none());
        let is_here = |coverage: &&&Coverage| coverage.region.as_ref().is_some_and(|region| alike(region, self.region));
        self.docket.case.dossier.coverages().iter().filter(is_neutral).filter(is_here).copied().collect()
    }

    /// The days that a time touches; few enough to be counted one by one.
    fn dates(&self, time: &When) -> Vec<Date> {
        let deadline = &self.clock.deadline;
        let last = if time.to > time.from { time.to.plus_ms(-1) } else { time.to };
        let (Some(mut date), Some(last)) = (deadline.day_of(time.from, &self.tz), deadline.day_of(last, &self.tz)) else {
            return Vec::new();
        };
        let mut dates = vec![date];
        while date < last && dates.len() < DAYS_MAX {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
            dates.push(date);
        }
        dates
    }
}

/// What is lacking for a day to be covered from its first to its last moment; none if nothing is.
/// A row counts if it was observed as planned, in every minute of its time.
fn gap(day: &When, coverages: &[&Coverage]) -> Option<String> {
    const MINUTE_MS: i64 = 60_000;
    let is_whole = |coverage: &Coverage| {
        let minutes = (coverage.time.to.ms() - coverage.time.from.ms() + MINUTE_MS - 1) / MINUTE_MS;
        coverage.state == CoverageState::Observed && i64::from(coverage.observed_min) >= minutes
    };
    let mut reached = day.from;
    for coverage in coverages.iter().filter(|coverage| is_whole(coverage)) {
        if coverage.time.from <= reached {
            reached = reached.max(coverage.time.to);
        }
    }
    if reached >= day.to {
        return None;
    }
    let minutes = |ms: i64| ms / MINUTE_MS;
    let whole = minutes(day.to.ms() - day.from.ms());
    let seen = minutes(reached.ms() - day.from.ms());
    let short: Vec<String> =
        coverages.iter().filter(|coverage| !is_whole(coverage)).take(3).map(|coverage| short_words(coverage)).collect();
    let why = if short.is_empty() { String::new() } else { format!(" ({})", short.join("; ")) };
    Some(format!("covered without a gap for the first {seen} of its {whole} minutes{why}"))
}

fn short_words(coverage: &Coverage) -> String {
    let state = match coverage.state {
        CoverageState::Observed => "observed",
        CoverageState::Degraded => "degraded",
        CoverageState::Denied => "denied",
        CoverageState::Delayed => "delayed",
        CoverageState::Lost => "lost",
    };
    let cause = coverage.cause.as_ref().map(|cause| format!(", {}", clean(cause, 100))).unwrap_or_default();
    format!("{}: {state}, {} of {} minutes{cause}", clean(&coverage.station, 60), coverage.observed_min, coverage.planned_min)
}
