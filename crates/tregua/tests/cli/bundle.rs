//! Bundles from the real program: a stranger checks them with our verifier, and with Python and openssl alone.

use crate::authority::{Authority, has_openssl};
use crate::program::{Mission, OK};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use verify::archive::{TarFiles, ZipFiles};
use verify::check::check;
use verify::trust::Trust;
use verify::verdict::{Findings, Verdict};

const ROWS: &str = "Date,Hour,Latitude,Longitude,What,Who\r\n\
    2026-01-07,21:10,-33.05,-17.20,explosion,\"north, camera\"\r\n\
    2026-01-07,21:12,-33.051,-17.201,explosion,patrol 4\r\n\
    2026-01-08,03:40,-33.30,-17.60,shot,patrol 4\r\n";
const MAP: &str = include_str!("../../../../fixtures/maps/journey.toml");

fn filled() -> (Mission, String) {
    let mission = Mission::new();
    mission.write("rows.csv", ROWS.as_bytes());
    mission.write("map.toml", MAP.as_bytes());
    assert!(mission.run(&["add", "rows.csv", "--map", "map.toml"]).is(OK));
    let incident = mission.incident_of_report("2026-01-07");
    (mission, incident)
}

fn trust(mission: &Mission, roots: &[Vec<u8>]) -> Trust {
    let vkey = fs::read_to_string(mission.path("data/log/vkey")).unwrap();
    Trust::read(format!("log {vkey}quorum none\n").as_bytes(), roots).unwrap()
}

fn judged(mission: &Mission, bundle: &str, roots: &[Vec<u8>]) -> Findings {
    let bytes = fs::read(mission.path(bundle)).unwrap();
    let trust = trust(mission, roots);
    match bundle.rsplit_once('.') {
        Some((_, "zip")) => check(&mut ZipFiles::new(Cursor::new(bytes)).unwrap(), &trust),
        _ => check(&mut TarFiles::new(Cursor::new(bytes)), &trust),
    }
}

#[test]
fn an_incident_and_a_days_report_are_proven_item_by_item_from_the_bundle_alone() {
    let (mission, incident) = filled();
    let asked = [(incident.as_str(), "incident.tar", 3), ("2026-01-07", "day.zip", 3), (incident.as_str(), "for party:p1, 2.tar", 3)];
    for (what, bundle, least) in asked {
        let exported = mission.run(&["export", "bundle", what, "-o", bundle]);
        assert!(exported.is(OK) && exported.out.contains("for commission"), "{exported:?}");
        let found = judged(&mission, bundle, &[]);
        assert_eq!(found.verdict, Verdict::ProvenWithoutQuorumOrTime, "{found}");
        let named = |word: &str| found.items.iter().filter(|item| item.what.starts_with(word)).count();
        assert!(named("incident") >= 1 && named("observation") + named("artifact") >= least, "{found}");
        assert!(found.faults.is_empty() && found.items.iter().all(|item| item.entry.is_some()), "{found}");
    }
}

#[test]
fn a_bundle_that_was_touched_fails_and_another_logs_key_proves_nothing() {
    let (mission, incident) = filled();
    mission.run(&["export", "bundle", &incident, "-o", "case.tar"]);
    let mut bytes = fs::read(mission.path("case.tar")).unwrap();
    let at = bytes.windows(9).position(|nine| nine == b"explosion").unwrap();
    bytes[at] = b'E';
    mission.write("touched.tar", &bytes);
    assert_eq!(judged(&mission, "touched.tar", &[]).verdict, Verdict::Failed);
    let (other, _) = filled();
    fs::copy(mission.path("case.tar"), other.path("case.tar")).unwrap();
    let found = judged(&other, "case.tar", &[]);
    assert!(found.verdict == Verdict::Failed && found.to_string().contains("is not in the policy"), "{found}");
}

