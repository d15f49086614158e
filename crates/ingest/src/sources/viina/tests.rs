//! Invented rows in the columns of VIINA.

use crate::testing::{read_text, refusals};
use model::{Kind, PartyId, Place, PlacePrecision};

const FULL: &str = "viina_version,event_id,event_id_1pd,date,time,geonameid,feature_code,asciiname,ADM1_NAME,ADM2_NAME,longitude,latitude,GEO_PRECISION,source,url,text,lang,t_firefight_b,a_p1_init,a_p2_init
2,11,1,20260107,18:40,5,PPL,Hilltown,North,Hills,33.4,35.2,ADM3,outlet,u,Потужний вибух у місті,ua,0,0,1
2,12,1,20260107,18:50,5,PPL,Hilltown,North,Hills,33.4,35.2,STREET,outlet,u,Мер зробив заяву,ua,0,1,1
2,13,2,20260107,NA,6,ADM1,North,North,NA,33.4,35.2,ADM1,outlet,u,\"Бої,
за місто\",ua,1,0,0
2,14,2,20261307,NA,6,ADM1,North,North,NA,33.4,35.2,ADM1,outlet,u,x,ua,1,0,0
";

#[test]
fn labels_decide_the_kind_then_words_and_what_tells_of_nothing_stays_a_statement() {
    let yielded = read_text(FULL);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n), ("viina", 3, 1));
    let kinds: Vec<Kind> = yielded.observations.iter().map(|observation| observation.kind).collect();
    assert_eq!(kinds, [Kind::Explosion, Kind::Statement, Kind::ExchangeOfFire]);
    assert_eq!(refusals(&yielded), [(6, Some("date"), "`20261307` is not a day such as 2026-01-07")]);
}

#[test]
fn a_settlement_geocode_has_a_wide_tail_and_a_region_is_no_position() {
    let yielded = read_text(FULL);
    let places: Vec<_> = yielded.observations.iter().map(|observation| observation.place_precision).collect();
    assert_eq!(places, [Some(PlacePrecision::Settlement), Some(PlacePrecision::Street), Some(PlacePrecision::Adm1)]);
    assert!(matches!(yielded.observations[0].place, Some(Place::WideTail { sd_m: 1000, wide_ppm: 120_000, wide_sd_m: 12_000, .. })));
    assert_eq!(yielded.observations[0].place_name.as_deref(), Some("Hilltown, Hills, North"));
    assert_eq!(yielded.observations[0].time.from.to_string(), "2026-01-06T22:00:00.000Z");
    assert_eq!(yielded.observations[0].text.as_deref(), Some("Потужний вибух у місті [reported 18:40]"));
}

#[test]
fn who_began_it_is_named_only_if_the_table_names_exactly_one_party_of_the_mission() {
    let actors: Vec<_> = read_text(FULL).observations.into_iter().map(|observation| observation.actor).collect();
    assert_eq!(actors, [Some(PartyId("p2".into())), None, None]);
}

#[test]
fn one_per_day_rows_have_keys_of_their_own_and_the_later_of_two_equal_keys_stands() {
    let yielded = read_text(
        "event_id_1pd,date,geonameid,asciiname,longitude,latitude,sources_matching,representative_text\n11,2026-01-07,5,Hilltown,33.4,35.2,a|b,old\n11,2026-01-07,5,Hilltown,33.4,35.2,a|b,new\n",
    );
    assert_eq!(yielded.observations.len(), 1);
    assert_eq!((yielded.observations[0].key.as_deref(), yielded.observations[0].text.as_deref()), (Some("1pd-11"), Some("new")));
    assert_eq!(yielded.observations[0].speaker.as_deref(), Some("a, b"));
    assert_eq!(yielded.reading.notes, ["rows left out because a later one carries the same key: 1"]);
    assert!(read_text(FULL).observations.iter().all(|observation| observation.id != yielded.observations[0].id));
}
