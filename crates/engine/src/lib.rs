//! Gather, decide, append: the one place where the floors below meet; projections' contract; audit.
