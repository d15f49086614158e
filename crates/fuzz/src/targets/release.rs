//! What is read of releases: audiences, sealed bases, policies.

use crate::Target;
use model::{Audience, Class, Digest, IncidentId, ReleasePolicy};
use release::{Basis, Policy, ReleaseKey};
use std::collections::BTreeSet;

/// All targets of the crate.
pub const TARGETS: &[Target] = &[
    Target { name: "audience", seeds: audiences, run: run_audience },
    Target { name: "release basis", seeds: bases, run: run_basis },
    Target { name: "release policy", seeds: policies, run: run_policy },
];

fn key() -> ReleaseKey {
    ReleaseKey::from_bytes([7; 32])
}

fn audiences() -> Vec<Vec<u8>> {
    vec![b"public".to_vec(), b"commission".to_vec(), b"party:p1".to_vec()]
}

/// What reads is written back as it was.
fn run_audience(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(audience) = text.parse::<Audience>()
    {
        assert_eq!(audience.to_string(), text);
    }
}

fn bases() -> Vec<Vec<u8>> {
    let basis = Basis { incident: IncidentId::from_bytes([1; 10]), item: Digest::of(b"item"), members: BTreeSet::new() };
    key().seal(&basis, b"release").map(|text| vec![text.into_bytes()]).unwrap_or_default()
}

/// Nothing opens but what the key sealed.
fn run_basis(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(basis) = key().open(text, b"release")
    {
        assert_eq!(key().seal(&basis, b"release").as_deref(), Ok(text));
    }
}

fn policies() -> Vec<Vec<u8>> {
    vec![br#"{"class":[{"bucket_h":24,"class":"fire_origin","delay_h":24,"edge_m_min":10000}],"object":[{"lat_e7":1,"lon_e7":1,"name":"a","reach_m":5}]}"#.to_vec()]
}

/// No policy that is accepted shows origins of fire finer or earlier than METHOD 13 allows.
fn run_policy(bytes: &[u8]) {
    if let Ok(said) = serde_json::from_slice::<ReleasePolicy>(bytes)
        && let Ok(policy) = Policy::of(&said)
    {
        let rule = policy.rule(Class::FireOrigin);
        assert!(rule.edge_m_min >= 1_000 && rule.delay_h >= 6);
    }
}
