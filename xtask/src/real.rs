//! The real data of TREGUA_DATA through the whole program, with figures; `--small` for every CI run.
//!
//! Nothing of the data enters the repository: missions lie below target/real, figures go into docs/real-data.md.

use crate::chore::{Done, must, program, root};
use crate::demo::built_program;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

/// Wall time in which all heat detections become fused incidents in the log, seconds. Source: the spine issue.
const FIRMS_WALL_S_MAX: f64 = 60.0;
/// Peak memory meanwhile, MiB. Source: the spine issue.
const FIRMS_PEAK_MIB_MAX: u64 = 1_536;

/// One run of the program with what it cost.
struct Run {
    name: &'static str,
    output: String,
    wall_s: f64,
    peak_mib: u64,
    is_ok: bool,
}

struct Bench {
    tregua: String,
    data: PathBuf,
    work: PathBuf,
    runs: Vec<Run>,
}

/// Loads the real data; false if a figure is missed or a check fails.
pub fn run(small: bool) -> Done {
    let Some(data) = std::env::var_os("TREGUA_DATA").map(PathBuf::from) else {
        println!("skipped: TREGUA_DATA not set");
        return Ok(true);
    };
    let work = root().join("target").join("real");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(|cause| format!("target/real: {cause}"))?;
    }
    fs::create_dir_all(&work).map_err(|cause| format!("target/real: {cause}"))?;
    let mut bench = Bench { tregua: built_program()?, data, work, runs: Vec::new() };
    if small { bench.small() } else { bench.whole() }
}

impl Bench {
    fn small(&mut self) -> Done {
        self.mission("small", "main")?;
        let fires = self.data.join("firms_ukraine/points/fires_2022.csv.gz");
        self.add("heat detections of 2022", "small", &["--source", "firms"], &[fires])?;
        self.add_texts("small")?;
        let report = self.work.join("report-2022-11-15.html").display().to_string();
        self.tregua("daily report", "small", &["report", "daily", "--for", "2022-11-15", "-o", &report])?;
        self.tregua("audit", "small", &["audit"])?;
        self.print();
        Ok(self.runs.iter().all(|run| run.is_ok))
    }

    fn whole(&mut self) -> Done {
        self.mission("fires", "main")?;
        let fires: Vec<PathBuf> = (2018..=2023).map(|year| self.data.join(format!("firms_ukraine/points/fires_{year}.csv.gz"))).collect();
        self.add("all heat detections, fresh mission", "fires", &["--source", "firms"], &fires)?;
        let (wall, peak) = self.runs.last().map_or((f64::MAX, u64::MAX), |run| (run.wall_s, run.peak_mib));
        let log_kib = size_of(&self.work.join("fires/data/log")) / 1024;
        let vault_mib = size_of(&self.work.join("fires/data/vault")) / (1 << 20);
        self.add_texts("fires")?;
        let polygons = self.control_polygons()?;
        if !polygons.is_empty() {
            self.add("control polygons", "fires", &["--source", "observer_map"], &polygons)?;
        }
        let report = self.work.join("report-2022-11-15.html").display().to_string();
        self.tregua("daily report 2022-11-15", "fires", &["report", "daily", "--for", "2022-11-15", "-o", &report])?;
        self.tregua("status", "fires", &["status"])?;
        self.tregua("rebuild", "fires", &["rebuild"])?;
        self.tregua("audit", "fires", &["audit"])?;
        self.mission("events", "second")?;
        self.add(
            "expert-coded events",
            "events",
            &["--source", "ucdp"],
            &[self.data.join("ucdp/dev/ged_syria_events.csv.gz"), self.data.join("ucdp/ged_sample_v2023.csv.gz")],
        )?;
        self.tregua("audit, second mission", "events", &["audit"])?;
        self.print();
        let within = wall <= FIRMS_WALL_S_MAX && peak <= FIRMS_PEAK_MIB_MAX;
        println!(
            "heat detections to fused incidents: {wall:.1} s of {FIRMS_WALL_S_MAX} s, {peak} MiB of {FIRMS_PEAK_MIB_MAX} MiB: {}",
            if within { "reached" } else { "NOT reached" }
        );
        println!("log {log_kib} KiB, vault {vault_mib} MiB after the heat detections");
        self.write_down(log_kib, vault_mib)?;
        Ok(within && self.runs.iter().all(|run| run.is_ok))
    }

    /// A mission with the data of fixtures/real.
    fn mission(&mut self, name: &'static str, fixture: &str) -> Result<(), String> {
        let dir = self.work.join(name);
        let from = root().join("fixtures/real").join(fixture);
        must(program(&self.tregua, &["init", &dir.display().to_string(), "--by", "xtask real"]).stdout(Stdio::null()))?;
        let copy = |from: &Path, to: &Path| fs::copy(from, to).map(|_| ()).map_err(|cause| format!("{}: {cause}", from.display()));
        copy(&from.join("mission.toml"), &dir.join("mission.toml"))?;
        if let Ok(agreements) = fs::read_dir(from.join("agreements")) {
            for agreement in agreements.flatten() {
                copy(&agreement.path(), &dir.join("agreements").join(agreement.file_name()))?;
            }
        }
        must(program(&self.tregua, &["--mission", &dir.display().to_string(), "adopt", "--by", "xtask real"]).stdout(Stdio::null()))
    }

