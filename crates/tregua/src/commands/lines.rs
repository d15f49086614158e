//! `tregua lines area | disputed`: versions of lines and areas of control, measured without a mission.

use super::Bench;
use crate::cli::{Lines, LinesVerb};
use crate::fault::Fault;
use crate::screen::{complain, say};
use ingest::sheets::{Series, Sheet, read_sheets};
use model::{Digest, Instant};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terms::lines::{BorderError, Change, ChangeKind, Extent, Step, compare, measure};
use terms::overlay::{NoOverlay, Overlay};

const DAY_MS: f64 = 86_400_000.0;

/// Measures lines.
pub fn run(bench: &Bench, call: &Lines) -> Result<ExitCode, Fault> {
    match &call.verb {
        LinesVerb::Area { files, sd_m, correlation_m, kept_ppm } => {
            area(bench, files, &BorderError { sd_m: *sd_m, correlation_m: *correlation_m, kept_ppm: *kept_ppm })
        }
        LinesVerb::Disputed { files, on } => disputed(bench, files, on.as_deref()),
    }
}

/// A version with the digest of the file's bytes.
pub struct Version {
    bytes: Digest,
    pub sheet: Sheet,
}

/// Everything that could be read; what could not be is said on the standard error.
pub struct Pile {
    pub versions: Vec<Version>,
    is_whole: bool,
}

impl Pile {
    /// Reads files and the GeoJSON files of folders.
    pub fn read(paths: &[PathBuf]) -> Result<Self, Fault> {
        let mut pile = Self { versions: Vec::new(), is_whole: true };
        for path in expand(paths)? {
            if let Err(cause) = pile.add(&path) {
                pile.is_whole = false;
                complain(&format!("{}: {cause}", path.display()));
            }
        }
        if pile.versions.is_empty() { Err(Fault::Input("no version of a line or area could be read".into())) } else { Ok(pile) }
    }

    fn add(&mut self, path: &Path) -> Result<(), String> {
        let bytes = std::fs::read(path).map_err(|cause| cause.to_string())?;
        let read = read_sheets(&path.display().to_string(), &bytes).map_err(|fault| fault.to_string())?;
        self.is_whole &= read.refused.is_empty();
        read.refused.iter().for_each(|refusal| complain(refusal));
        let digest = Digest::of(&bytes);
        self.versions.extend(read.sheets.into_iter().map(|sheet| Version { bytes: digest, sheet }));
        Ok(())
    }

    /// The exit code: 3 if something could not be read.
    pub fn exit(&self, is_measured: bool) -> ExitCode {
        if self.is_whole && is_measured { ExitCode::SUCCESS } else { ExitCode::from(3) }
    }
}

fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
        let is_json = |path: &PathBuf| path.extension().is_some_and(|end| end == "geojson" || end == "json");
        let mut within: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_json).collect();
        within.sort();
        files.append(&mut within);
    }
    Ok(files)
}

fn area(bench: &Bench, files: &[PathBuf], error: &BorderError) -> Result<ExitCode, Fault> {
    let pile = Pile::read(files)?;
    let mut series: BTreeMap<&Series, Vec<&Version>> = BTreeMap::new();
    for version in &pile.versions {
        series.entry(&version.sheet.series).or_default().push(version);
    }
    let mut is_measured = true;
    for (name, mut versions) in series {
        // Versions whose day is not known stay in the order in which they were named, before the others.
        versions.sort_by_key(|version| (version.sheet.valid_from, version.sheet.known_at));
        if !bench.json {
            say(&format!("{}\n{HEADER}", show_series(name)));
        }
        let mut earlier: [Option<&Version>; 2] = [None, None];
        for version in versions {
            match row(version, earlier, error) {
                Ok(row) => {
                    say(&if bench.json { row.json() } else { row.line() });
                    earlier = [earlier[1], Some(version)];
                }
                Err(cause) => {
                    is_measured = false;
                    complain(&format!("{}: {cause}", version.sheet.file));
                }
            }
        }
    }
    Ok(pile.exit(is_measured))
}

const HEADER: &str = "day          area km2        +- sd    gained      lost       net  change        file";

fn show_series(series: &Series) -> String {
    let mut shown = format!("layer {}", series.layer);
    for (what, value) in [("source", &series.source), ("party", &series.party), ("part", &series.name)] {
        if let Some(value) = value {
            shown.push_str(&format!(", {what} {value}"));
        }
    }
    shown
}

/// One version beside the one before it.
struct Row<'a> {
    version: &'a Version,
    before: Option<&'a Version>,
    days: Option<f64>,
    extent: Extent,
    change: Option<Change>,
}

