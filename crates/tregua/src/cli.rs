//! The command line: verbs that a monitor would guess.

mod acts;
mod bonds;
mod case;
mod commitments;
mod export;
mod nodes;
mod receipts;
mod release;
mod verification;

pub use acts::{ActCall, ActVerb, KeyCall, KeyVerb, Proposal};
pub use bonds::{Leave, Merge, Review, Split, Unbind};
pub use case::{CaseCall, CaseVerb, DueCall, RemedyCall, RemedyVerb, Signing, TickCall};
pub use commitments::{AnnounceCall, CommitmentCall, CommitmentVerb, Seen, Signs, StepCall};
pub use export::{BundleCall, Export, ExportVerb};
pub use nodes::{Mirror, MirrorVerb, Peer, PeerVerb, Status, Sync, SyncVerb};
pub use receipts::{ReceiptCall, ReceiptVerb, Submit};
pub use release::{Propose, ReleaseCall, ReleaseVerb};
pub use verification::{Actor, AdoptAttribution, Grade, Look, Queue, VerificationVerb, YesNo};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Ceasefire monitoring and verification: reports in, incidents, findings and daily reports out, every number provable.
#[derive(Debug, Parser)]
#[command(
    name = "tregua",
    version,
    after_help = "Exit codes: 0 done; 1 done, and something was found (audit differences, faults in an agreement); 2 the call is wrong;\n3 a file cannot be read; 4 another process is writing to the mission; 5 storage failed (disk full, damage);\n6 the log may be read and not written (an old copy, or another machine may be writing it)."
)]
pub struct Call {
    /// The mission's folder.
    #[arg(long, short = 'm', global = true, env = "TREGUA_MISSION", default_value = ".", value_name = "DIR")]
    pub mission: PathBuf,
    /// Where this machine keeps how far its logs were signed; never inside a mission, and in no backup.
    /// The default is tregua below XDG_STATE_HOME or ~/.local/state.
    #[arg(long, global = true, env = "TREGUA_STATE", value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Machine-readable output, one JSON value a line.
    #[arg(long, global = true)]
    pub json: bool,
    /// Take this moment for now (for exercises and tests).
    #[arg(long, global = true, hide = true, value_name = "TIME")]
    pub now: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Fill a demonstration mission on a fictional island and serve it.
    Demo(Demo),
    /// Make a new mission.
    Init(Init),
    /// Take the mission's data and agreements into use, as they stand in its folder.
    Adopt(Adopt),
    /// Bytes in, observations out; one bad row never loses a file.
    Add(Add),
    /// Look at agreements.
    Terms(Terms),
    /// Measure versions of a line or an area of control, without a mission.
    Lines(Lines),
    /// Ask which zones hold, without a mission.
    Zones(Zones),
    /// How far a point is from a line, and how surely, without a mission.
    Distance(Distance),
    /// How many all of several matched lists left out, without a mission.
    Estimate(Estimate),
    /// Who may have fired: hypotheses weighed against the evidence of a case or an incident, to a proposal or why it cannot be known.
    Attribute(Attribute),
    /// Rates under their coverage, and which zones changed, without a mission.
    Alerts(Alerts),
    /// What speakers claim, held against itself, each other and the calendar, without a mission.
    Claims(Claims),
    /// Which reports of a table are about one event, without a mission.
    Fuse(Fuse),
    /// How well a partition of reports agrees with the truth, beside simple rules.
    Score(Score),
    /// Make reports with known truth, for exercises and scoring.
    Simulate(Simulate),
    /// Which stories carry which earlier ones, and how many origins stand behind them, without a mission.
    Origins(Origins),
    /// Where and when a network of sensors heard something, coarse and after the fact, without a mission.
    Locate(Locate),
    /// Heat seen from orbit: what is unusual for place and season, what always burns, and what heat near events is worth, without a mission.
    Heat(Heat),
    /// What the published accuracy of a radar damage map makes a detection worth, without a mission.
    Radar(Radar),
    /// Read web pages, posts and statements: stories with their day, agency and labelled blocks, without a mission.
    Read(Read),
    /// Write a report.
    Report(Report),
    /// Why: the tree from a finding, incident or observation down to the bytes.
    Explain(Explain),
    /// What stands, and what in the folder is not adopted.
    Status(Status),
    /// Make the projection anew from log and vault.
    Rebuild,
    /// Check every byte against the log and derive every conclusion again.
    Audit,
    /// Check the record level by level, name each damaged file, entry and item, and mend it from a copy.
    Fsck(Fsck),
    /// Who holds which key, and what it may do.
    Key(KeyCall),
    /// Acts that need several people: propose, sign, submit.
    Act(ActCall),
    /// What is in doubt: reports that may belong elsewhere, and what people settled about such.
    Review(Review),
    /// Settle that incidents or reports are one event; later evidence does not undo it.
    Merge(Merge),
    /// Settle that reports of an incident are another event than its others; later evidence does not undo it.
    Split(Split),
    /// Leave a doubt as it is: it is not asked again until it is another doubt.
    Leave(Leave),
    /// Take a merge, split or leave back.
    Unbind(Unbind),
    /// Cases before the commission: from their submission to votes, decision and review.
    Case(CaseCall),
    /// What was ordered, and whether it was done.
    Remedy(RemedyCall),
    /// Everything that is due, also as a calendar.
    Due(DueCall),
    /// Let the node say what time it is: deadlines begin to run and lapse by this alone.
    Tick(TickCall),
    /// Who promised what, how far it binds, and what a decision triggers.
    Commitment(CommitmentCall),
    /// Make a report or a file unreadable for ever, with all that was concluded from it; needs two officers.
    Erase(Erase),
    /// Verification: queues, grades, confirmations.
    #[command(flatten)]
    Verification(VerificationVerb),
    /// What leaves the mission's own hands: propose, list, give.
    Release(ReleaseCall),
    /// Hand a file in to a node, signed, and keep its receipt.
    Submit(Submit),
    /// Say whether what a node promised was kept.
    Receipt(ReceiptCall),
    /// Look after the log itself.
    Log(LogCall),
    /// Be a witness of other logs: the same as the program `tregua-witness`.
    Witness(WitnessCall),
    /// Keep a full, verified copy of a log and its vault, and serve it to others.
    Mirror(Mirror),
    /// Name the other nodes of the mission.
    Peer(Peer),
    /// Bring in what other nodes received and declared, over HTTP or from a memory stick.
    Sync(Sync),
    /// Write what a stranger can check without this machine.
    Export(Export),
    /// Take signed submissions in over HTTP, answer with receipts, and settle them in the background.
    Node(NodeCall),
    /// Serve the pages and the API on this machine.
    Serve(Serve),
}

