//! `tregua report` and `tregua explain`: what a mission says.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

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
