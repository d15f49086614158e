//! A zip archive whose files are stored, not packed: enough for a month of short texts.

/// One zip archive of files by name, in this order (PKWARE APPNOTE 4.3, method 0, no time of its own).
pub(crate) fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = out.len();
        out.extend(b"PK\x03\x04");
        let head = head(name, bytes);
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(le4(at));
        directory.extend(name.as_bytes());
    }
    let (at, size, n) = (out.len(), directory.len(), files.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([le2(n), le2(n)].concat());
    out.extend([le4(size), le4(at)].concat());
    out.extend([0, 0]);
    out
}

/// What the local and the central header share: version, flags, method, time, checksum, sizes, lengths.
fn head(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = vec![0x14, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0];
    head.extend(crc32(bytes).to_le_bytes());
    head.extend([le4(bytes.len()), le4(bytes.len())].concat());
    head.extend([le2(name.len()), le2(0)].concat());
    head
}

fn le2(n: usize) -> Vec<u8> {
    u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes().to_vec()
}

fn le4(n: usize) -> Vec<u8> {
    u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes().to_vec()
}

/// CRC-32 (reflected, polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()));
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn headers_have_the_lengths_of_the_format() {
        let bytes = zip(&[("a.txt".into(), b"hello".to_vec())]);
        assert_eq!(bytes.len(), (30 + 5 + 5) + (46 + 5) + 22);
    }
}