/// `tregua erase`
#[derive(Debug, Args)]
pub struct Erase {
    /// The report (OBS-...), or the number of the entry by which a file came in; without it, orders that
    /// stand in the log and were not carried out are.
    #[arg(requires = "ground")]
    pub what: Option<String>,
    /// The legal ground; it stands in the log for everyone to read: no content, no names.
    #[arg(long, value_name = "TEXT")]
    pub ground: Option<String>,
    /// Who orders it.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Where to write the order until it is signed.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `tregua demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Port to serve on; 0 takes a free one.
    #[arg(long, default_value_t = 8642)]
    pub port: u16,
    /// Where to put the mission; the default is a temporary folder that is removed at the end.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Seed of the fictional world.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Fill the mission and stop.
    #[arg(long)]
    pub no_serve: bool,
}

/// `tregua init`
#[derive(Debug, Args)]
pub struct Init {
    /// The folder to make; it must be new or empty.
    pub dir: PathBuf,
    /// The mission's name.
    #[arg(long, default_value = "New mission")]
    pub name: String,
    /// Its time zone.
    #[arg(long, default_value = "UTC")]
    pub zone: String,
    /// The first officer: who answers for what is declared here.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// The organisation that they answer to.
    #[arg(long, value_name = "ORGANISATION")]
    pub body: Option<String>,
}

