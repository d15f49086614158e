//! Every constant that can change what is read from a page, with its source.

/// Longest part of a page that is read, bytes: 5 MB. Source: PERFORMANCE 5.3.
pub const PAGE_BYTES_MAX: usize = 5_000_000;
/// Most elements of a page that keep their structure. Source: PERFORMANCE 5.3.
pub const NODES_MAX: usize = 200_000;
/// Deepest nesting that is kept. Source: PERFORMANCE 5.3.
pub const DEPTH_MAX: usize = 512;
