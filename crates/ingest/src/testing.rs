//! What the tests of the sources share: an invented mission and short ways to read.

use crate::{Format, Input, Unreadable, Yield, read};
use model::mission::{Party, Source};
use model::{Digest, Instant, Mission, PartyId, SourceId};

/// An invented mission on an island, two parties, local time two hours ahead of UTC in winter.
pub(crate) fn mission() -> Mission {
    let party = |id: &str| Party { hue: 0, id: PartyId(id.into()), name: format!("Party {id}") };
    Mission {
        fictional: true,
        name: "Island".into(),
        parties: vec![party("p1"), party("p2")],
        release: model::ReleasePolicy::default(),
        report_ends: "24:00".into(),
        sources: vec![Source {
            id: SourceId("posts".into()),
            machine: false,
            name: "Posts on the hill".into(),
            party: None,
            shows: Vec::new(),
            zone: None,
        }],
        view: None,
        zone: "Asia/Nicosia".into(),
    }
}

/// Reads a file that came in on 10 February 2026.
pub(crate) fn read_with(name: &str, bytes: &[u8], read_as: Option<Format>, map: Option<&str>) -> Result<Yield, Unreadable> {
    let received_at: Instant = "2026-02-10T12:00:00Z".parse().unwrap();
    let mission = mission();
    read(&Input { artifact: Digest::of(bytes), name, bytes, read_as, map, source: None, mission: &mission, places: None, received_at })
}

/// A text read with gazetteers by a revision of the method.
pub(crate) fn read_with_places(text: &str, places: Option<&crate::Gazetteers>, revision: u32) -> Yield {
    let received_at: Instant = "2026-02-10T12:00:00Z".parse().unwrap();
    let (mission, bytes) = (mission(), text.as_bytes());
    let artifact = Digest::of(bytes);
    let input = Input { artifact, name: "file", bytes, read_as: None, map: None, source: None, mission: &mission, places, received_at };
    crate::read_by(&input, revision).unwrap()
}

/// The same, recognised.
pub(crate) fn read_named(name: &str, text: &str) -> Yield {
    read_with(name, text.as_bytes(), None, None).unwrap()
}

/// The same, with a name that says nothing.
pub(crate) fn read_text(text: &str) -> Yield {
    read_named("file", text)
}

/// Line, column and reason of each refusal.
pub(crate) fn refusals(yielded: &Yield) -> Vec<(u32, Option<&str>, &str)> {
    yielded.refusals.iter().map(|refusal| (refusal.from.line, refusal.column.as_deref(), refusal.reason.as_str())).collect()
}