    /// Verified events, coded news items, daily figures and the three pages.
    fn add_texts(&mut self, mission: &'static str) -> Result<(), String> {
        let map = root().join("fixtures/maps/geolocated_events.toml").display().to_string();
        let events = self.data.join("eyes_on_russia/dev/verified_events_2022.csv.gz");
        self.add("verified events", mission, &["--source", "verified", "--map", &map], &[events])?;
        self.add("coded news items", mission, &["--source", "viina"], &[self.data.join("viina_subset/dev/viina_1pd_subset.csv.gz")])?;
        let figures =
            [self.data.join("gaza_lebanon/casualties_daily.json.gz"), self.data.join("gaza_lebanon/dev/gaza_truce_period.csv.gz")];
        self.add("daily figures", mission, &["--source", "figures"], &figures)?;
        let seeds = self.data.parent().map(|shared| shared.join("seeds")).unwrap_or_default();
        let mut pages: Vec<PathBuf> =
            fs::read_dir(&seeds).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
        pages.retain(|page| page.extension().is_some_and(|ending| ending == "txt"));
        pages.sort();
        if pages.is_empty() {
            println!("skipped: the three pages: no seeds beside TREGUA_DATA");
            return Ok(());
        }
        self.add("three news pages", mission, &["--source", "press", "--as", "news"], &pages)
    }

    fn control_polygons(&self) -> Result<Vec<PathBuf>, String> {
        let archive = self.data.join("deepstate_control/dev/deepstate_daily.tar.xz");
        let folder = self.work.join("control");
        fs::create_dir_all(&folder).map_err(|cause| format!("target/real/control: {cause}"))?;
        let unpacked = program("tar", &["-xJf", &archive.display().to_string(), "-C", &folder.display().to_string()]).status();
        if !unpacked.is_ok_and(|status| status.success()) {
            println!("skipped: control polygons: `tar` with xz is needed (apt-get install xz-utils)");
            return Ok(Vec::new());
        }
        Ok(vec![folder])
    }

    fn add(&mut self, name: &'static str, mission: &'static str, options: &[&str], files: &[PathBuf]) -> Result<(), String> {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let mut words = vec!["--json", "add"];
        words.extend(options);
        words.extend(files.iter().map(String::as_str));
        self.tregua(name, mission, &words)
    }

    /// Runs the program, watching its time and its peak memory.
    fn tregua(&mut self, name: &'static str, mission: &str, words: &[&str]) -> Result<(), String> {
        let started = Instant::now();
        let dir = self.work.join(mission);
        let mut child = program(&self.tregua, &[])
            .arg("--mission")
            .arg(dir)
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|cause| format!("tregua: {cause}"))?;
        let mut out = child.stdout.take().ok_or("tregua: no output")?;
        let reader = thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).ok();
            text
        });
        let (mut peak_kib, id) = (0, child.id());
        let status = loop {
            peak_kib = peak_kib.max(peak_of(id));
            if let Some(status) = child.try_wait().map_err(|cause| format!("tregua: {cause}"))? {
                break status;
            }
            thread::sleep(Duration::from_millis(20));
        };
        let output = reader.join().unwrap_or_default();
        let run = Run { name, output, wall_s: started.elapsed().as_secs_f64(), peak_mib: peak_kib / 1024, is_ok: status.success() };
        println!("{}: {:.1} s, {} MiB{}", run.name, run.wall_s, run.peak_mib, if run.is_ok { "" } else { ", FAILED" });
        if !run.is_ok {
            print!("{}", run.output);
        }
        self.runs.push(run);
        Ok(())
    }

    fn print(&self) {
        print!("{}", self.table());
    }

    fn table(&self) -> String {
        let mut table = "| step | rows read | refused | observations fused | incidents | findings changed | wall s | peak MiB |\n|---|---|---|---|---|---|---|---|\n".to_owned();
        for run in &self.runs {
            let sum = |key: &str| shown(run.output.lines().filter_map(|line| number(line, key)).reduce(|a, b| a + b));
            let last = |key: &str| shown(run.output.lines().filter_map(|line| number(line, key)).next_back());
            table.push_str(&format!(
                "| {} | {} | {} | {} | {} | {} | {:.1} | {} |\n",
                run.name,
                sum("read"),
                sum("refused"),
                last("observations_fused"),
                last("incidents"),
                last("findings_changed"),
                run.wall_s,
                run.peak_mib
            ));
        }
        table
    }

    /// Puts the figures between the marks of docs/real-data.md.
    fn write_down(&self, log_kib: u64, vault_mib: u64) -> Result<(), String> {
        let path = root().join("docs/real-data.md");
        let text = fs::read_to_string(&path).map_err(|cause| format!("docs/real-data.md: {cause}"))?;
        let (first, last) = ("<!-- figures -->\n", "<!-- end of figures -->");
        let fault = "docs/real-data.md: the two marks of the figures are missing";
        let (head, rest) = text.split_once(first).ok_or(fault)?;
        let (_, tail) = rest.split_once(last).ok_or(fault)?;
        let status = self.runs.iter().find(|run| run.name == "status").map_or("", |run| run.output.as_str());
        let figures =
            format!("{}\nAfter the heat detections alone: log {log_kib} KiB, vault {vault_mib} MiB.\n\n```\n{}```\n", self.table(), status);
        fs::write(&path, format!("{head}{first}{figures}{last}{tail}")).map_err(|cause| format!("docs/real-data.md: {cause}"))
    }
}

fn shown(number: Option<u64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// The number behind `"key":` in a line of JSON.
fn number(line: &str, key: &str) -> Option<u64> {
    let (_, rest) = line.split_once(&format!("\"{key}\":"))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Peak resident memory of a process so far, KiB.
fn peak_of(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .iter()
        .map(|entry| if entry.path().is_dir() { size_of(&entry.path()) } else { entry.metadata().map_or(0, |facts| facts.len()) })
        .sum()
}
