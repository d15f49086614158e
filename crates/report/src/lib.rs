//! Projections to report documents: HTML, CSV, JSON, GeoJSON.
//!
//! [`Input`] holds what is known of one mission day; [`daily`] makes the document [`Daily`] of it;
//! `show_*` write the document down. Nothing here reads a clock or a file, and every number in a
//! document carries the ids of what it counts.

mod areas;
pub mod document;
mod facts;
pub mod family;
pub mod figure;
pub mod input;
pub mod method;
pub mod period;
mod sections;
mod shape;
mod show;
mod tally;
mod words;

pub use document::Daily;
pub use figure::Figure;
pub use input::{AsOf, CLASSES_N, Casebook, Clause, Drawn, Form, Input, class_of, drawn};
pub use period::{NoPeriod, Period, days_of, period_of, periods_of};
pub use sections::daily;
pub use show::{Html, Stylesheet, show_csv, show_csv_parts, show_geojson, show_html, show_html_parts, show_json, show_main};
