//! Cases before the commission: what must happen, what must never happen, and what any order of acts leaves true.

mod people;
mod remedies;
mod simulated;
mod stories;
mod voting;
