//! Streams (T9): gaps show, a cloned device shows, a replayed day changes nothing.

use model::Digest;
use proptest::prelude::*;
use record::stream::{Arrival, NONE_BEFORE, Place, Streams, check_place};

/// One submission of a device whose `day` tells apart what two clones see.
fn one(epoch: u64, seq: u64, prev: Digest, day: &str) -> (Place, Digest) {
    let place = Place { sender: "camera 1".into(), stream: "main".into(), epoch, seq, prev };
    (place, Digest::of(format!("{epoch} {seq} {prev} {day}").as_bytes()))
}

/// `n` submissions in a row after `prev`.
fn run(from: u64, n: u64, mut prev: Digest, day: &str) -> Vec<(Place, Digest)> {
    let next = |seq| {
        let made = one(1, seq, prev, day);
        prev = made.1;
        made
    };
    (from..from + n).map(next).collect()
}

#[test]
fn a_run_without_gaps_is_expected_and_the_same_again_is_known() {
    let mut streams = Streams::default();
    let run = run(1, 5, NONE_BEFORE, "a");
    assert!(run.iter().all(|(place, digest)| streams.take(place, *digest) == Arrival::Next));
    assert!(run.iter().all(|(place, digest)| streams.take(place, *digest) == Arrival::Known), "a replayed day is no news");
    assert!(streams.missing().is_empty());
    assert_eq!(
        streams.last("camera 1", "main").map(|(epoch, seq, digest)| (epoch, seq, Some(digest))),
        Some((1, 5, run.last().map(|last| last.1)))
    );
}

#[test]
fn four_missing_reports_are_a_gap_and_may_come_late() {
    let mut streams = Streams::default();
    let run = run(1, 7, NONE_BEFORE, "a");
    let take = |streams: &mut Streams, n: usize| streams.take(&run[n].0, run[n].1);
    assert_eq!(take(&mut streams, 0), Arrival::Next);
    assert_eq!(take(&mut streams, 1), Arrival::Next);
    let Arrival::Ahead(gap) = take(&mut streams, 6) else { panic!("a gap is expected") };
    assert_eq!((gap.from, gap.to, gap.missing_n()), (3, 6, 4));
    assert_eq!(take(&mut streams, 3), Arrival::Late);
    assert_eq!(streams.missing().iter().map(|gap| (gap.from, gap.to)).collect::<Vec<_>>(), [(3, 3), (5, 6)]);
    for n in [2, 5, 4] {
        assert_eq!(take(&mut streams, n), Arrival::Late);
    }
    assert!(streams.missing().is_empty());
}

#[test]
fn a_cloned_device_shows_as_two_branches() {
    let mut streams = Streams::default();
    let shared = run(1, 3, NONE_BEFORE, "a");
    shared.iter().for_each(|(place, digest)| drop(streams.take(place, *digest)));
    let last = shared.last().unwrap().1;
    let (mine, clone) = (run(4, 3, last, "mine"), run(4, 3, last, "clone"));
    assert_eq!(streams.take(&mine[0].0, mine[0].1), Arrival::Next);
    for (place, digest) in clone.iter().take(2) {
        assert!(matches!(streams.take(place, *digest), Arrival::Branch(branch) if branch.seq == place.seq), "{place:?}");
    }
}

#[test]
fn a_clone_that_skips_the_contested_number_is_found_by_the_digest_before() {
    let mut streams = Streams::default();
    let shared = run(1, 2, NONE_BEFORE, "a");
    let clone = run(3, 2, shared[1].1, "clone");
    let mine = run(3, 1, shared[1].1, "mine");
    shared.iter().chain(&mine).for_each(|(place, digest)| drop(streams.take(place, *digest)));
    assert!(matches!(streams.take(&clone[1].0, clone[1].1), Arrival::Branch(_)));
}

