//! How good judgement was: graders held against each other and against what was settled, sources against what was settled
//! by others; published by quarter. A fold over the office, recomputed at any position.

use casework::Office;
use casework::verification::pool::{fit_stretch_ppm, mean_logit, pooled_ppm};
use casework::verification::track::Track;
use casework::verification::{Given, Matter, Round, Settled};
use counts::agreement::{Scale, alpha};
use counts::reliability::{Reliability, score};
use model::{Instant, Mission, Reliability as Letter, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// A quarter of a year, UTC, written `2026Q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i16,
    number: i16,
}

/// Text that is no quarter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no quarter: one such as 2026Q3 is expected")]
pub struct NoQuarter(String);

impl Quarter {
    /// The quarter of a moment.
    pub fn of(at: Instant) -> Self {
        let day = at.day_in("UTC").unwrap_or_default();
        let mut parts = day.split('-').map(|part| part.parse::<i16>().unwrap_or(1));
        let (year, month) = (parts.next().unwrap_or(1), parts.next().unwrap_or(1));
        Self { year, number: (month - 1) / 3 + 1 }
    }
}

impl std::str::FromStr for Quarter {
    type Err = NoQuarter;

    fn from_str(text: &str) -> Result<Self, NoQuarter> {
        let no = || NoQuarter(text.chars().take(20).collect());
        let (year, number) = text.trim().split_once(['Q', 'q']).ok_or_else(no)?;
        let (year, number): (i16, i16) = (year.parse().map_err(|_| no())?, number.parse().map_err(|_| no())?);
        if (1..=9999).contains(&year) && (1..=4).contains(&number) { Ok(Self { year, number }) } else { Err(no()) }
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:04}Q{}", self.year, self.number)
    }
}

/// How far graders of the same things agree: Krippendorff's alpha, absent where nothing was graded twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Things that two or more people graded blind.
    pub units_n: usize,
    /// Of chances, by distance.
    pub chance: Option<f64>,
    /// Of credibilities, by rank.
    pub credibility: Option<f64>,
    /// Of letters, by rank.
    pub source: Option<f64>,
}

/// One grader, one source, or one class of sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whose.
    pub name: String,
    /// Grades given, of a grader; blind grades on it, of a class.
    pub grades_n: usize,
    /// With the others.
    pub agreement: Agreement,
    /// Chances against what was settled; absent where nothing was.
    pub calibration: Option<Reliability>,
    /// How many of them were settled.
    pub settled_n: usize,
}

/// A source's record.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The source.
    pub source: SourceId,
    /// Its class: of a party, a machine, or other.
    pub class: String,
    /// What was settled by others.
    pub track: Track,
}

/// How good judgement was.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// In which quarter; absent = over all time.
    pub quarter: Option<Quarter>,
    /// Things that were settled.
    pub settled_n: usize,
    /// Over all graders.
    pub agreement: Agreement,
    /// Each grader, by name.
    pub graders: Vec<Judged>,
    /// Each class of sources, by name.
    pub classes: Vec<Judged>,
    /// The chances of several graders made one, each stretched as those settled before it bore out.
    pub pooled: Option<Reliability>,
    /// The stretch that holds now, ppm.
    pub stretch_ppm: u32,
    /// Each source, by id: over all time up to the end of the quarter.
    pub sources: Vec<Record>,
}

/// A stated chance, 0 to 1 (or its log-odds), and whether it happened.
type Pair = (f64, bool);

/// A settled thing with its grades.
struct Item<'a> {
    matter: &'a Matter,
    settled: &'a Settled,
    sources: BTreeSet<SourceId>,
}

