//! HTTP API, pages, map.