#[test]
fn a_late_report_that_does_not_fit_its_successor_is_a_branch() {
    let mut streams = Streams::default();
    let run = run(1, 3, NONE_BEFORE, "a");
    drop(streams.take(&run[0].0, run[0].1));
    drop(streams.take(&run[2].0, run[2].1));
    let (place, digest) = one(1, 2, run[0].1, "forged");
    assert!(matches!(streams.take(&place, digest), Arrival::Branch(_)));
}

#[test]
fn a_new_epoch_says_that_something_may_be_lost() {
    let mut streams = Streams::default();
    run(1, 2, NONE_BEFORE, "a").iter().for_each(|(place, digest)| drop(streams.take(place, *digest)));
    let (place, digest) = one(2, 1, NONE_BEFORE, "after");
    assert_eq!(streams.take(&place, digest), Arrival::Restarted);
    let (place, digest) = one(3, 4, Digest::of(b"unknown"), "after");
    assert!(matches!(streams.take(&place, digest), Arrival::Ahead(gap) if (gap.epoch, gap.from, gap.to) == (3, 1, 3)));
}

#[test]
fn streams_of_two_senders_do_not_touch() {
    let mut streams = Streams::default();
    let (mut place, digest) = one(1, 1, NONE_BEFORE, "a");
    assert_eq!(streams.take(&place, digest), Arrival::Next);
    place.sender = "camera 2".into();
    assert_eq!(streams.take(&place, Digest::of(b"other")), Arrival::Next);
    place.stream = "side".into();
    assert_eq!(streams.take(&place, Digest::of(b"third")), Arrival::Next);
}

#[test]
fn a_number_of_nothing_is_no_place() {
    for (epoch, seq, prev) in
        [(0, 1, NONE_BEFORE), (1, 0, NONE_BEFORE), (1, 2, NONE_BEFORE), (1, 1, Digest::of(b"x")), (1, 1 << 53, NONE_BEFORE)]
    {
        assert!(check_place(epoch, seq, &prev).is_err(), "{epoch} {seq}");
    }
    assert!(check_place(1, 1, &NONE_BEFORE).is_ok() && check_place(2, 1, &Digest::of(b"x")).is_ok());
}

proptest! {
    /// Whatever the order and however often each comes, an honest device never shows as two, and
    /// what is missing at the end is what never came.
    #[test]
    fn an_honest_stream_in_any_order_is_no_branch(order in proptest::collection::vec(0usize..30, 0..90)) {
        let mut streams = Streams::default();
        let run = run(1, 30, NONE_BEFORE, "a");
        for n in &order {
            prop_assert!(!matches!(streams.take(&run[*n].0, run[*n].1), Arrival::Branch(_)));
        }
        let last = order.iter().max().map_or(0, |last| last + 1);
        let missing: usize = (0..last).filter(|n| !order.contains(n)).count();
        prop_assert_eq!(streams.missing().iter().map(|gap| gap.missing_n() as usize).sum::<usize>(), missing);
    }

    /// Two devices with one key: as soon as both have said something of the same number, it shows.
    #[test]
    fn two_devices_with_one_key_never_pass_as_one(shared in 1u64..6, mine in 1u64..5, theirs in 1u64..5, order in any::<u64>()) {
        let common = run(1, shared, NONE_BEFORE, "a");
        let last = common.last().unwrap().1;
        let mut both: Vec<_> = run(shared + 1, mine, last, "mine").into_iter().chain(run(shared + 1, theirs, last, "theirs")).collect();
        let len = both.len() as u64;
        for n in 0..both.len() { both.swap(n, ((order.rotate_left(n as u32 * 7)) % len) as usize); }
        let mut streams = Streams::default();
        let arrivals: Vec<_> = common.iter().chain(&both).map(|(place, digest)| streams.take(place, *digest)).collect();
        prop_assert!(arrivals.iter().any(|arrival| matches!(arrival, Arrival::Branch(_))));
    }
}
