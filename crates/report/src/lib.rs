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
pub use input::{AsOf, CLASSES_N, Clause, Drawn, Input, class_of, drawn};
pub use period::{NoPeriod, Period, period_of};
pub use sections::daily;
pub use show::{Html, Stylesheet, show_csv, show_geojson, show_html, show_json, show_main};
