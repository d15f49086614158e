//! The witness as a real process over loopback: what it remembers, refuses, and withstands.

mod common;

use common::{LOG, Serving, call, keys, leaves, made, must, request, signed, signer};
use ledger::fork::Fork;
use ledger::note::open;
use ledger::witness::{Answer, monitor_path, read_answer};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Instant;

#[test]
fn a_log_is_cosigned_with_both_keys_and_monitors_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let serving = Serving::start(&witness);
    let all = leaves(9, 0);
    assert_eq!(serving.read(&monitor_path(LOG)).0, 404, "nothing cosigned yet");
    for (old, new) in [(0, 4), (4, 4), (4, 9)] {
        let (status, body) = serving.ask(&request(old, &all[..new]));
        assert_eq!(status, 200, "{body}");
        let keys = keys(&witness);
        let Answer::Cosigned(lines) = read_answer(status, body.as_bytes(), &signed(&all[..new]), &keys) else { panic!("{body}") };
        assert_eq!(lines.len(), 2);
        let (status, note) = serving.read(&monitor_path(LOG));
        assert_eq!((status, open(note.as_bytes(), &keys).unwrap().verified.len()), (200, 2));
        assert!(open(note.as_bytes(), &[signer().verifier().clone()]).is_ok());
    }
    let said = must(&["status", &witness.display().to_string(), "--json"]);
    assert!(said.contains(r#""size":9"#), "{said}");
}

#[test]
fn a_restarted_witness_keeps_refusing_what_it_refused() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let (all, other) = (leaves(9, 0), leaves(9, 1));
    let serving = Serving::start(&witness);
    assert_eq!(serving.ask(&request(0, &all[..7])).0, 200);
    drop(serving);
    let serving = Serving::start(&witness);
    assert_eq!(serving.ask(&request(0, &all[..3])), (409, "7\n".to_owned()));
    assert_eq!(serving.ask(&request(0, &other)), (409, "7\n".to_owned()));
    assert_eq!(serving.ask(&request(7, &other)).0, 422);
    assert_eq!(serving.ask(&request(7, &other[..7])).0, 422);
    assert_eq!(serving.ask(&request(7, &all)).0, 200);
}

#[test]
fn what_was_answered_survives_a_kill_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let all = leaves(12, 0);
    let mut seen = 0;
    for new in 1..=12 {
        let serving = Serving::start(&witness);
        assert_eq!(serving.ask(&request(seen, &all[..new])).0, 200, "it remembers {seen}");
        seen = new;
    }
}

#[test]
fn two_trees_of_one_size_are_refused_and_kept_as_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let serving = Serving::start(&witness);
    let (all, other) = (leaves(5, 0), leaves(5, 1));
    assert_eq!(serving.ask(&request(0, &all)).0, 200);
    for _ in 0..3 {
        let (status, body) = serving.ask(&request(5, &other));
        assert_eq!((status, body.as_str()), (422, "the log signed another root at size 5\n"));
    }
    let kept: Vec<_> = fs::read_dir(witness.join("forks")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let fork = Fork::read(&fs::read(&kept[0]).unwrap(), LOG, &[signer().verifier().clone()]).unwrap();
    assert_eq!((kept.len(), fork.sizes()), (1, (5, 5)));
    assert!(must(&["status", &witness.display().to_string()]).contains("FORK"));
    assert_eq!(serving.ask(&request(5, &leaves(6, 0))).0, 200, "the history that was cosigned goes on");
}

#[test]
fn a_torn_or_altered_memory_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let state = witness.join("witness.state");
    let whole = fs::read(&state).unwrap();
    let refused = |bytes: Option<&[u8]>| {
        match bytes {
            Some(bytes) => fs::write(&state, bytes).unwrap(),
            None => fs::remove_file(&state).unwrap(),
        }
        let output = call(&["serve", &witness.display().to_string(), "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    };
    for length in (0..whole.len()).step_by(whole.len() / 12) {
        refused(Some(&whole[..length]));
    }
    for bit in (0..whole.len() * 8).step_by(whole.len() * 8 / 12) {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        refused(Some(&flipped));
    }
    refused(None);
    fs::write(&state, &whole).unwrap();
    assert_eq!(Serving::start(&witness).ask(&request(0, &leaves(1, 0))).0, 200);
}

#[test]
fn a_second_process_never_answers_for_the_same_witness() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let _serving = Serving::start(&witness);
    let dir = witness.display().to_string();
    let vkey = signer().verifier().vkey().to_string();
    for arguments in [&["serve", &dir, "--listen", "127.0.0.1:0"][..], &["add-log", &dir, "--from-empty", "--vkey", &vkey]] {
        let output = call(arguments);
        assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn keys_that_others_may_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let key = witness.join("witness.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let output = call(&["vkey", &witness.display().to_string()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && said.contains("chmod 600"), "{said}");
}

#[test]
fn a_witness_begins_where_the_genesis_checkpoint_says_and_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let witness = folder.path().join("w");
    let (dir, vkey) = (witness.display().to_string(), signer().verifier().vkey().to_string());
    must(&["init", &dir, "--name", "witness.example/w", "--keys", "ml-dsa44"]);
    let all = leaves(8, 0);
    let genesis = |size: usize, history| {
        let path = folder.path().join(format!("genesis-{size}-{history}"));
        fs::write(&path, signed(&leaves(size as u64, history)).to_string()).unwrap();
        path.display().to_string()
    };
    must(&["add-log", &dir, "--genesis", &genesis(5, 0), "--vkey", &vkey]);
    for earlier in [genesis(3, 0), genesis(5, 1)] {
        assert_eq!(call(&["add-log", &dir, "--genesis", &earlier, "--vkey", &vkey]).status.code(), Some(2));
    }
    assert_eq!(call(&["add-log", &dir, "--from-empty", "--vkey", &vkey]).status.code(), Some(2));
    let serving = Serving::start(&witness);
    assert_eq!(serving.ask(&request(0, &all)), (409, "5\n".to_owned()));
    assert_eq!(serving.ask(&request(5, &leaves(8, 1))).0, 422);
    assert_eq!(serving.ask(&request(5, &all)).0, 200);
}

#[test]
fn wrong_calls_say_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("w").display().to_string();
    for (arguments, code, said) in [
        (&["init", &dir, "--name", "two words"][..], 2, "without spaces"),
        (&["serve", &dir], 2, "`init` makes one"),
        (&["add-log", &dir, "--from-empty", "--vkey", "nonsense"], 2, "<name>+"),
    ] {
        let output = call(arguments);
        let heard = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(code) && heard.contains(said), "{arguments:?}: {heard}");
    }
    must(&["init", &dir, "--name", "witness.example/w"]);
    assert_eq!(call(&["init", &dir, "--name", "witness.example/w"]).status.code(), Some(2));
}

