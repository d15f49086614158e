//! Base64 and decimal numbers exactly as the C2SP specifications write them.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, PAD};

/// Padding required, unused trailing bits ignored: what Go's base64 takes, and so what foreign
/// notes may hold.
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Padding required, unused trailing bits zero: one text per value.
const STRICT: GeneralPurpose = GeneralPurpose::new(&STANDARD, PAD);

pub(crate) fn show_base64(bytes: &[u8]) -> String {
    STRICT.encode(bytes)
}

pub(crate) fn read_base64(text: &str) -> Option<Vec<u8>> {
    STRICT.decode(text).ok()
}

pub(crate) fn read_base64_leniently(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text).ok()
}

/// Reads an ASCII decimal without sign or leading zeroes.
pub(crate) fn read_decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = text == "0" || !text.starts_with('0');
    (plain && shortest).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{read_base64, read_base64_leniently, read_decimal, show_base64};

    #[test]
    fn a_decimal_has_no_sign_and_no_leading_zero() {
        assert_eq!(read_decimal("0"), Some(0));
        assert_eq!(read_decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in ["", "00", "01", "+1", "-1", " 1", "1 ", "1\r", "١", "18446744073709551616"] {
            assert_eq!(read_decimal(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn only_the_lenient_reader_takes_unused_trailing_bits() {
        assert_eq!(show_base64(&[0]), "AA==");
        assert_eq!(read_base64("AB=="), None);
        assert_eq!(read_base64_leniently("AB=="), Some(vec![0]));
        for wrong in ["AA", "AA=", "AA==\n", "A A=", "__==", "AA==AA=="] {
            assert_eq!(read_base64_leniently(wrong), None, "{wrong:?}");
        }
    }
}
