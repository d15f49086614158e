//! Every bound on what a bundle may be. A bundle outside them is malformed, whatever it holds.

/// Most files in a bundle. Source: INTEGRITY handbook, threat T13.
pub const FILES_MAX: usize = 10_000;
/// Most bytes of all files together, unpacked. Source: INTEGRITY handbook, threat T13.
pub const BYTES_MAX: u64 = 1 << 30;
/// Most bytes of one file, unpacked: it is read into memory. Source: assumed, a photograph or a short film.
pub const FILE_BYTES_MAX: u64 = 256 << 20;
/// Most bytes of a file that is text for us: manifests, records, proofs, policies. Source: INTEGRITY handbook, threat T19, times eight for manifests.
pub const TEXT_BYTES_MAX: u64 = 8 << 20;
/// Greatest ratio of unpacked to packed bytes, for the archive and for each file over 1 MiB. Source: INTEGRITY handbook, threat T13.
pub const RATIO_MAX: u64 = 100;
/// Unpacked bytes below which a ratio says nothing: a short text of one letter packs well.
pub const RATIO_FROM_BYTES: u64 = 1 << 20;
/// Longest path, bytes. Source: assumed; ours have at most 90.
pub const PATH_BYTES_MAX: usize = 200;
/// Most folders in a path. Source: assumed; ours have at most 3.
pub const PATH_DEPTH_MAX: usize = 8;
/// Most headers in a tar file: two extra ones for each file.
pub const TAR_HEADERS_MAX: usize = 3 * FILES_MAX;
/// Most time-stamp tokens that are read. Source: assumed; two authorities a day for a year.
pub const TOKENS_MAX: usize = 1_000;
/// Most certificates in one token or root file. Source: assumed.
pub const CERTIFICATES_MAX: usize = 500;
