//! The server over a small fictional mission: what it describes it answers, and only to its own machine.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::body::Body;
use axum::http::{Request, StatusCode};
use engine::Hand;
use engine::acts::{Founders, found};
use engine::contract::Desk;
use engine::receive::{Submission, adopt_agreement, adopt_mission, receive};
use model::{Act, Seen, SourceId, VerifyAct};
use record::key::SecretKey;
use record::register::{new_act, sign_act};
use serde_json::Value;
use std::path::Path;
use store::Folder;
use tower::ServiceExt;

fn filled(root: &Path) -> Folder {
    let world = exercise::demonstration_with(&exercise::Options { seed: 3, days: 5, scale_ppm: 200_000, swap_parties: false });
    let folder = Folder::with_state(&root.join("mission"), &root.join("state"), &[5; 32]);
    folder.create_log("test.invalid/log", &[5; 32]).unwrap();
    let mut writer = folder.write().unwrap();
    let now = "2026-11-20T12:00:00Z".parse().unwrap();
    let mut desk = Desk { log: &mut writer.log, vault: &mut writer.vault, projection: &mut writer.projection, keys: &mut writer.keys, now };
    let [root, officer, node] = [1, 2, 3].map(|n| SecretKey::from_seed(&[n; 32]));
    let log_vkey = folder.verifier().unwrap().vkey().to_string();
    let founders = Founders { person: "test", body: None, root: &root, officer: &officer, node: &node, log_vkey: &log_vkey };
    found(&mut desk, &founders).unwrap();
    let hand = Hand { person: "test", key: &officer };
    adopt_mission(&mut desk, &world.mission_toml, &hand).unwrap();
    let files: Vec<Submission> = world
        .files
        .into_iter()
        .map(|file| Submission { name: file.name, bytes: file.bytes, source: Some(SourceId(file.source)), read_as: None, map: file.map })
        .collect();
    receive(&mut desk, &files).unwrap();
    for (_, text) in &world.agreements {
        let (agreement, _) = terms::read_agreement(text);
        adopt_agreement(&mut desk, agreement.unwrap().id(), text, &hand).unwrap();
    }
    bring_case(&mut desk, &hand);
    engine::settle(&mut desk, |_| {}, |_| {}).unwrap();
    folder
}

/// A case that was opened, its party told.
fn bring_case(desk: &mut Desk<'_>, hand: &Hand<'_>) {
    use model::{Act, CaseAct, PartyId};
    let rules = "[[commission.seats]]\nmember = \"test\"\n";
    let sha256 = desk.vault.put(b"you are named in a case").unwrap();
    let (case, party) = ("shells on a bridge".to_owned(), PartyId("p".into()));
    for act in [
        Act::AdoptProcedure { text: rules.into() },
        Act::Case(CaseAct::Submit { case: case.clone(), cites: vec![], named: vec![party.clone()], reviews: None, title: "<b>".into() }),
        Act::Case(CaseAct::Open { case: case.clone() }),
        Act::Case(CaseAct::Notify { case, party, sha256 }),
    ] {
        engine::acts::declare(desk, act, hand).unwrap();
    }
}

struct Answer {
    status: StatusCode,
    media_type: String,
    policy: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

async fn ask_as(folder: &Folder, host: &str, path: &str) -> Answer {
    let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
    let answer = server::router(folder.clone()).oneshot(request).await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, media_type, policy) = (answer.status(), header("content-type"), header("content-security-policy"));
    let bytes = axum::body::to_bytes(answer.into_body(), 64 << 20).await.unwrap().to_vec();
    Answer { status, media_type, policy, bytes }
}

async fn ask(folder: &Folder, path: &str) -> Answer {
    ask_as(folder, "127.0.0.1:8642", path).await
}

#[tokio::test]
async fn everything_the_description_lists_is_answered() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let description = ask(&folder, "/api/v1/openapi.json").await.json();
    assert!(description.get("openapi").and_then(Value::as_str).unwrap().starts_with("3.1"));
    assert_eq!(description.pointer("/info/title").and_then(Value::as_str), Some("Tregua"));
    let list = ask(&folder, "/api/v1/incidents?limit=1").await.json();
    let incident = list.pointer("/incidents/0/id").and_then(Value::as_str).unwrap().to_owned();
    let whole = ask(&folder, &format!("/api/v1/incidents/{incident}")).await.json();
    let observation = whole.pointer("/observations/0/id").and_then(Value::as_str).unwrap().to_owned();
    // Acts are sent, not asked for: `an_act_signed_elsewhere_...` below.
    let described = description.get("paths").and_then(Value::as_object).unwrap();
    let paths: Vec<String> = described.iter().filter(|(_, path)| path.get("get").is_some()).map(|(path, _)| path.clone()).collect();
    assert_eq!(described.len() - paths.len(), 1);
    assert!(paths.len() >= 12, "{paths:?}");
    for path in paths {
        let id = if path.contains("observations") { &observation } else { &incident };
        let asked = path.replace("{id}", id).replace("{day}", "2026-01-12").replace("{case}", "shells%20on%20a%20bridge");
        let answer = ask(&folder, &asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{asked}");
    }
}

