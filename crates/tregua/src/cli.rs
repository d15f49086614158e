//! The command line: verbs that a monitor would guess.

mod acts;
mod alone;
mod bonds;
mod case;
mod commitments;
mod export;
mod log;
mod nodes;
mod receipts;
mod release;
mod report;
mod terms;
mod verification;

pub use acts::{ActCall, ActVerb, KeyCall, KeyVerb, Proposal};
pub use alone::{
    Alerts, Attribute, Claims, Distance, Estimate, Fuse, Heat, Lines, LinesVerb, Locate, Origins, Radar, Read, Score, Simulate, Zones,
    ZonesVerb,
};
pub use bonds::{Leave, Merge, Review, Split, Unbind};
pub use case::{CaseCall, CaseVerb, DueCall, RemedyCall, RemedyVerb, Signing, TickCall};
pub use commitments::{AnnounceCall, CommitmentCall, CommitmentVerb, Seen, Signs, StepCall};
pub use export::{BundleCall, Export, ExportVerb};
pub use log::{LogCall, LogVerb, WitnessCall};
pub use nodes::{Mirror, MirrorVerb, Peer, PeerVerb, Status, Sync, SyncVerb};
pub use receipts::{ReceiptCall, ReceiptVerb, Submit};
pub use release::{Propose, ReleaseCall, ReleaseVerb};
pub use report::{Explain, Form, Report, ReportVerb, Writing};
pub use terms::{Terms, TermsVerb};
pub use verification::{Actor, AdoptAttribution, Grade, Look, Queue, VerificationVerb, YesNo};

use clap::{Args, Parser, Subcommand};
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

/// `tregua node`
#[derive(Debug, Args)]
pub struct NodeCall {
    /// Where to listen; port 0 takes a free one. Submissions are signed, everything else is only read.
    #[arg(long, default_value = "127.0.0.1:8643", value_name = "ADDRESS")]
    pub listen: std::net::SocketAddr,
}
