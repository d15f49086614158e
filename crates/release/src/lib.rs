//! Markings and releases: what may leave, for whom, how coarse and how late. Pure.
