//! Numbers that several people claim: kept side by side, held against each other, and an estimate of
//! what all of them left out.
//!
//! Pure. Never an average across parties: a documented minimum, a range per origin and an
//! estimated total are three numbers.
