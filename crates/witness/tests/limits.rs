//! The limits, without a clock: one flood is nobody else's delay.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use witness::{Limits, PEERS_MAX};

fn peer(number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(number))
}

#[test]
fn one_address_that_floods_delays_no_other() {
    let mut limits = Limits::default();
    let granted = (0..10_000).filter(|_| limits.may_ask(peer(1), Duration::ZERO)).count();
    assert_eq!(granted, 200);
    assert!(limits.may_ask(peer(2), Duration::ZERO));
    assert!(limits.may_ask(peer(1), Duration::from_secs(1)), "and it is heard again after a while");
}

#[test]
fn one_log_that_grows_too_fast_delays_no_other() {
    let mut limits = Limits::default();
    assert_eq!((0..1_000).filter(|_| limits.may_grow("a", Duration::ZERO)).count(), 30);
    assert!(limits.may_grow("b", Duration::ZERO));
    let later = (0..1_000).filter(|_| limits.may_grow("a", Duration::from_secs(2))).count();
    assert_eq!(later, 10, "five a second");
}

#[test]
fn a_clock_that_goes_back_gives_nothing_away() {
    let mut limits = Limits::default();
    while limits.may_grow("a", Duration::from_secs(100)) {}
    assert!(!limits.may_grow("a", Duration::from_secs(50)));
    assert!(!limits.may_grow("a", Duration::from_secs(100)));
}

#[test]
fn a_million_addresses_take_bounded_memory_and_do_not_free_the_flooder() {
    let mut limits = Limits::default();
    while limits.may_ask(peer(0), Duration::ZERO) {}
    for number in 1..=u32::try_from(3 * PEERS_MAX).unwrap_or(0) {
        assert!(limits.may_ask(peer(number), Duration::ZERO));
    }
    assert!(!limits.may_ask(peer(0), Duration::ZERO), "the fullest buckets are forgotten, not the emptiest");
}
