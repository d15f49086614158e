//! The command line of what people settle about which reports are one event.

use clap::Args;

/// `tregua merge`
#[derive(Debug, Args)]
pub struct Merge {
    /// Incidents (INC-...) or single reports (OBS-...) that are one event: two or more.
    #[arg(required = true, num_args = 2.., value_name = "ID")]
    pub ids: Vec<String>,
    /// Why; it stands in the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who says so: an officer with the role analyst.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `tregua split`
#[derive(Debug, Args)]
pub struct Split {
    /// The incident (INC-...).
    pub incident: String,
    /// Reports (OBS-...) of it that are another event than its others.
    #[arg(required = true, value_name = "OBS")]
    pub observations: Vec<String>,
    /// Each of the named reports is an event of its own.
    #[arg(long)]
    pub each: bool,
    /// Why; it stands in the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who says so: an officer with the role analyst.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `tregua leave`
#[derive(Debug, Args)]
pub struct Leave {
    /// The incident (INC-...) that is in doubt.
    pub incident: String,
    /// Why; it stands in the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who says so: an officer with the role analyst.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `tregua unbind`
#[derive(Debug, Args)]
pub struct Unbind {
    /// The entry of the merge, split or leave that no longer counts; `tregua review --settled` lists them.
    pub entry: u64,
    /// The log in which it stands; the default is this one.
    #[arg(long, value_name = "NAME")]
    pub log: Option<String>,
    /// Why; it stands in the log.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who says so: an officer with the role analyst.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `tregua review`
#[derive(Debug, Args)]
pub struct Review {
    /// Show instead what people settled, and what became of it.
    #[arg(long)]
    pub settled: bool,
    /// At most so many incidents.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
    /// As the mission stood once the log had so many entries.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
}
