//! `tregua alerts`: rates under their coverage, and which zones changed, without a mission.

use super::{Bench, bytes_or_input};
use crate::cli::Alerts;
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use counts::alert::{self, Level, Look, Mark, Stretch, Table, Watched, level};
use counts::method::BASELINE_DAYS_MIN;
use model::Instant;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Reads the series, watches each, says which changed.
pub fn run(bench: &Bench, call: &Alerts) -> Result<ExitCode, Fault> {
    let name = call.series.display().to_string();
    if call.baseline < BASELINE_DAYS_MIN {
        return Err(Fault::Call(format!("--baseline: at least {BASELINE_DAYS_MIN} observed days are expected")));
    }
    let wrong = |cause: String| Fault::Input(format!("{name}: {cause}"));
    let rows = ingest::rows::read_rows(&name, &bytes_or_input(&call.series)?).map_err(|fault| wrong(fault.to_string()))?;
    let table = alert::read(&rows.names, &rows.rows).map_err(|fault| wrong(fault.to_string()))?;
    rows.refused.iter().chain(&table.refused).for_each(|refusal| complain(&format!("{name}: {refusal}")));
    let watched: BTreeMap<&str, Watched> =
        table.series.iter().map(|(zone, days)| (zone.as_str(), alert::watch(days, call.baseline))).collect();
    let first = first_standing(&watched);
    for (zone, one) in &watched {
        let told = Told { table: &table, zone, watched: one, first: first.get(zone).copied(), stands: standing_now(&watched, zone) };
        if bench.json {
            say(&told.json().to_string());
        } else {
            told.text(call.baseline).iter().for_each(|line| say(line));
        }
    }
    if !bench.json && !table.has_coverage {
        remark(
            "no column says what was watched (`coverage`, `hours`): every row counts as watched alike, and less watching would look like less happening",
        );
    }
    Ok(if rows.refused.is_empty() && table.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// The day on which each zone first stood among all.
fn first_standing<'a>(watched: &BTreeMap<&'a str, Watched>) -> BTreeMap<&'a str, i64> {
    let looks = watched.values().flat_map(|one| &one.stretches).flat_map(|stretch| &stretch.looks);
    let days: std::collections::BTreeSet<i64> = looks.map(|look| look.day).collect();
    let mut first = BTreeMap::new();
    for day in days {
        for zone in standing(watched, |one| one.on(day)) {
            first.entry(zone).or_insert(day);
        }
    }
    first
}

fn standing_now(watched: &BTreeMap<&str, Watched>, zone: &str) -> bool {
    standing(watched, Watched::last).contains(&zone)
}

/// Zones that stand together, by one look of each.
fn standing<'a>(watched: &BTreeMap<&'a str, Watched>, look: impl Fn(&Watched) -> Option<&Look>) -> Vec<&'a str> {
    let with: Vec<(&str, i32)> = watched.iter().filter_map(|(zone, one)| Some((*zone, look(one)?.e_mnat))).collect();
    let evidence: Vec<i32> = with.iter().map(|(_, e_mnat)| *e_mnat).collect();
    with.iter().zip(alert::stand(&evidence)).filter(|(_, stands)| *stands).map(|((zone, _), _)| *zone).collect()
}

/// What is told of one zone.
struct Told<'a> {
    table: &'a Table,
    zone: &'a str,
    watched: &'a Watched,
    first: Option<i64>,
    stands: bool,
}

