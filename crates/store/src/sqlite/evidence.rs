//! Evidence as a blob of the projection: fixed fields in a fixed order, big-endian.

use fusion::{Evidence, Footprint, WeaponKey};
use model::{Instant, Kind, ObservationId, Position, Sense, TimePrecision};

fn place_of<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|known| known == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

/// Writes evidence.
pub fn write(evidence: &Evidence) -> Vec<u8> {
    let mut blob = Vec::with_capacity(72);
    blob.extend_from_slice(evidence.id.as_bytes());
    blob.push(place_of(&Kind::ALL, &evidence.kind));
    blob.push(place_of(&Sense::ALL, &evidence.sense));
    blob.push(place_of(&TimePrecision::ALL, &evidence.precision));
    blob.extend_from_slice(&evidence.from.ms().to_be_bytes());
    blob.extend_from_slice(&evidence.to.ms().to_be_bytes());
    for number in [evidence.source, evidence.speaker, evidence.block] {
        blob.extend_from_slice(&number.to_be_bytes());
    }
    for mark in evidence.weapon.marks() {
        blob.extend_from_slice(&mark.to_be_bytes());
    }
    blob.push(u8::from(evidence.is_origin));
    if let Some(place) = &evidence.place {
        blob.extend_from_slice(&place.centre.lat_e7.to_be_bytes());
        blob.extend_from_slice(&place.centre.lon_e7.to_be_bytes());
        for number in [place.sd_m, place.wide_ppm, place.wide_sd_m] {
            blob.extend_from_slice(&number.to_be_bytes());
        }
    }
    blob
}

/// Reads evidence; `None` if the blob is not what [`write`] writes.
pub fn read(blob: &[u8]) -> Option<Evidence> {
    let mut rest = blob;
    let id = ObservationId::from_bytes(take(&mut rest)?);
    let [kind, sense, precision] = take(&mut rest)?;
    let evidence = Evidence {
        id,
        kind: *Kind::ALL.get(usize::from(kind))?,
        sense: *Sense::ALL.get(usize::from(sense))?,
        precision: *TimePrecision::ALL.get(usize::from(precision))?,
        from: Instant::from_ms(i64::from_be_bytes(take(&mut rest)?)).ok()?,
        to: Instant::from_ms(i64::from_be_bytes(take(&mut rest)?)).ok()?,
        clock_sd_s: 0,
        source: u32::from_be_bytes(take(&mut rest)?),
        speaker: u32::from_be_bytes(take(&mut rest)?),
        block: u32::from_be_bytes(take(&mut rest)?),
        weapon: WeaponKey::from_marks([take(&mut rest)?, take(&mut rest)?, take(&mut rest)?].map(u16::from_be_bytes)),
        is_origin: take::<1>(&mut rest)? == [1],
        place: if rest.is_empty() { None } else { Some(read_place(&mut rest)?) },
    };
    rest.is_empty().then_some(evidence)
}

fn read_place(rest: &mut &[u8]) -> Option<Footprint> {
    let centre = Position { lat_e7: i32::from_be_bytes(take(rest)?), lon_e7: i32::from_be_bytes(take(rest)?) };
    let [sd_m, wide_ppm, wide_sd_m] = [take(rest)?, take(rest)?, take(rest)?].map(u32::from_be_bytes);
    Some(Footprint { centre, sd_m, wide_ppm, wide_sd_m })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}