/// Reckons it up. `sources_of` gives the sources that reported a subject.
pub fn quality(office: &Office, mission: &Mission, quarter: Option<Quarter>, sources_of: impl Fn(&str) -> BTreeSet<SourceId>) -> Quality {
    let is_in = |at: Instant| quarter.is_none_or(|quarter| Quarter::of(at) == quarter);
    let mut settled = settled_items(office, &sources_of);
    settled.retain(|item| quarter.is_none_or(|quarter| Quarter::of(item.settled.at) <= quarter));
    let here: Vec<&Item<'_>> = settled.iter().filter(|item| is_in(item.settled.at)).collect();
    let rounds: Vec<(&str, &Round)> = office
        .verification
        .matters()
        .filter_map(|(subject, matter)| Some((subject, matter.rounds.first().filter(|round| round.has_ended())?)))
        .filter(|(_, round)| round.given.iter().map(|given| given.at).max().is_some_and(is_in))
        .collect();
    let (pooled, stretch_ppm) = pooled_scores(&settled, &is_in);
    let classes_of = |sources: &BTreeSet<SourceId>| sources.iter().map(|source| class_of(mission, source)).collect::<BTreeSet<_>>();
    Quality {
        quarter,
        settled_n: here.len(),
        agreement: agreement(rounds.iter().map(|(_, round)| *round)),
        graders: graders(&rounds, &here),
        classes: classes(&rounds, &here, |subject| classes_of(&sources_of(subject)), |item| classes_of(&item.sources)),
        pooled,
        stretch_ppm,
        sources: records(office, mission, &settled),
    }
}

/// The stretch of pooled log-odds that everything settled so far bears out, ppm.
pub fn stretch_ppm(office: &Office) -> u32 {
    let none = |_: &str| BTreeSet::new();
    let pair = |item: Item<'_>| Some((mean_logit(&item.matter.last_graded()?.chances_ppm())?, item.settled.happened));
    let settled: Vec<Pair> = settled_items(office, &none).into_iter().filter_map(pair).collect();
    fit_stretch_ppm(&settled)
}

/// Reports and incidents that were settled, in the order of settling; a report within a settled incident is no item of
/// its own.
fn settled_items<'a>(office: &'a Office, sources_of: &impl Fn(&str) -> BTreeSet<SourceId>) -> Vec<Item<'a>> {
    let is_settled = |id: &String| office.verification.matter(id).is_some_and(|matter| matter.outcome().is_some());
    let is_within = |matter: &Matter| matter.kin.iter().any(|id| id.starts_with("INC-") && is_settled(id));
    let mut items: Vec<Item<'a>> = office
        .verification
        .matters()
        .filter(|(subject, matter)| subject.starts_with("INC-") || (subject.starts_with("OBS-") && !is_within(matter)))
        .filter_map(|(subject, matter)| Some(Item { matter, settled: matter.outcome()?, sources: sources_of(subject) }))
        .collect();
    items.sort_by_key(|item| item.settled.leaf);
    items
}

fn class_of(mission: &Mission, source: &SourceId) -> String {
    match mission.source(source) {
        Some(known) if known.party.is_some() => format!("party {}", known.party.as_ref().map_or("", |party| party.0.as_str())),
        Some(known) if known.machine => "machine".into(),
        Some(_) | None => "other".into(),
    }
}

fn agreement<'a>(rounds: impl Iterator<Item = &'a Round>) -> Agreement {
    let twice: Vec<&Round> = rounds.filter(|round| round.given.len() > 1).collect();
    let units = |of: fn(&Given) -> f64| twice.iter().map(|round| round.given.iter().map(of).collect()).collect::<Vec<Vec<f64>>>();
    let letter = |given: &Given| {
        Letter::ALL.iter().position(|letter| *letter == given.grade.source).map_or(0.0, |at| f64::from(u8::try_from(at).unwrap_or(0)))
    };
    Agreement {
        units_n: twice.len(),
        chance: alpha(&units(|given| f64::from(given.grade.chance_ppm) / 1e6), Scale::Interval),
        credibility: alpha(&units(|given| f64::from(given.grade.credibility)), Scale::Ordinal),
        source: alpha(&units(letter), Scale::Ordinal),
    }
}

/// The grades that count against an outcome: the first round's, blind to the others.
fn blind_pairs<'a>(item: &'a Item<'_>) -> impl Iterator<Item = (&'a str, Pair)> {
    let happened = item.settled.happened;
    let given = item.matter.rounds.first().into_iter().flat_map(|round| &round.given);
    given.map(move |given| (given.by.person.as_str(), (f64::from(given.grade.chance_ppm) / 1e6, happened)))
}