#[tokio::test]
async fn every_page_carries_the_policy_and_says_as_of_when() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    for path in [
        "/",
        "/queue",
        "/quality",
        "/review",
        "/reports",
        "/terms",
        "/record",
        "/cases",
        "/cases/shells%20on%20a%20bridge",
        "/remedies",
        "/due",
        "/commitments",
        "/reports/2026-01-12.html",
        "/reports/weekly-2026-01-12.html",
    ] {
        let answer = ask(&folder, path).await;
        let text = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.policy.contains("default-src 'self'") && !answer.policy.contains("unsafe"), "{path}: {}", answer.policy);
        assert!(!text.contains(" style=\"") && !text.contains("<script>"), "{path}");
        assert!(text.contains("position"), "{path}");
    }
}

#[tokio::test]
async fn doubt_is_shown_beside_what_is_found() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let queue = ask(&folder, "/api/v1/review").await.json();
    let doubts = queue.get("doubts").and_then(Value::as_array).unwrap();
    assert!(!doubts.is_empty());
    for doubt in doubts {
        let members = doubt.get("members").and_then(Value::as_array).unwrap();
        let chances: Vec<u64> = members.iter().map(|member| member.get("chance_ppm").and_then(Value::as_u64).unwrap()).collect();
        assert!(!chances.is_empty() && chances.is_sorted() && chances.iter().all(|ppm| *ppm < 950_000), "{chances:?}");
    }
    let graves: Vec<bool> = doubts.iter().map(|doubt| doubt.get("breach").and_then(Value::as_bool).unwrap()).collect();
    assert!(graves.is_sorted_by_key(|grave| !grave), "breaches first");
    let first = doubts.first().and_then(|doubt| doubt.get("incident")).and_then(Value::as_str).unwrap();
    let whole = ask(&folder, &format!("/api/v1/incidents/{first}")).await.json();
    let n = |key: &str| whole.pointer(&format!("/corroboration/{key}")).and_then(Value::as_u64).unwrap();
    assert!(n("origins") <= n("reports") && n("n_eff_e3") >= 1_000 * n("origins") && n("chance_ppm") > 500_000);
    let page = String::from_utf8(ask(&folder, &format!("/incidents/{first}")).await.bytes).unwrap();
    assert!(page.contains("that it happened: log-odds"), "{page}");
    let numbers = ask(&folder, "/api/v1/reports/daily/2026-01-12").await.json();
    let numbers = numbers.get("numbers").and_then(Value::as_array).unwrap().clone();
    assert!(!numbers.is_empty());
    for number in &numbers {
        let n = |key: &str| number.get(key).and_then(Value::as_u64).unwrap();
        assert!(n("low") <= n("found") && n("found") <= n("high") && n("previous_low") <= n("previous_high"), "{number}");
    }
}

#[tokio::test]
async fn a_case_is_shown_with_what_is_due_and_as_it_stood() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let case = ask(&folder, "/api/v1/cases/shells%20on%20a%20bridge").await.json();
    assert_eq!(case.get("state").and_then(Value::as_str), Some("reply_period"), "{case}");
    let told = case.pointer("/notices/p/leaf").and_then(Value::as_u64).unwrap();
    let before = ask(&folder, &format!("/api/v1/cases/shells%20on%20a%20bridge?as_of={told}")).await.json();
    assert_eq!(before.get("state").and_then(Value::as_str), Some("opened"), "{before}");
    let due = ask(&folder, "/api/v1/due").await.json();
    assert!(due.to_string().contains("\"reply\""), "{due}");
    let calendar = ask(&folder, "/api/v1/due.ics").await;
    assert_eq!(calendar.media_type, "text/calendar; charset=utf-8");
    assert!(calendar.bytes.starts_with(b"BEGIN:VCALENDAR\r\n") && calendar.bytes.ends_with(b"END:VCALENDAR\r\n"));
    let page = String::from_utf8(ask(&folder, "/cases/shells%20on%20a%20bridge").await.bytes).unwrap();
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>shells"), "what people write is escaped");
    assert_eq!(ask(&folder, "/api/v1/cases/none").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_host_name_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    for host in ["tregua.example", "evil.example:8642", "", "127.0.0.1.evil.example"] {
        let answer = ask_as(&folder, host, "/api/v1/summary").await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
}

#[tokio::test]
async fn an_earlier_position_has_earlier_counts_and_a_later_one_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let n = |summary: &Value, pointer: &str| summary.pointer(pointer).and_then(Value::as_u64).unwrap();
    let now = ask(&folder, "/api/v1/summary").await.json();
    let (size, incidents) = (n(&now, "/log/size"), n(&now, "/counts/incidents"));
    let before = ask(&folder, &format!("/api/v1/summary?as_of={}", size - 2)).await.json();
    assert!(incidents > 0 && n(&before, "/counts/incidents") == 0, "{before}");
    assert_eq!(n(&now, "/families/received") + n(&now, "/families/declared") + n(&now, "/families/concluded"), size);
    let ahead = ask(&folder, &format!("/api/v1/summary?as_of={}", size + 1)).await;
    assert_eq!((ahead.status, ahead.media_type.as_str()), (StatusCode::NOT_FOUND, "application/problem+json"));
}