fn row<'a>(version: &'a Version, [earlier, before]: [Option<&'a Version>; 2], error: &BorderError) -> Result<Row<'a>, NoOverlay> {
    let now = &version.sheet.geometry;
    let extent = measure(now, error)?;
    let days = before.and_then(|before| Some((version.sheet.valid_from?.ms() - before.sheet.valid_from?.ms()) as f64 / DAY_MS));
    let step = before.map(|before| Step {
        earlier: earlier.map(|earlier| &earlier.sheet.geometry),
        before: &before.sheet.geometry,
        now,
        sd_km2: extent.sd_km2,
        days,
    });
    let change = step.map(|step| compare(&step, error)).transpose()?;
    Ok(Row { version, before, days, extent, change })
}

impl Row<'_> {
    fn is_same_file(&self) -> bool {
        self.before.is_some_and(|before| before.bytes == self.version.bytes)
    }

    fn json(&self) -> String {
        let (sheet, extent, change) = (&self.version.sheet, &self.extent, self.change.as_ref());
        let round = |km2: f64| libm_round(km2, 1e4);
        json!({
            "file": sheet.file, "layer": sheet.series.layer, "source": sheet.series.source, "party": sheet.series.party,
            "part": sheet.series.name, "valid_from": sheet.valid_from.map(|at| at.to_string()), "day": sheet.valid_from.map(show_day),
            "positions": sheet.geometry.positions(), "area_km2": round(extent.area_km2), "border_km": round(extent.border_km),
            "area_sd_km2": round(extent.sd_km2), "overlap_km2": round(extent.overlap_km2),
            "before": self.before.map(|before| &before.sheet.file), "days": self.days,
            "gained_km2": change.map(|change| round(change.gained_km2)), "lost_km2": change.map(|change| round(change.lost_km2)),
            "net_km2": change.map(|change| round(change.gained_km2 - change.lost_km2)), "net_sd_km2": change.map(|change| round(change.sd_km2)),
            "change": change.map(|change| change.kind.word()), "reason": change.map(|change| &change.reason),
            "same_shape": change.map(|change| change.kind == ChangeKind::Unchanged), "same_bytes": self.before.map(|_| self.is_same_file()),
        })
        .to_string()
    }

    fn line(&self) -> String {
        let sheet = &self.version.sheet;
        let day = sheet.valid_from.map_or_else(|| "no day".into(), show_day);
        let start = format!("{day:<10} {:>12.3} {:>10.1}", self.extent.area_km2, self.extent.sd_km2);
        let Some(change) = &self.change else { return format!("{start}  {:>41}{}", "", sheet.file) };
        let same = match (self.is_same_file(), change.kind) {
            (true, _) => "; the same file",
            (false, ChangeKind::Unchanged) => "; other bytes, the same shape",
            _ => "",
        };
        let net = change.gained_km2 - change.lost_km2;
        let figures = format!("{:>10.3}{:>10.3}{:>+10.3}", change.gained_km2, change.lost_km2, net);
        format!("{start}{figures}  {:<12}  {}\n{:11}{}{same}", change.kind.word(), sheet.file, "", change.reason)
    }
}

fn libm_round(value: f64, digits: f64) -> f64 {
    (value * digits).round_ties_even() / digits
}

fn show_day(at: Instant) -> String {
    at.to_string().chars().take(10).collect()
}

fn disputed(bench: &Bench, files: &[PathBuf], on: Option<&str>) -> Result<ExitCode, Fault> {
    let pile = Pile::read(files)?;
    let latest = pile.versions.iter().filter_map(|version| version.sheet.valid_from).max();
    let on = match on {
        Some(day) => Some(Instant::start_of_day(day, "UTC").map_err(|fault| Fault::Call(format!("--on: {fault}")))?),
        None => latest,
    };
    let maps = maps_of(&pile, on)?;
    let shapes: Vec<&model::Geometry> = maps.values().map(|version| &version.sheet.geometry).collect();
    let overlay = Overlay::of(&shapes).map_err(|fault| Fault::Input(fault.to_string()))?;
    let all = maps.len() as f64;
    let [low, best, high] = overlay.measure_km2(|within| {
        let share = f64::from(within.count()) / all;
        [if share == 1.0 { 1.0 } else { 0.0 }, share, 1.0]
    });
    let day = on.map(show_day);
    if bench.json {
        let sources: Vec<_> = maps.iter().map(|(source, version)| json!({"source": source, "file": version.sheet.file, "valid_from": version.sheet.valid_from.map(|at| at.to_string())})).collect();
        let round = |km2: f64| libm_round(km2, 1e4);
        say(&json!({"day": day, "low_km2": round(low), "best_km2": round(best), "high_km2": round(high), "disputed_km2": round(high - low), "sources": sources}).to_string());
    } else {
        say(&format!("{} maps{}", maps.len(), day.map(|day| format!(" of {day}")).unwrap_or_default()));
        maps.iter().for_each(|(source, version)| say(&format!("  {source}: {}", version.sheet.file)));
        say(&format!(
            "low  {low:>12.3} km2  shown by all of them\nbest {best:>12.3} km2  each place by the share of maps that show it\nhigh {high:>12.3} km2  shown by any\ndisputed {:>8.3} km2",
            high - low
        ));
    }
    Ok(pile.exit(true))
}

/// Of each source the version that began last on or before a day and has not ended.
fn maps_of(pile: &Pile, on: Option<Instant>) -> Result<BTreeMap<String, &Version>, Fault> {
    let mut maps: BTreeMap<String, &Version> = BTreeMap::new();
    let is_valid = |sheet: &Sheet| match (sheet.valid_from, on) {
        (Some(from), Some(on)) => from <= on && sheet.valid_to.is_none_or(|to| on < to),
        _ => true,
    };
    for version in pile.versions.iter().filter(|version| is_valid(&version.sheet)) {
        let key = |version: &Version| (version.sheet.valid_from, version.sheet.known_at);
        let source = version.sheet.source();
        match maps.get(&source) {
            Some(other)
                if other.sheet.series.layer != version.sheet.series.layer || other.sheet.series.party != version.sheet.series.party =>
            {
                return Err(Fault::Input(format!("source `{source}` draws more than one layer or party: give one layer of each source")));
            }
            Some(other) if key(other) >= key(version) => {}
            _ => drop(maps.insert(source, version)),
        }
    }
    if maps.len() < 2 {
        let found = maps.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Fault::Input(format!(
            "a dispute needs maps of two sources or more; found: {found} (a feature's property `source`, or the file's name without its day, says whose map it is)"
        )));
    }
    Ok(maps)
}
