//! Writes a report down: HTML for readers, CSV and JSON for machines, GeoJSON for maps.

mod chart;
mod csv;
mod geojson;
mod html;
mod ids;
mod json;
mod table;

pub use csv::{show_csv, show_csv_parts};
pub use geojson::show_geojson;
pub use html::{Html, Stylesheet, show_html, show_html_parts, show_main};
pub use json::show_json;
