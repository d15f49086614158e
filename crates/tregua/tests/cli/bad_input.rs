//! Bad input: each gets one clear sentence with what to do, a fitting exit code, and nothing is lost.

use crate::program::{Mission, OK, Run};
use std::io::Write;

const CALL: i32 = 2;
const INPUT: i32 = 3;
const BUSY: i32 = 4;

/// One sentence on standard error, naming the file, without a backtrace or Rust's words.
pub fn says(run: &Run, code: i32, words: &[&str]) {
    assert!(run.is(code), "{run:?}");
    for word in words {
        assert!(run.err.contains(word) || run.out.contains(word), "`{word}` is missing: {run:?}");
    }
    for ugly in ["panicked", "Os {", "Err(", "unwrap", "RUST_BACKTRACE"] {
        assert!(!run.err.contains(ugly), "`{ugly}`: {run:?}");
    }
}

/// Whatever came, the mission is whole afterwards and takes good files.
pub fn is_whole(mission: &Mission) {
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK), "{audit:?}");
    mission.write("good.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    let good = mission.run(&["add", "good.csv"]);
    assert!(good.is(OK) && good.out.contains("1 read"), "{good:?}");
}

#[test]
fn a_file_that_is_not_there() {
    let mission = Mission::new();
    says(&mission.run(&["add", "nothing.csv"]), INPUT, &["nothing.csv"]);
    is_whole(&mission);
}

#[test]
fn a_file_of_no_known_format_is_kept_and_says_what_to_do() {
    let mission = Mission::new();
    mission.write("x.bin", &[0, 159, 146, 150, 1, 2, 3, 255, 254, 0, 0, 7]);
    says(&mission.run(&["add", "x.bin"]), INPUT, &["x.bin", "kept"]);
    mission.write("t.csv", b"a,b\n1,2\n");
    says(&mission.run(&["add", "t.csv"]), INPUT, &["t.csv", "--map"]);
    is_whole(&mission);
}

#[test]
fn a_file_first_added_wrongly_can_be_added_again_rightly() {
    let mission = Mission::new();
    mission.write("rows.csv", b"Date,Hour,Latitude,Longitude,What,Who\n2026-01-07,21:10,-33.05,-17.20,explosion,patrol\n");
    mission.write("map.toml", include_bytes!("../../../../fixtures/maps/journey.toml"));
    says(&mission.run(&["add", "rows.csv"]), INPUT, &["--map"]);
    let rightly = mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    assert!(rightly.is(OK) && rightly.out.contains("1 read, 0 refused; 1 new observations"), "{rightly:?}");
    let again = mission.run(&["add", "rows.csv", "--map", "map.toml"]);
    assert!(again.is(OK) && again.out.contains("known already, nothing changed"), "{again:?}");
    is_whole(&mission);
}

#[test]
fn latitude_91_and_a_date_in_the_future_cost_their_rows_only() {
    let mission = Mission::new();
    mission.write(
        "f.csv",
        b"latitude,longitude,acq_date\n91.2,-17.2,2026-01-05\n-33.1,-17.2,2099-01-05\n-33.1,-17.2,2026-02-30\n-33.1,-17.2,2026-01-05\n",
    );
    let run = mission.run(&["add", "f.csv"]);
    says(
        &run,
        OK,
        &[
            "4 rows, 1 read, 3 refused",
            "line 2, column latitude",
            "`91.2` is not a number between -90 and 90",
            "line 3",
            "future",
            "line 4",
        ],
    );
    is_whole(&mission);
}

#[test]
fn a_truncated_gz_and_a_zip_bomb_are_kept_and_not_unpacked() {
    let mission = Mission::new();
    let mut gz = gzip(&b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n".repeat(2_000));
    gz.truncate(gz.len() / 2);
    mission.write("cut.csv.gz", &gz);
    says(&mission.run(&["add", "cut.csv.gz"]), INPUT, &["cut.csv.gz"]);
    mission.write("bomb.csv.gz", &gzip(&vec![b'0'; 300 << 20]));
    says(&mission.run(&["add", "bomb.csv.gz"]), INPUT, &["bomb.csv.gz"]);
    is_whole(&mission);
}

#[test]
fn one_line_of_two_gigabytes_is_refused_before_it_is_read_whole() {
    let mission = Mission::new();
    let file = std::fs::File::create(mission.path("long.csv")).unwrap();
    file.set_len(2 << 30).unwrap();
    says(&mission.run(&["add", "long.csv"]), INPUT, &["long.csv", "1 GiB"]);
    is_whole(&mission);
}

#[test]
fn a_wrong_encoding_is_read_with_a_note_or_refused_but_never_garbled_silently() {
    let mission = Mission::new();
    let mut utf16 = vec![0xff, 0xfe];
    for unit in "latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n".encode_utf16() {
        utf16.extend_from_slice(&unit.to_le_bytes());
    }
    mission.write("wide.csv", &utf16);
    says(&mission.run(&["add", "wide.csv"]), OK, &["1 read"]);
    is_whole(&mission);
}

#[test]
fn an_agreement_with_a_dangling_zone_is_pointed_at() {
    let mission = Mission::new();
    let text = "# A\n\n```toml\n[agreement]\nid = \"a\"\nparties = [\"p1\", \"p2\"]\n```\n\n## 1\n\nNo fire in the zone.\n\n```toml\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"No fire\"\nacts = [\"explosion\"]\nzone = \"nowhere\"\n```\n";
    mission.write("agreements/a.md", text.as_bytes());
    says(&mission.run(&["terms", "check"]), 1, &["a.md:19:", "nowhere"]);
}

#[test]
fn a_second_writer_waits_its_turn_with_a_sentence() {
    let mission = Mission::new();
    let folder = store::Folder::new(&mission.path(""));
    let lock = folder.lock().unwrap();
    mission.write("good.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    says(&mission.run(&["add", "good.csv"]), BUSY, &["another process is writing"]);
    assert!(mission.run(&["status"]).is(OK), "reading goes on");
    drop(lock);
    is_whole(&mission);
}

#[test]
fn wrong_calls_say_what_would_be_right() {
    let mission = Mission::new();
    says(&mission.run(&["add", "x.csv", "--as", "excel"]), CALL, &["excel", "firms"]);
    mission.write("x.csv", b"latitude,longitude,acq_date\n-33.1,-17.2,2026-01-05\n");
    says(&mission.run(&["add", "x.csv", "--source", "nobody"]), CALL, &["nobody", "[[source]]"]);
    says(&mission.run(&["report", "daily", "--for", "2026-13-01"]), CALL, &["2026-13-01"]);
    says(&mission.run(&["explain", "INC-ZZZZZZ"]), CALL, &["INC-ZZZZZZ"]);
    says(&mission.run(&["--mission", "elsewhere", "status"]), CALL, &["tregua init"]);
    mission.write("mission.toml", b"name = \"x\"\nzone = \"Mars/Base\"\n");
    says(&mission.run(&["adopt", "--by", "me"]), INPUT, &["Mars/Base"]);
}

#[test]
fn a_database_that_is_no_database_is_made_anew() {
    let mission = Mission::new();
    std::fs::File::options()
        .write(true)
        .truncate(true)
        .open(mission.path("data/tregua.db"))
        .unwrap()
        .write_all(b"this is no database at all, is it")
        .unwrap();
    let run = mission.run(&["status"]);
    assert!(run.is(5) && run.err.contains("tregua rebuild"), "{run:?}");
    assert!(mission.run(&["rebuild"]).is(OK));
    is_whole(&mission);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}
