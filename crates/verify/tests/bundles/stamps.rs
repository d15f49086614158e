//! RFC 3161 tokens of local authorities (the openssl tool), and everything that makes one worthless.

use crate::authority::{Authority, has_openssl};
use model::Digest;
use std::fs;
use verify::times::{StampFault, check_token, read_roots, request};

const STAMPED: &[u8] = b"log.example/invented\n7\nAAAA\n";
const NONCE: [u8; 8] = [0x11, 2, 3, 4, 5, 6, 7, 8];

fn skipped() -> bool {
    if has_openssl() {
        return false;
    }
    println!("skipped: time stamps: the openssl tool is not on this machine");
    true
}

fn stamped_by(authority: &Authority) -> Vec<u8> {
    authority.answer(&request(&Digest::of(STAMPED), NONCE))
}

#[test]
fn tokens_of_two_authorities_are_believed_under_their_roots_and_openssl_agrees() {
    if skipped() {
        return;
    }
    for (name, rsa) in [("First", true), ("Second", false)] {
        let authority = Authority::new(name, "critical,timeStamping", rsa);
        let answer = stamped_by(&authority);
        let stamp = check_token(&answer, STAMPED, &read_roots(&authority.root()).unwrap()).unwrap();
        assert_eq!(stamp.authority, name);
        assert_eq!(stamp.nonce.as_deref(), Some(&[0x91, 2, 3, 4, 5, 6, 7, 8][..]));
        assert!(stamp.at.to_string().starts_with("20"), "{}", stamp.at);
        let (token, data) = (authority.path("token"), authority.path("data"));
        fs::write(&token, &answer).unwrap();
        fs::write(&data, STAMPED).unwrap();
        assert!(authority.openssl_believes(&token, &data));
        fs::write(&data, b"other").unwrap();
        assert!(!authority.openssl_believes(&token, &data));
    }
}

#[test]
fn a_token_over_other_bytes_is_refused() {
    if skipped() {
        return;
    }
    let authority = Authority::new("First", "critical,timeStamping", false);
    let roots = read_roots(&authority.root()).unwrap();
    assert_eq!(check_token(&stamped_by(&authority), b"other bytes", &roots), Err(StampFault::OtherBytes));
}

#[test]
fn a_token_of_an_authority_that_no_given_root_vouches_for_is_a_strangers() {
    if skipped() {
        return;
    }
    let (authority, other) =
        (Authority::new("First", "critical,timeStamping", false), Authority::new("First", "critical,timeStamping", false));
    let fault = check_token(&stamped_by(&authority), STAMPED, &read_roots(&other.root()).unwrap()).unwrap_err();
    assert!(fault.is_of_a_stranger(), "{fault}");
    assert!(check_token(&stamped_by(&authority), STAMPED, &[]).unwrap_err().is_of_a_stranger());
}

#[test]
fn a_certificate_for_another_purpose_or_another_time_stamps_nothing() {
    if skipped() {
        return;
    }
    let signing_code = Authority::new("First", "critical,codeSigning", false);
    let good = Authority::new("First", "critical,timeStamping", false);
    let answer = stamped_by(&good);
    // The same way of forging is believed where nothing is wrong: so what is refused below is refused for its reason.
    let believed = good.forged(&answer, &good, |_| {});
    assert!(check_token(&believed, STAMPED, &read_roots(&good.root()).unwrap()).is_ok());
    let forged = signing_code.forged(&answer, &good, |_| {});
    let fault = check_token(&forged, STAMPED, &read_roots(&signing_code.root()).unwrap()).unwrap_err();
    assert!(fault.is_of_a_stranger() && fault.to_string().contains("not for time stamps"), "{fault}");
    // Dated before the certificate was made, and after it ends.
    for year in ["1999", "2061"] {
        let dated = good.forged(&answer, &good, |statement| {
            let at = statement.windows(2).position(|two| two == [0x18, 0x0f]).unwrap();
            statement[at + 2..at + 6].copy_from_slice(year.as_bytes());
        });
        let fault = check_token(&dated, STAMPED, &read_roots(&good.root()).unwrap()).unwrap_err();
        assert!(fault.is_of_a_stranger() && fault.to_string().contains("not valid at the time"), "{year}: {fault}");
    }
}

#[test]
fn every_bit_of_a_token_that_bears_on_its_statement_is_covered() {
    if skipped() {
        return;
    }
    let authority = Authority::new("First", "critical,timeStamping", false);
    let (answer, roots) = (stamped_by(&authority), read_roots(&authority.root()).unwrap());
    let good = check_token(&answer, STAMPED, &roots).unwrap();
    let mut unnoticed = Vec::new();
    for bit in 0..answer.len() * 8 {
        let mut altered = answer.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        // Bits outside the signature and the chain change nothing of what is said.
        if let Ok(stamp) = check_token(&altered, STAMPED, &roots) {
            assert_eq!(stamp, good, "bit {bit}");
            unnoticed.push(bit / 8);
        }
    }
    unnoticed.dedup();
    assert!(unnoticed.len() <= 32, "bytes that are not covered: {unnoticed:?}");
}

#[test]
fn an_answer_cut_short_or_refusing_is_named() {
    if skipped() {
        return;
    }
    let authority = Authority::new("First", "critical,timeStamping", false);
    let (answer, roots) = (stamped_by(&authority), read_roots(&authority.root()).unwrap());
    for length in 0..answer.len() {
        assert!(check_token(&answer[..length], STAMPED, &roots).is_err(), "{length}");
    }
    let refusal = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
    assert_eq!(check_token(&refusal, STAMPED, &roots), Err(StampFault::Refused(2)));
    assert!(read_roots(b"no certificate").is_err());
}