#[tokio::test]
async fn proposals_of_a_whole_mission_hold_no_place_and_no_direction() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let list = ask(&folder, "/api/v1/incidents?limit=40").await.json();
    let mut weighed = 0;
    for row in list.get("incidents").and_then(Value::as_array).unwrap() {
        let id = row.get("id").and_then(Value::as_str).unwrap();
        let answer = ask(&folder, &format!("/api/v1/incidents/{id}/proposal")).await;
        assert_eq!(answer.status, StatusCode::OK, "{id}");
        let Some(proposal) = answer.json().get("proposal").cloned() else { continue };
        weighed += 1;
        let text = proposal.to_string();
        let classes = proposal.pointer("/classes").and_then(Value::as_array).unwrap().len();
        assert!(proposal.get("origin").is_none() && (proposal.pointer("/outcome/undetermined").is_some() || classes >= 2), "{text}");
        for word in
            ["\"lat", "\"lon", "bearing_deg", "points to", "perceived the firing to", "north", "south-", "to the east", "to the west"]
        {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    assert!(weighed >= 10, "{weighed}");
}

#[tokio::test]
async fn wrong_requests_get_a_problem_in_one_sentence() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    for (path, status, word) in [
        ("/api/v1/incidents/INC-ZZZZZZ", 404, "INC-ZZZZZZ"),
        ("/api/v1/picture?from=yesterday", 400, "yesterday"),
        ("/api/v1/picture?kind=magic", 400, "magic"),
        ("/api/v1/incidents?cursor=x", 400, "cursor"),
        ("/api/v1/reports/daily/2026-13-01", 400, "2026-13-01"),
        ("/api/v1/commitments?first=draft&second=final", 404, "no text `draft`"),
        ("/log/../keys/log.key", 404, "no file of a log"),
        ("/log/tile/../../../keys/log.key", 404, "no file of a log"),
        ("/api/v1/nothing", 404, "/api/v1/nothing"),
    ] {
        let answer = ask(&folder, path).await;
        assert_eq!((answer.status.as_u16(), answer.media_type.as_str()), (status, "application/problem+json"), "{path}");
        assert!(answer.json().get("detail").and_then(Value::as_str).unwrap().contains(word), "{path}");
    }
}

#[tokio::test]
async fn the_pages_of_a_list_join_without_gap_or_overlap() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let (mut seen, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let query = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let page = ask(&folder, &format!("/api/v1/incidents?limit=7{query}")).await.json();
        let ids = page
            .get("incidents")
            .and_then(Value::as_array)
            .unwrap()
            .iter()
            .map(|row| row.get("id").and_then(Value::as_str).unwrap().to_owned());
        seen.extend(ids);
        next = page.get("next").and_then(Value::as_str).map(str::to_owned);
    }
    let total = ask(&folder, "/api/v1/incidents?limit=1").await.json().get("total").and_then(Value::as_u64).unwrap();
    let unique: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len() as u64, unique.len() as u64), (total, total));
}