/// `tregua adopt`
#[derive(Debug, Args)]
pub struct Adopt {
    /// Who adopts them; may be left out if one officer's key is here.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Only these files; the default is mission.toml and every agreement that differs from what is in use.
    pub files: Vec<PathBuf>,
    /// Show which findings would change; adopt nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `tregua add`
#[derive(Debug, Args)]
pub struct Add {
    /// Files or folders; `-` reads the standard input.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The format, if it is not to be recognised from the content.
    #[arg(long = "as", value_name = "FORMAT")]
    pub read_as: Option<String>,
    /// A mapping file for tables of other shapes.
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    /// Which of the mission's sources the files come from.
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// Show row by row what would be read; nothing is kept.
    #[arg(long)]
    pub dry_run: bool,
}

/// `tregua terms`
#[derive(Debug, Args)]
pub struct Terms {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: TermsVerb,
}

/// Verbs on agreements.
#[derive(Debug, Subcommand)]
pub enum TermsVerb {
    /// Point at faults with line and column, and say what would be right.
    Check {
        /// Agreements; the default is every agreement of the mission.
        files: Vec<PathBuf>,
    },
    /// Compare two texts: what changed in effect, what changed in words, what was dropped (exit code 1 if they differ).
    Diff {
        /// The earlier text, such as a draft.
        earlier: PathBuf,
        /// The later text, such as the signed one.
        later: PathBuf,
    },
    /// Hold a draft against the incidents of a mission: what it would have found. Writes nothing.
    Replay {
        /// The draft; a second one is compared with it.
        #[arg(required = true, num_args = 1..=2, value_name = "DRAFT")]
        drafts: Vec<PathBuf>,
        /// The mission's folder; the default is that of `--mission`.
        #[arg(long, value_name = "MISSION")]
        against: Option<PathBuf>,
        /// Another draft to compare with.
        #[arg(long, value_name = "OTHER")]
        and: Option<PathBuf>,
        /// Only incidents that begin on this day of the mission or later.
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Only incidents that begin on this day of the mission or before.
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
    },
}

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

/// `tregua report`
#[derive(Debug, Args)]
pub struct Report {
    /// Which report.
    #[command(subcommand)]
    pub verb: ReportVerb,
}

/// Reports.
#[derive(Debug, Subcommand)]
pub enum ReportVerb {
    /// The report of one day.
    Daily {
        /// The day on which the reporting period ends, YYYY-MM-DD.
        #[arg(long = "for", value_name = "DAY")]
        day: String,
        /// Form of the report.
        #[arg(long, value_enum, default_value_t = Form::Html)]
        format: Form,
        /// For whom: without it, the mission's own report; `public` takes released values only.
        #[arg(long, value_name = "AUDIENCE")]
        audience: Option<model::Audience>,
        /// Several periods in one report, each with its own comparison: so many days up to that day.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=31))]
        days: u32,
        /// As the mission stood at this position of the log.
        #[arg(long, value_name = "POSITION")]
        as_of: Option<u64>,
        /// Write to a file; the default is the standard output.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The report of the seven days up to a day: each day with its own coverage, what is due, what binds, rates and alerts.
    Weekly {
        /// The day on which the week ends, YYYY-MM-DD.
        #[arg(long = "for", value_name = "DAY")]
        day: String,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// A stretch of days: every matter in one class, who claims what of whom, rulings by party and severity.
    Ledger {
        /// The last day, YYYY-MM-DD.
        #[arg(long = "for", value_name = "DAY")]
        day: String,
        /// The first day; the default is the first of the month.
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
    /// What is known at this hour, minute by minute, with the clauses quoted and without attribution.
    Spot {
        /// The day, YYYY-MM-DD.
        #[arg(long = "for", value_name = "DAY")]
        day: String,
        /// Of this incident alone; may be given several times.
        #[arg(long, value_name = "INC-ID")]
        about: Vec<String>,
        /// How it is written.
        #[command(flatten)]
        writing: Writing,
    },
}

/// How a report is written.
#[derive(Clone, Debug, Args)]
pub struct Writing {
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Form::Html)]
    pub format: Form,
    /// As the mission stood at this position of the log.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
    /// Write to a file; the default is the standard output.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A page for people.
    Html,
    /// A table.
    Csv,
    /// Everything, with the ids that every number counts.
    Json,
    /// The incidents with their uncertainty.
    Geojson,
}

/// `tregua explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// An id such as INC-7K3QZ2, or the beginning of one.
    pub id: String,
    /// As the mission stood at this position of the log.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
}

/// `tregua serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Port to serve on; 0 takes a free one. Only this machine can connect: there is no sign-in yet.
    #[arg(long, default_value_t = 8642)]
    pub port: u16,
}

/// `tregua fsck`
#[derive(Debug, Args)]
pub struct Fsck {
    /// Mend what is damaged; only bytes that the signed root confirms are taken over.
    #[arg(long, requires = "from")]
    pub repair: bool,
    /// The copy to mend from: a mirror's or mission's folder.
    #[arg(long, value_name = "MIRROR")]
    pub from: Option<PathBuf>,
}

/// `tregua log`
#[derive(Debug, Args)]
pub struct LogCall {
    /// What to do with it.
    #[command(subcommand)]
    pub verb: LogVerb,
}

/// `tregua witness`
#[derive(Debug, Args)]
pub struct WitnessCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: witness::Verb,
}

/// Verbs on the log.
#[derive(Debug, Subcommand)]
pub enum LogVerb {
    /// Say that no other machine writes this log, and take it up on this one.
    Claim {
        /// Who says so.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Have the checkpoint stamped by time-stamp authorities (RFC 3161); better two, in different jurisdictions.
    Stamp {
        /// Address of an authority, http://...; may come several times.
        #[arg(long = "tsa", required = true, value_name = "URL")]
        tsa: Vec<String>,
    },
    /// Ask all witnesses of witnesses.policy for cosignatures of the newest checkpoint, once.
    Cosign {
        /// Go on whenever the log has grown, until stopped; another process may write it meanwhile.
        #[arg(long)]
        follow: bool,
    },
    /// How far the log is signed and cosigned, what each witness said last, and what is missing.
    Status,
    /// Bring the newest entries back from a copy, where this folder is an old one.
    Recover {
        /// The copy: a mirror's or mission's folder.
        #[arg(long, value_name = "MIRROR")]
        from: PathBuf,
    },
}

/// `tregua node`
#[derive(Debug, Args)]
pub struct NodeCall {
    /// Where to listen; port 0 takes a free one. Submissions are signed, everything else is only read.
    #[arg(long, default_value = "127.0.0.1:8643", value_name = "ADDRESS")]
    pub listen: std::net::SocketAddr,
}
