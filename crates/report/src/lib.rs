//! Projections to report documents: HTML, CSV, JSON, GeoJSON.