#[tokio::test]
async fn a_stranger_s_tool_can_check_an_entry_from_the_files_served() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let vkey = String::from_utf8(ask(&folder, "/log/vkey").await.bytes).unwrap();
    let verifier: ledger::note::Verifier = vkey.trim_end().parse().unwrap();
    let note = ask(&folder, "/log/checkpoint").await.bytes;
    let (checkpoint, _) = ledger::checkpoint::Checkpoint::open(&note, verifier.name(), std::slice::from_ref(&verifier)).unwrap();
    let tile = ledger::tile::Tile::at(ledger::tile::Level::Entries, 0, checkpoint.size).unwrap();
    let bundle = ask(&folder, &format!("/log/{tile}")).await.bytes;
    let mut tree = ledger::tree::Frontier::new();
    for entry in ledger::tile::read_entries(&bundle, tile.width()).unwrap() {
        tree.append(ledger::tree::Hash::leaf(entry));
    }
    assert_eq!((tree.size(), tree.root()), (checkpoint.size, checkpoint.root));
}

/// Sends an act to a server that may write.
async fn send(folder: &Folder, kind: &str, body: Vec<u8>) -> Answer {
    let own = folder.clone();
    let pen = server::api::acts::Pen::new(move || Ok(own.write()?));
    let request = Request::post("/api/v1/acts").header("host", "localhost").header("content-type", kind).body(Body::from(body)).unwrap();
    answer_of(server::router_with(folder.clone(), pen).oneshot(request).await.unwrap()).await
}

async fn answer_of(answer: axum::response::Response) -> Answer {
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, media_type, policy) = (answer.status(), header("content-type"), header("content-security-policy"));
    let bytes = axum::body::to_bytes(answer.into_body(), 64 << 20).await.unwrap().to_vec();
    Answer { status, media_type, policy, bytes }
}

fn signed(act: Act, minute: u32) -> Vec<u8> {
    let at = format!("2026-11-20T12:{minute:02}:00Z").parse().unwrap();
    let mut signed = new_act(act, "test", "test.invalid/log", at);
    sign_act(&mut signed, &SecretKey::from_seed(&[2; 32])).unwrap();
    serde_json::to_vec(&signed).unwrap()
}

#[tokio::test]
async fn an_act_signed_elsewhere_is_judged_entered_and_shown_and_a_forbidden_one_is_not() {
    let root = tempfile::tempdir().unwrap();
    let folder = filled(root.path());
    let queue = ask(&folder, "/api/v1/queue?role=analyst&limit=1").await.json();
    let id = queue.pointer("/0/subject").and_then(Value::as_str).unwrap().to_owned();
    let json = "application/json";
    let comment =
        |minute, subject: &str| signed(Act::Verify(VerifyAct::Comment { subject: subject.to_owned(), text: "seen".into() }), minute);
    let entered = send(&folder, json, comment(1, &id)).await;
    assert_eq!(entered.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&entered.bytes));
    assert_eq!(entered.json().get("signed_by").and_then(Value::as_str), Some("test"));
    let confirm = |facts: &casework::verification::Facts| {
        let seen = Seen { as_of: 0, kin: Vec::new(), version: facts.version };
        signed(Act::Verify(VerifyAct::Confirm { note: None, seen, subject: id.clone() }), 2)
    };
    let facts = store::view::View::open(&folder, None).unwrap().facts([id.as_str()]).unwrap().remove(&id).unwrap();
    let altered = String::from_utf8(comment(3, &id)).unwrap().replace("seen", "not seen");
    let policy = signed(Act::AdoptPolicy { text: String::new() }, 4);
    for (body, kind, status, word) in [
        (comment(1, &id), json, 403, "a replay"),
        (comment(1, &id), "text/plain", 415, "application/json"),
        (b"{}".to_vec(), json, 400, "no signed act"),
        (altered.into_bytes(), json, 403, "it was altered"),
        (policy, json, 400, "`adopt_policy` is not taken here"),
        (comment(5, "INC-0000000000000000"), json, 404, "INC-0000000000000000"),
        (confirm(&facts), json, 409, "graded by 0 people"),
    ] {
        let answer = send(&folder, kind, body).await;
        let text = String::from_utf8(answer.bytes).unwrap();
        assert_eq!((answer.status.as_u16(), text.contains(word)), (status, true), "{text}");
    }
    let matter = ask(&folder, &format!("/api/v1/matters/{id}")).await.json();
    assert_eq!(matter.get("comments").and_then(Value::as_array).map(Vec::len), Some(1));
    let page = String::from_utf8(ask(&folder, &format!("/matters/{id}")).await.bytes).unwrap();
    assert!(page.contains("seen") && page.contains("comment by test"), "{page}");
    let read_only =
        Request::post("/api/v1/acts").header("host", "localhost").header("content-type", json).body(Body::from(comment(6, &id))).unwrap();
    let answer = answer_of(server::router(folder.clone()).oneshot(read_only).await.unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let _held = folder.write().unwrap();
    let busy = send(&folder, json, comment(7, &id)).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
}
