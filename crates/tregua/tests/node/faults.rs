//! What may happen to a node: killed at any moment, its disk full, its clock wrong.

use crate::everything_is_in_the_log_once;
use crate::running::{Device, Mission, Running, receipt_of};
use ledger::tree::Hash;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Moments at which the node is killed; `TREGUA_KILLS` asks for another number (`cargo xtask soak`).
const KILLS: u64 = 50;
/// Senders at once.
const STREAMS: u64 = 4;

/// Sends one number after the other in each stream until the node goes away; what was not
/// acknowledged is sent again by the next. Gives the hashes of the leaves that were acknowledged.
fn send_until_gone(node: &Running, mission: &Mission, device: &Device, next: &[AtomicU64], hashes: &Mutex<Vec<Hash>>, kill: impl FnOnce()) {
    std::thread::scope(|scope| {
        for (stream, next) in next.iter().enumerate() {
            scope.spawn(move || {
                loop {
                    let seq = next.load(Ordering::SeqCst);
                    let parcel = device.parcel(&format!("s{stream}"), seq);
                    match node.try_post(&parcel.show(), "application/json") {
                        Some((200, body)) => {
                            hashes.lock().unwrap().push(Hash(*receipt_of(&body, mission).leaf_hash.as_bytes()));
                            next.store(seq + 1, Ordering::SeqCst);
                        }
                        Some((status, body)) => panic!("{status}: {body}"),
                        None => return,
                    }
                }
            });
        }
        kill();
    });
}

#[test]
fn kill_9_at_random_moments_loses_nothing_acknowledged_and_doubles_nothing() {
    let kills = std::env::var("TREGUA_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mission = Mission::new();
    let device = mission.device("Sensor 1");
    let next: Vec<AtomicU64> = (0..STREAMS).map(|_| AtomicU64::new(1)).collect();
    let hashes = Mutex::new(Vec::new());
    for kill in 0..kills {
        let node = mission.start();
        let id = node.id();
        send_until_gone(&node, &mission, &device, &next, &hashes, || {
            std::thread::sleep(Duration::from_millis(20 + kill * 7919 % 400));
            assert!(Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap().success());
        });
        node.kill();
    }
    mission.start().stop();
    let hashes = hashes.into_inner().unwrap();
    println!("{kills} kills, {} submissions acknowledged", hashes.len());
    assert!(hashes.len() as u64 > kills, "too few were acknowledged to say anything");
    everything_is_in_the_log_once(&mission, &hashes);
    assert!(mission.run(&["fsck"]).is(0));
    let audit = mission.run(&["audit"]);
    assert!(audit.is(0) && audit.out.contains(" 0 differences"), "{audit:?}");
}

#[test]
fn a_disk_that_fills_refuses_cleanly_reading_goes_on_and_intake_resumes_without_a_restart() {
    let disk = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let output = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(disk.path()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !mount("size=3m") {
        println!("skipped: a node on a full disk: this user cannot mount a small tmpfs");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill(disk.path()));
    Command::new("umount").arg("-l").arg(disk.path()).status().unwrap();
    outcome.unwrap();
}

fn fill(disk: &std::path::Path) {
    let mission = Mission::within(disk);
    let device = mission.device("Sensor 1");
    let node = mission.start();
    let (mut hashes, mut refused) = (Vec::new(), None);
    for seq in 1..20_000 {
        let parcel = device.parcel("main", seq);
        match node.post(&parcel.show()) {
            (200, body) => hashes.push(Hash(*receipt_of(&body, &mission).leaf_hash.as_bytes())),
            other => {
                refused = Some((seq, other));
                break;
            }
        }
    }
    let (seq, (status, body)) = refused.unwrap();
    assert!(status == 503 && body.contains("the disk is full"), "{status}: {body}");
    assert_eq!(node.get("/log/checkpoint").0, 200, "reading goes on");
    assert!(Command::new("mount").args(["-o", "remount,size=64m"]).arg(disk).status().unwrap().success());
    for seq in seq..seq + 20 {
        let (status, body) = node.post(&device.parcel("main", seq).show());
        assert_eq!(status, 200, "it resumes: {body}");
        hashes.push(Hash(*receipt_of(&body, &mission).leaf_hash.as_bytes()));
    }
    node.size_when_quiet(&mission);
    node.stop();
    println!("{} submissions acknowledged, the disk was full at number {seq}", hashes.len());
    everything_is_in_the_log_once(&mission, &hashes);
    assert!(mission.run(&["fsck"]).is(0));
}

#[test]
fn a_clock_that_jumps_ten_years_back_and_forth_changes_neither_order_nor_proofs() {
    const TEN_YEARS_MS: i64 = 315_576_000_000;
    let mission = Mission::new();
    let device = mission.device("Sensor 1");
    let folder = store::Folder::with_state(&mission.path(""), &mission.path("../state"), &[5; 32]);
    let mut writer = folder.write().unwrap();
    engine::replay::replay(&writer.log, &writer.vault, &mut writer.projection, |_, _| {}).unwrap();
    let began = 1_767_600_000_000;
    let clock = Arc::new(AtomicU64::new(0));
    let jumping = clock.clone();
    let now = move || {
        let jump = [0, TEN_YEARS_MS, -TEN_YEARS_MS][usize::try_from(jumping.fetch_add(1, Ordering::SeqCst) % 3).unwrap()];
        model::Instant::from_ms(began + jump).unwrap()
    };
    let options = server::intake::Options { now: Arc::new(now), published: Box::new(|_| {}), remark: |_| {} };
    let node = Arc::new(server::intake::Node::start(&folder, writer, options).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let listening = runtime.block_on(server::listen(0)).unwrap();
    let address = format!("http://{}", listening.address());
    let serving = runtime.spawn(listening.serve_until(server::intake::router(node.clone()), async { drop(stopped.await) }));
    let mut hashes = Vec::new();
    for seq in 1..=30 {
        let parcel = device.parcel("main", seq);
        let answer = ureq::post(format!("{address}/submissions")).header("content-type", "application/json").send(parcel.show().as_bytes());
        let body = answer.unwrap().body_mut().read_to_string().unwrap();
        hashes.push(Hash(*receipt_of(&body, &mission).leaf_hash.as_bytes()));
    }
    stop.send(()).unwrap();
    runtime.block_on(serving).unwrap().unwrap();
    drop(runtime);
    drop(node);
    everything_is_in_the_log_once(&mission, &hashes);
    let log = mission.folder().read_log().unwrap();
    let places: Vec<u64> = hashes.iter().map(|hash| log.find(hash).unwrap().unwrap()).collect();
    assert!(places.is_sorted(), "in the order in which they came: {places:?}");
    let audit = mission.run(&["audit"]);
    assert!(audit.is(0) && audit.out.contains(" 0 differences"), "{audit:?}");
}