#[test]
fn one_incident_opens_to_the_commission_a_party_and_the_public_by_the_same_leaf_and_nobody_sees_more() {
    let (mission, incident) = filled();
    release_to_everybody(&mission, &incident);
    let mut leaves = Vec::new();
    for (audience, bundle, seen, hidden) in [
        ("commission", "c.tar", vec!["patrol 4", "2026-01-07T21:12", "-330510000", "explosion"], vec![]),
        ("party:p1", "p.tar", vec!["2026-01-07T21:12", "-330510000", "explosion"], vec!["patrol 4", "north, camera", "rows.csv"]),
        (
            "public",
            "e.tar",
            vec!["explosion"],
            vec!["patrol 4", "north, camera", "rows.csv", "2026-01-07T21:12", "-330510000", "OBS-", "INC-", incident.as_str()],
        ),
    ] {
        let exported = mission.run(&["export", "bundle", &incident, "--for", audience, "-o", bundle]);
        assert!(exported.is(OK), "{exported:?}");
        let found = judged(&mission, bundle, &[]);
        assert_eq!(found.verdict, Verdict::ProvenWithoutQuorumOrTime, "{audience}: {found}");
        let entries: Vec<u64> =
            found.items.iter().filter(|item| item.file.starts_with("data/items/")).filter_map(|item| item.entry).collect();
        leaves.push((found.checkpoints[0].root.clone(), entries.len()));
        let shown = opened(&String::from_utf8_lossy(&fs::read(mission.path(bundle)).unwrap()));
        for word in seen {
            assert!(shown.contains(word), "{audience} does not see {word}");
        }
        for word in hidden {
            assert!(!shown.contains(word), "{audience} sees {word}");
        }
    }
    assert!(leaves.windows(2).all(|two| two[0] == two[1]), "{leaves:?}");
}

/// Two officers release the incident: without it, it is bundled for the commission alone.
fn release_to_everybody(mission: &Mission, incident: &str) {
    let steps: [&[&str]; 5] = [
        &["key", "new", "--kind", "officer", "--person", "other", "-o", "other.key"],
        &["key", "add", "other.key", "--role", "custody"],
        &["release", "propose", incident, "--to", "public", "--reason", "known already", "--by", "me", "-o", "release.json"],
        &["act", "sign", "release.json", "--key", "other.key"],
        &["act", "submit", "release.json"],
    ];
    for step in steps {
        let run = mission.run(step);
        assert!(run.is(OK), "{run:?}");
    }
}

/// A text with its disclosures decoded, as a reader would.
fn opened(text: &str) -> String {
    use base64::Engine as _;
    let decode = |line: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(line).ok();
    let more = text.lines().filter_map(|line| line.strip_prefix("open ")).filter_map(decode);
    text.to_owned() + &more.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect::<String>()
}

/// Takes the script out of the bundle's own README and runs it.
fn run_script(bundle: &Path, vkey: &str) -> (bool, String) {
    let readme = fs::read_to_string(bundle.join("README.md")).unwrap();
    let script = readme.split_once("```python\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("check.py");
    fs::write(&file, script).unwrap();
    let output = Command::new("python3").arg(&file).arg(bundle).arg(vkey).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn a_stranger_repeats_the_checks_with_python_and_openssl_by_the_readme_in_the_bundle() {
    if !has_openssl() || !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: a foreign check of a bundle: python3 and openssl are not both on this machine");
        return;
    }
    let (mission, incident) = filled();
    assert!(mission.run(&["export", "bundle", &incident, "-o", "case"]).is(OK));
    let vkey = fs::read_to_string(mission.path("data/log/vkey")).unwrap();
    let (holds, said) = run_script(&mission.path("case"), vkey.trim_end());
    assert!(holds && said.contains("proofs hold under the log's signature"), "{said}");
    // The same script finds one changed letter, also when the manifest is written anew.
    let items = fs::read_dir(mission.path("case/data/items")).unwrap();
    let item = items.flatten().map(|entry| entry.path()).find(|path| path.to_string_lossy().contains("OBS-")).unwrap();
    let text = fs::read_to_string(&item).unwrap();
    let before = model::Digest::of(text.as_bytes()).to_string();
    let changed = text.replacen("\"explosion\"", "\"explosioN\"", 1);
    assert_ne!(changed, text, "the item shows its kind");
    fs::write(&item, &changed).unwrap();
    let (holds, _) = run_script(&mission.path("case"), vkey.trim_end());
    assert!(!holds);
    let (manifest, tags) = (mission.path("case/manifest-sha256.txt"), mission.path("case/tagmanifest-sha256.txt"));
    let digest = |text: &str| model::Digest::of(text.as_bytes()).to_string();
    let listed = fs::read_to_string(&manifest).unwrap();
    let rewritten = listed.replace(&before, &digest(&changed));
    fs::write(&manifest, &rewritten).unwrap();
    let tagged = fs::read_to_string(&tags).unwrap();
    fs::write(&tags, tagged.replace(&digest(&listed), &digest(&rewritten))).unwrap();
    let (holds, said) = run_script(&mission.path("case"), vkey.trim_end());
    assert!(!holds && said.contains("AssertionError"), "{said}");
}

/// An authority behind HTTP, as RFC 3161 section 3.4 has it; answers `n` requests.
fn serve(authority: Authority, n: usize) -> (String, std::thread::JoinHandle<Authority>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        for stream in listener.incoming().take(n) {
            let mut reader = BufReader::new(stream.unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap() > 2 {
                let lower = line.to_ascii_lowercase();
                length = lower.strip_prefix("content-length:").map_or(length, |value| value.trim().parse().unwrap());
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer = authority.answer(&body);
            let mut stream = reader.into_inner();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                answer.len()
            );
            stream.write_all(&[head.as_bytes(), &answer].concat()).unwrap();
        }
        authority
    });
    (url, thread)
}