/// Whatever the machine's pace: at least `least` are heard, at most the burst and what the time allowed; the
/// rest is told to come later.
fn stays_within(statuses: &[u16], heard: u16, (least, burst, per_second): (f64, f64, f64), begun: Instant) {
    let allowed = burst + per_second * begun.elapsed().as_secs_f64() + 1.0;
    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    let granted = count(heard) as f64;
    assert!(granted >= least && granted <= allowed, "{granted} heard, {allowed} allowed: {statuses:?}");
    assert_eq!(count(heard) + count(429), statuses.len(), "{statuses:?}");
}

#[test]
fn a_flood_of_add_checkpoint_requests_stays_within_its_limits() {
    let folder = tempfile::tempdir().unwrap();
    let witness = made(folder.path());
    let serving = Serving::start(&witness);
    let all = leaves(300, 0);
    // A signed flood: every request grows the log by one entry, as a broken log would.
    let begun = Instant::now();
    let mut size = 0;
    let statuses: Vec<u16> = (0..60)
        .map(|_| {
            let (status, _) = serving.ask(&request(size, &all[..=size]));
            size += usize::from(status == 200);
            status
        })
        .collect();
    stays_within(&statuses, 200, (30.0, 30.0, 5.0), begun);
    // Unsigned garbage from several hands at once, as anybody can send it: refused, and at last unheard.
    let begun = Instant::now();
    let garbage: Vec<u16> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..100).map(|_| serving.ask("garbage").0).collect::<Vec<_>>())).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    // The sixty requests above came from the same address.
    stays_within(&garbage, 400, (140.0, 200.0, 50.0), begun);
    // A huge body is refused at its first byte too many, however much more was announced.
    let mut huge = TcpStream::connect(serving.url.strip_prefix("http://").unwrap()).unwrap();
    huge.write_all(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 1048576\r\n\r\n").unwrap();
    huge.write_all(&vec![b'x'; ledger::witness::REQUEST_BYTES_MAX + 1]).unwrap();
    let mut status = [0; 12];
    huge.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 413");
    assert_eq!(serving.read(&monitor_path(LOG)).0, 200, "monitors are answered all the while");
}

#[test]
fn silent_connections_do_not_stop_the_witness() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&made(folder.path()));
    let address = serving.url.strip_prefix("http://").unwrap();
    let silent: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nol").unwrap();
            stream
        })
        .collect();
    assert_eq!(serving.ask(&request(0, &leaves(2, 0))).0, 200);
    assert_eq!(silent.len(), 200);
}

/// Requests that another implementation's tests send, to a real process over HTTP.
#[test]
fn requests_made_by_another_implementation_get_the_published_answers() {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        eprintln!("skipped: TREGUA_DATA not set");
        return;
    };
    let path = std::path::Path::new(&data).join("tlog_vectors/litewitness/add_checkpoint_cases.json");
    let published: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let witness = folder.path().join("w");
    let dir = witness.display().to_string();
    must(&["init", &dir, "--name", "example.com/witness", "--keys", "ed25519"]);
    let hex = text(&published["sigsum"]["log_key_hex"]);
    let key: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let sigsum = ledger::note::Verifier::ed25519(&text(&published["sigsum"]["origin"]), &key).unwrap().vkey().to_string();
    must(&["add-log", &dir, "--from-empty", "--vkey", &sigsum]);
    let (sumdb, name) = (text(&published["sumdb"]["vkey"]), text(&published["sumdb"]["origin"]));
    must(&["add-log", &dir, "--from-empty", "--vkey", &sumdb, "--name", &name]);
    let serving = Serving::start(&witness);
    let mut run = 0;
    for case in ["sigsum", "sumdb"].iter().flat_map(|part| published[part]["cases"].as_array().unwrap()) {
        let (status, body) = serving.ask(&text(&case["request_body"]));
        assert_eq!(Some(u64::from(status)), case["spec_status"].as_u64(), "{case}");
        if status == 409 {
            assert!(text(&case["assert"]).contains(&format!("{:?}", body)), "{case}");
        }
        run += 1;
    }
    assert_eq!(run, 10);
    let path = monitor_path(&name);
    assert!(serving.read(&path).1.starts_with("go.sum database tree\n35225469\n"));
}
