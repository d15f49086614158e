//! Verification: four eyes over random histories, blind rounds, and a sentence for each refusal.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod eyes;
mod rounds;
mod world;
