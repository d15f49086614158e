//! Sensors: acoustic and seismic picks, heat and radar change to events with their doubt.
//!
//! Pure. Every result says that something happened here, with what certainty; none says who did it.
