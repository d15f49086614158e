//! Verbs that work without a mission: maps, counts, sensors, texts, scores.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tregua lines`
#[derive(Debug, Args)]
pub struct Lines {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: LinesVerb,
}

/// Verbs on lines and areas of control.
#[derive(Debug, Subcommand)]
pub enum LinesVerb {
    /// For each version: its area on the ellipsoid, what was gained and lost against the one before, and what that looks like.
    Area {
        /// GeoJSON files or folders of them, in any order: their days are read from their names or properties.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Error of the border, standard deviation in metres.
        #[arg(long, value_name = "M", default_value_t = terms::method::BORDER_SD_M)]
        sd_m: u32,
        /// Length along the border over which errors go together, metres.
        #[arg(long, value_name = "M", default_value_t = terms::method::BORDER_CORRELATION_M)]
        correlation_m: u32,
        /// Correlation of today's error with yesterday's, ppm.
        #[arg(long, value_name = "PPM", default_value_t = terms::method::BORDER_KEPT_PPM, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
        kept_ppm: u32,
    },
    /// Several sources' maps of one day: what all of them show, what any shows, and what is disputed.
    Disputed {
        /// GeoJSON files; of each source the latest version that is valid on the day counts.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The day; the default is the latest day of the files.
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
}

/// `tregua zones`
#[derive(Debug, Args)]
pub struct Zones {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: ZonesVerb,
}

/// Verbs on zones.
#[derive(Debug, Subcommand)]
pub enum ZonesVerb {
    /// Which zones hold at a code or a point on a day, as known on a day.
    Ask {
        /// Lists of zones by code (CSV, JSON) or drawn zones (GeoJSON), and last the questions (CSV, JSON).
        #[arg(required = true, num_args = 2.., value_name = "ZONES... QUESTIONS")]
        files: Vec<PathBuf>,
        /// The last day of an interval is no longer part of it; by default it is.
        #[arg(long)]
        last_day_out: bool,
    },
}

/// `tregua distance`
#[derive(Debug, Args)]
pub struct Distance {
    /// `LAT,LON` in degrees, such as 48.0137,37.8028.
    #[arg(allow_hyphen_values = true)]
    pub point: String,
    /// A GeoJSON file; of areas the border is the line.
    pub line: PathBuf,
    /// Error of the point per axis, metres.
    #[arg(long, value_name = "M", default_value_t = 0)]
    pub sd_m: u32,
    /// Error of the line per axis, metres; the default is what the file says, or nothing.
    #[arg(long, value_name = "M")]
    pub line_sd_m: Option<u32>,
    /// How likely is it that the point is nearer than this, kilometres.
    #[arg(long, value_name = "KM")]
    pub within_km: Option<f64>,
}

/// `tregua read`
#[derive(Debug, Args)]
pub struct Read {
    /// HTML or text files, also packed (gz, zip); `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A gazetteer to find places with: GeoNames, KATOTTG, or a table with `name`, `lat`, `lon` ...; several make one.
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Vec<PathBuf>,
    /// When it was published, where the files do not say: YYYY-MM-DD or "YYYY-MM-DD HH:MM" in --zone.
    #[arg(long, value_name = "TIME")]
    pub published: Option<String>,
    /// The zone of --published and of clock times that name none (tz database).
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub zone: String,
    /// What a model of yours proposes, one JSON line each (docs/read.md): checked against the text, never more than proposals.
    #[arg(long, value_name = "FILE")]
    pub proposals: Option<PathBuf>,
}

/// `tregua estimate`
#[derive(Debug, Args)]
pub struct Estimate {
    /// A table (CSV): a 0/1 column per list with a count `n`, or with one row per person; or columns `id` and `list`.
    pub lists: PathBuf,
}

/// `tregua attribute`
#[derive(Debug, Args)]
pub struct Attribute {
    /// Case files (TOML or JSON; `-` for the standard input): parties, impact, maps of who held what, weapons, evidence (docs/attribution.md).
    /// Or incidents of the mission, such as INC-7K3QZ2, with what is known of them.
    #[arg(required = true)]
    pub cases: Vec<PathBuf>,
    /// For an incident: a sheet (TOML or JSON) with what reports do not hold: craters, weapons, bearings, the standard.
    #[arg(long, value_name = "FILE")]
    pub with: Option<PathBuf>,
    /// For an incident: as known once the log had so many entries.
    #[arg(long, value_name = "N")]
    pub as_of: Option<u64>,
}

/// `tregua alerts`
#[derive(Debug, Args)]
pub struct Alerts {
    /// A table (CSV; `-` for the standard input): `day`, `count`, and where there are any `zone`, `coverage` (or `hours`, `chance`: their
    /// product) and `break` (the series begins anew). A day without coverage is not observed.
    pub series: PathBuf,
    /// So many observed days make the baseline, from the start of a series or its last break.
    #[arg(long, value_name = "DAYS", default_value_t = counts::method::BASELINE_DAYS)]
    pub baseline: usize,
}

/// `tregua claims`
#[derive(Debug, Args)]
pub struct Claims {
    /// Tables (CSV: a row a statement, figures in columns, or one figure a row with `measure` and `value`), pages (HTML) and texts; `-` is the
    /// standard input. Without any file: the claims that stand in the mission. Of two versions of one table, given one after the other, the revisions are shown.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// First day of what running totals count; days that are stated are then held against it.
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// The zone of days and times that name none (tz database).
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub zone: String,
    /// Who says it, where a file does not; of a table the default is its name.
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// When it was published, where a page does not say: YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    pub published: Option<String>,
    /// Columns that a row of a table is known by in both versions; the default is an `id`, else all that are no figures.
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub key: Vec<String>,
    /// Only rows of tables with this: `column=word` or `column~part`; several must all hold.
    #[arg(long, value_name = "COLUMN=WORD")]
    pub only: Vec<String>,
}

/// `tregua origins`
#[derive(Debug, Args)]
pub struct Origins {
    /// Pages (HTML), texts, or rows with a text each (JSON lines, a JSON list, CSV: `id`, `source`, `published`, `text`);
    /// folders of them; `-` for the standard input. Where times are missing, the order given counts last.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// `tregua locate`
#[derive(Debug, Args)]
pub struct Locate {
    /// Picks (CSV: `station`, `t`), or arrivals at arrays with directions (CSV or a JSON list: `lat`, `lon`, `azimuth`, `t`).
    pub picks: PathBuf,
    /// Stations (CSV: `station`, `lat` and `lon`, or `x_km` and `y_km`).
    pub stations: Option<PathBuf>,
    /// Speed of the wave, m/s; the default is sound in air of 15 degrees.
    #[arg(long, value_name = "V")]
    pub speed_m_s: Option<f64>,
    /// Temperature of the air, degrees C, instead of a speed.
    #[arg(long, value_name = "T", conflicts_with = "speed_m_s", allow_hyphen_values = true)]
    pub temperature_c: Option<f64>,
    /// Speed of picks whose `phase` begins with S, m/s.
    #[arg(long, value_name = "V")]
    pub second_speed_m_s: Option<f64>,
    /// Error of the speed that all paths of one event share, percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    pub speed_sd_percent: f64,
    /// Error of a pick that names none (`sd_s`), seconds.
    #[arg(long, value_name = "S", default_value_t = 0.17)]
    pub pick_sd_s: f64,
    /// Farthest that a station is asked, kilometres.
    #[arg(long, value_name = "KM", default_value_t = 60.0)]
    pub reach_km: f64,
    /// Fewest stations for an event.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub stations_min: usize,
}

/// `tregua heat`
#[derive(Debug, Args)]
pub struct Heat {
    /// Fire detections (FIRMS or any table with `latitude`, `longitude`, `acq_date`), also packed; several years of them; `-` = standard input.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Events with a known day and place (CSV: `date`, `lat`, `lon`, if known `kind`): say instead what heat near them is worth.
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// First day to look at; the default is a year before the last one of the files. Earlier ones are what it is held against.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Last day to look at.
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Show usual cells with heat too.
    #[arg(long)]
    pub all: bool,
}

/// `tregua radar`
#[derive(Debug, Args)]
pub struct Radar {
    /// A table (CSV) with a row per place: `accuracy`, `precision`, `recall` as shares or percent (`accuracy_pct` ...), if known a name and
    /// the stated share of damaged; `-` = standard input.
    pub table: PathBuf,
}

/// `tregua fuse`
#[derive(Debug, Args)]
pub struct Fuse {
    /// A table (CSV) with columns id, t, lat, lon and, if known, t_sd_s, sd_m, t_end, kind, source, origin, weapon; `-` = standard input.
    /// A time is ISO 8601 (UTC unless it says otherwise), a day, or a number of seconds since 1970.
    pub observations: PathBuf,
    /// Where the partition goes: id, incident, chance, status. Otherwise it is printed.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Which column holds what, where its name does not say: `--column t=when --column lat=y`.
    #[arg(long = "column", value_name = "NAME=COLUMN")]
    pub columns: Vec<String>,
    /// A source may report one event more than once (yes) or lists each event once (no); otherwise the rows decide.
    #[arg(long, value_name = "yes|no")]
    pub sources_return: Option<String>,
    /// Answer each row as it comes (plain CSV, one row a line, about in order of time): id, number of a provisional incident,
    /// `new` or `joined`, chance, the next likeliest. Answers never change; `fuse` without this looks at all rows together.
    #[arg(long)]
    pub stream: bool,
}

/// `tregua score`
#[derive(Debug, Args)]
pub struct Score {
    /// The truth (CSV): columns id and incident.
    pub truth: PathBuf,
    /// The partition (CSV): columns id and incident, and chance if it has any.
    pub partition: PathBuf,
    /// The reports as `tregua fuse` takes them: then simple rules are scored beside the partition.
    pub observations: Option<PathBuf>,
}

/// `tregua simulate`
#[derive(Debug, Args)]
pub struct Simulate {
    /// easy, noisy, dense, or sources (six kinds of source, named settlements).
    #[arg(long)]
    pub regime: String,
    /// The same seed makes the same mission.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// About so many reports.
    #[arg(long, default_value_t = 10_000)]
    pub rows: u32,
    /// Folder for observations.csv and truth.csv; made if it is not there.
    #[arg(long)]
    pub out: PathBuf,
}