fn judged(name: &str, grades_n: usize, rounds: &[&Round], pairs: &[Pair]) -> Judged {
    let agreement = agreement(rounds.iter().copied());
    Judged { name: name.to_owned(), grades_n, agreement, calibration: score(pairs), settled_n: pairs.len() }
}

fn graders(rounds: &[(&str, &Round)], settled: &[&Item<'_>]) -> Vec<Judged> {
    let names: BTreeSet<&str> = rounds
        .iter()
        .flat_map(|(_, round)| round.given.iter().map(|given| given.by.person.as_str()))
        .chain(settled.iter().flat_map(|item| blind_pairs(item).map(|(name, _)| name)))
        .collect();
    let of = |name: &str| {
        let own: Vec<&Round> =
            rounds.iter().map(|(_, round)| *round).filter(|round| round.given.iter().any(|given| given.by.person == name)).collect();
        let pairs: Vec<Pair> =
            settled.iter().flat_map(|item| blind_pairs(item)).filter(|(person, _)| *person == name).map(|(_, pair)| pair).collect();
        judged(name, own.len(), &own, &pairs)
    };
    names.into_iter().map(of).collect()
}

fn classes(
    rounds: &[(&str, &Round)],
    settled: &[&Item<'_>],
    of_subject: impl Fn(&str) -> BTreeSet<String>,
    of_item: impl Fn(&Item<'_>) -> BTreeSet<String>,
) -> Vec<Judged> {
    let mut by_class: BTreeMap<String, (Vec<&Round>, Vec<Pair>)> = BTreeMap::new();
    for (subject, round) in rounds {
        of_subject(subject).into_iter().for_each(|class| by_class.entry(class).or_default().0.push(round));
    }
    for item in settled {
        for class in of_item(item) {
            by_class.entry(class).or_default().1.extend(blind_pairs(item).map(|(_, pair)| pair));
        }
    }
    let grades_n = |rounds: &[&Round]| rounds.iter().map(|round| round.given.len()).sum();
    by_class.iter().map(|(class, (rounds, pairs))| judged(class, grades_n(rounds), rounds, pairs)).collect()
}

/// The pooled chances of the last rounds, each with the stretch fitted on what was settled before it, and the stretch now.
fn pooled_scores(settled: &[Item<'_>], is_in: &impl Fn(Instant) -> bool) -> (Option<Reliability>, u32) {
    let (mut before, mut pairs): (Vec<Pair>, Vec<Pair>) = (Vec::new(), Vec::new());
    for item in settled {
        let chances = item.matter.last_graded().map(Round::chances_ppm).unwrap_or_default();
        let Some(logit) = mean_logit(&chances) else { continue };
        if is_in(item.settled.at)
            && let Some(ppm) = pooled_ppm(&chances, fit_stretch_ppm(&before))
        {
            pairs.push((f64::from(ppm) / 1e6, item.settled.happened));
        }
        before.push((logit, item.settled.happened));
    }
    (score(&pairs), fit_stretch_ppm(&before))
}

/// Each source's record, from what was settled by other people, other organisations and other evidence than its own.
fn records(office: &Office, mission: &Mission, settled: &[Item<'_>]) -> Vec<Record> {
    let rules = &office.procedure.verification;
    let start = |source: &SourceId| rules.sources.get(source).and_then(|known| known.start).unwrap_or(Letter::F);
    let mut tracks: BTreeMap<SourceId, Track> =
        mission.sources.iter().map(|source| (source.id.clone(), Track::new(start(&source.id)))).collect();
    for item in settled {
        for source in &item.sources {
            let body = rules.sources.get(source).and_then(|known| known.body.as_deref());
            let is_own = |name: Option<&str>| body.zip(name).is_some_and(|(body, name)| rules.body(body) == rules.body(name));
            if item.settled.rests_on.contains(source) || item.settled.by.iter().any(|actor| is_own(actor.body.as_deref())) {
                continue;
            }
            tracks.entry(source.clone()).or_insert_with(|| Track::new(start(source))).learn(item.settled.happened);
        }
    }
    tracks.into_iter().map(|(source, track)| Record { class: class_of(mission, &source), source, track }).collect()
}

/// The same as one JSON value.
pub fn show_json(quality: &Quality) -> serde_json::Value {
    use serde_json::json;
    let agreement = |one: &Agreement| json!({"units": one.units_n, "chance": rounded(one.chance), "credibility": rounded(one.credibility), "source": rounded(one.source)});
    let calibration = |one: &Reliability| {
        json!({
            "brier": rounded(Some(one.brier)), "log": rounded(Some(one.log_score)), "miscalibration": rounded(Some(one.miscalibration)),
            "discrimination": rounded(Some(one.discrimination)), "uncertainty": rounded(Some(one.uncertainty)),
        })
    };
    let judged = |one: &Judged| {
        json!({
            "name": one.name, "grades": one.grades_n, "settled": one.settled_n, "agreement": agreement(&one.agreement),
            "calibration": one.calibration.as_ref().map(calibration),
        })
    };
    let record = |one: &Record| {
        json!({
            "source": one.source.0, "class": one.class, "start": one.track.start.word(), "right": one.track.right_n,
            "wrong": one.track.wrong_n, "expected_ppm": one.track.expected_ppm(), "weight_mnat": one.track.weight_mnat(),
        })
    };
    json!({
        "quarter": quality.quarter.map(|quarter| quarter.to_string()),
        "settled": quality.settled_n,
        "agreement": agreement(&quality.agreement),
        "graders": quality.graders.iter().map(judged).collect::<Vec<_>>(),
        "classes": quality.classes.iter().map(judged).collect::<Vec<_>>(),
        "pooled": quality.pooled.as_ref().map(calibration),
        "stretch_ppm": quality.stretch_ppm,
        "sources": quality.sources.iter().map(record).collect::<Vec<_>>(),
    })
}

/// Three decimals: more would be noise.
fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * 1e3).round_ties_even() / 1e3)
}

/// The same in lines for people.
pub fn show_lines(quality: &Quality) -> Vec<String> {
    let when = quality.quarter.map_or_else(|| "all time".to_owned(), |quarter| quarter.to_string());
    let mut lines = vec![format!("{when}: {} settled", quality.settled_n), format!("agreement: {}", agreement_words(&quality.agreement))];
    for (what, all) in [("grader", &quality.graders), ("class", &quality.classes)] {
        for one in all {
            lines.push(format!("{what} {}: {} grades, agreement {}", one.name, one.grades_n, agreement_words(&one.agreement)));
            lines.push(format!("  {}", calibration_words(one.calibration.as_ref(), one.settled_n)));
        }
    }
    let n = quality.pooled.as_ref().map_or(0, |_| quality.settled_n);
    lines.push(format!("pooled: {}", calibration_words(quality.pooled.as_ref(), n)));
    lines.push(format!("stretch of pooled log-odds: {:.3}", f64::from(quality.stretch_ppm) / 1e6));
    for one in &quality.sources {
        let track = one.track;
        lines.push(format!(
            "source {} ({}): starts as {}, {} right and {} wrong since, expected {:.1} %, weighs {:.3} nat",
            one.source,
            one.class,
            track.start.word(),
            track.right_n,
            track.wrong_n,
            f64::from(track.expected_ppm()) / 1e4,
            f64::from(track.weight_mnat()) / 1e3
        ));
    }
    lines
}

fn agreement_words(one: &Agreement) -> String {
    if one.units_n == 0 {
        return "nothing was graded twice".into();
    }
    let alpha = |name: &str, value: Option<f64>| {
        value.map_or_else(|| format!("{name} all alike"), |value| format!("{name} {value:.3} ({})", counts::agreement::word(value)))
    };
    let parts = [alpha("chance", one.chance), alpha("credibility", one.credibility), alpha("source", one.source)];
    format!("over {} things: {}", one.units_n, parts.join(", "))
}

fn calibration_words(one: Option<&Reliability>, n: usize) -> String {
    one.map_or_else(
        || "nothing of it is settled".into(),
        |one| {
            format!(
                "on {n} settled: Brier {:.3} = miscalibration {:.3} - discrimination {:.3} + uncertainty {:.3}; log score {:.3}",
                one.brier, one.miscalibration, one.discrimination, one.uncertainty, one.log_score
            )
        },
    )
}
