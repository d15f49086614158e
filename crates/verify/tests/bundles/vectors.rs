//! The published proofs that must fail, through the program itself.

use crate::program::verify;
use crate::world::{World, finish};
use record::seal::Audience;
use std::fs;
use std::path::Path;
use verify::write::write_tar;

#[test]
fn every_published_proof_that_must_fail_fails_in_a_bundle() {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        println!("skipped: published proofs that must fail: TREGUA_DATA not set");
        return;
    };
    let text = fs::read_to_string(Path::new(&data).join("tlog_vectors/formats/proof_policy_cases.json")).unwrap();
    let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
    let cases = cases["tlog_proof_must_fail"].as_array().unwrap();
    assert!(cases.len() >= 8, "{}", cases.len());
    let world = World::light();
    let checkpoint = world.cosigned(&[0, 1, 2]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trusted.policy"), world.policy(2)).unwrap();
    let good = world.record_proof(0, Audience::Commission, &checkpoint).to_string();
    let (head, _) = good.split_once("\n\n").unwrap();
    for case in cases {
        let mut bundle = world.bundle(Audience::Commission, &checkpoint);
        bundle.add_file("data/records/0.record-proof", format!("{head}\n\n{}", case["proof"].as_str().unwrap()).into_bytes());
        fs::write(folder.path().join("case.tar"), write_tar(&finish(bundle), "case").unwrap()).unwrap();
        let output = verify(&["case.tar", "--policy", "trusted.policy"], folder.path());
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.code() == Some(1) && said.contains("entry 0: FAILED"), "{}: {said}", case["desc"]);
    }
}