#[test]
fn two_authorities_stamp_the_checkpoint_and_the_bundle_proves_a_time_offline() {
    if !has_openssl() {
        println!("skipped: time stamps: the openssl tool is not on this machine");
        return;
    }
    let (mission, incident) = filled();
    let (first, one) = serve(Authority::new("First", "critical,timeStamping", false), 1);
    let (second, two) = serve(Authority::new("Second", "critical,timeStamping", true), 1);
    let stamped = mission.run(&["log", "stamp", "--tsa", &first, "--tsa", &second]);
    assert!(stamped.is(OK) && stamped.out.matches("stamped the checkpoint").count() == 2, "{stamped:?}");
    let roots = [one.join().unwrap().root(), two.join().unwrap().root()];
    // The log grows after it was stamped: the bundle ties both checkpoints together.
    mission.write("late.csv", ROWS.replace("03:40,-33.30", "04:50,-33.60").as_bytes());
    assert!(mission.run(&["add", "late.csv", "--map", "map.toml"]).is(OK));
    assert!(mission.run(&["export", "bundle", &incident, "-o", "case.tar"]).is(OK));
    let found = judged(&mission, "case.tar", &roots);
    let time = |item: &verify::verdict::ItemVerdict| item.existed_by.as_ref().map(|moment| moment.by.clone());
    let observations: Vec<_> = found.items.iter().filter(|item| item.what.starts_with("observation")).collect();
    let before = observations.iter().filter(|item| item.verdict == Verdict::Proven && time(item).is_some()).count();
    assert!(before >= 1, "{found}");
    assert_eq!(found.checkpoints.iter().map(|checkpoint| checkpoint.stamps.len()).sum::<usize>(), 2, "{found}");
    let nobody = judged(&mission, "case.tar", &[]);
    assert!(nobody.items.iter().all(|item| item.verdict == Verdict::ProvenWithoutQuorumOrTime), "{nobody}");
    assert!(mission.run(&["audit"]).is(OK));
}

#[test]
fn an_authority_that_is_away_or_answers_garbage_is_named_and_nothing_of_it_is_kept() {
    let (mission, _) = filled();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let garbage = format!("http://{}/", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut some = [0; 4_096];
        let n = stream.read(&mut some).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\ngarbage").unwrap();
        n
    });
    let stamped = mission.run(&["log", "stamp", "--tsa", &garbage, "--tsa", "http://127.0.0.1:9/", "--tsa", "https://example.invalid/"]);
    assert!(thread.join().unwrap() > 0);
    assert!(stamped.is(1) && stamped.err.contains("the answer is not kept") && stamped.err.contains("begins with http://"), "{stamped:?}");
    let kept: BTreeMap<_, _> =
        fs::read_dir(mission.path("data/log/timestamps")).unwrap().flatten().map(|entry| (entry.file_name(), ())).collect();
    assert!(kept.keys().all(|name| name.to_string_lossy().ends_with(".checkpoint")), "{kept:?}");
}

#[test]
fn a_wrong_call_is_named_in_one_sentence() {
    let (mission, incident) = filled();
    for (words, expected) in [
        (vec!["export", "bundle", "INC-ZZZZZZ", "-o", "x.tar"], "INC-ZZZZZZ"),
        (vec!["export", "bundle", "case-7", "-o", "x.tar"], "no incident, day or decided case"),
        (vec!["export", "bundle", "2026-13-07", "-o", "x.tar"], "2026-13-07"),
        (vec!["export", "bundle", &incident, "--for", "party:nobody", "-o", "x.tar"], "is no audience"),
        (vec!["export", "bundle", &incident, "-o", "data"], "the folder is not empty"),
    ] {
        let refused = mission.run(&words);
        assert!(!refused.is(OK) && refused.err.contains(expected), "{words:?}: {refused:?}");
        assert!(!mission.path("x.tar").exists());
    }
}
