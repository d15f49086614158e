//! The register of commitments: steps, refusals, deliveries, texts, invocations. Guarantors and promises are invented.
#![expect(clippy::unwrap_used, reason = "test")]

mod desk;
mod invoked;
mod paris;
mod properties;
mod steps;
mod texts;