impl Told<'_> {
    fn day(&self, day: i64) -> String {
        let date = self.table.has_dates.then(|| Instant::from_ms(day * 86_400_000).and_then(|at| at.day_in("UTC")));
        date.and_then(Result::ok).unwrap_or_else(|| day.to_string())
    }

    fn text(&self, baseline_days: usize) -> Vec<String> {
        let mut lines = vec![format!("zone `{}`", self.zone)];
        lines.extend(self.watched.stretches.iter().flat_map(|stretch| self.stretch_text(stretch, baseline_days)));
        lines.extend(self.watched.marks.iter().map(|(day, mark)| format!("  {}: {}", self.day(*day), says(*mark))));
        lines.push(match (self.first, self.stands) {
            (Some(day), true) => format!("  ALERT since {}: the rate changed", self.day(day)),
            (Some(day), false) => format!("  alerted on {}; what came since does not bear it out", self.day(day)),
            (None, _) => "  no alert".into(),
        });
        lines
    }

    fn stretch_text(&self, stretch: &Stretch, baseline_days: usize) -> Vec<String> {
        let span = format!("  {} to {}", self.day(stretch.days.0), self.day(stretch.days.1));
        let Some((end, rate)) = &stretch.baseline else {
            return vec![format!("{span}: fewer than {baseline_days} observed days: no baseline, so nothing can be alerted")];
        };
        let unit = if self.table.has_coverage { "a unit of coverage" } else { "a day" };
        let mut lines = vec![format!(
            "{span}, not observed: {} days. Baseline to {}: {} {unit} ({} to {}), dispersion {:.1}",
            stretch.not_observed,
            self.day(*end),
            short(rate.per_exposure),
            short(rate.interval.0),
            short(rate.interval.1),
            rate.dispersion
        )];
        lines.extend(stretch.looks.last().map(|look| {
            format!(
                "  since then: {:.2} times that rate ({:.2} to {:.2}); by counts alone {:.2} times; evidence E {}",
                look.ratio.best,
                look.ratio.interval.0,
                look.ratio.interval.1,
                look.naive,
                short(alert::plain(look.e_mnat))
            )
        }));
        lines
    }

    fn json(&self) -> Value {
        let last = self.watched.last();
        json!({
            "zone": self.zone, "level": last.map_or(Level::None, |look| level(look.e_mnat)).word(), "alert": self.stands,
            "first_alert": self.first.map(|day| self.day_json(day)), "coverage_given": self.table.has_coverage,
            "stretches": self.watched.stretches.iter().map(|stretch| self.stretch_json(stretch)).collect::<Vec<_>>(),
            "marks": self.watched.marks.iter().map(|(day, mark)| json!({"day": self.day_json(*day), "mark": says(*mark)})).collect::<Vec<_>>(),
        })
    }

    fn day_json(&self, day: i64) -> Value {
        if self.table.has_dates { json!(self.day(day)) } else { json!(day) }
    }

    fn stretch_json(&self, stretch: &Stretch) -> Value {
        let baseline = stretch.baseline.as_ref().map(|(end, rate)| {
            json!({
                "to": self.day_json(*end), "days": rate.days, "count": rate.count, "coverage": fine(rate.exposure), "rate": fine(rate.per_exposure),
                "low": fine(rate.interval.0), "high": fine(rate.interval.1), "dispersion": fine(rate.dispersion), "shape": rate.shape.map(fine),
            })
        });
        json!({
            "from": self.day_json(stretch.days.0), "to": self.day_json(stretch.days.1), "not_observed_days": stretch.not_observed,
            "baseline": baseline, "looks": stretch.looks.iter().map(|look| self.look_json(look)).collect::<Vec<_>>(),
        })
    }

    fn look_json(&self, look: &Look) -> Value {
        json!({
            "day": self.day_json(look.day), "count": look.count, "coverage": fine(look.exposure), "e": fine(alert::plain(look.e_mnat)), "e_mnat": look.e_mnat,
            "level": level(look.e_mnat).word(), "ratio": fine(look.ratio.best), "low": fine(look.ratio.interval.0), "high": fine(look.ratio.interval.1),
            "counts_alone": fine(look.naive),
        })
    }
}

const fn says(mark: Mark) -> &'static str {
    match mark {
        Mark::Break => "the series begins anew",
        Mark::CoverageFell => "coverage fell",
        Mark::CoverageRose => "coverage rose",
    }
}

/// Six significant digits.
fn fine(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// Three significant digits for a person.
fn short(number: f64) -> String {
    match number {
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n if n >= 0.1 => format!("{n:.2}"),
        n => format!("{n:.2e}"),
    }
}
