//! A piece of evidence as people write it, and the kinds that are refused.

use super::{FileFault, Frame, PlaceText, part};
use crate::case::{Class, Evidence, Says};
use crate::hypothesis::Hypothesis;
use model::PartyId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Ratio of an admission where the case does not say it; it is capped anyway. Source: METHOD 4.
const ADMISSION_RATIO: f64 = 10.0;

/// Kinds of evidence that are refused, whoever offers them. Source: METHOD 8.
const NOT_ADMITTED: [&str; 12] = [
    "propensity",
    "pattern",
    "history",
    "reputation",
    "habit",
    "nationality",
    "ethnicity",
    "religion",
    "volume",
    "social_media",
    "popularity",
    "motive",
];

/// A piece of evidence as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceText {
    #[serde(default)]
    id: Option<String>,
    #[serde(alias = "class")]
    kind: String,
    #[serde(default)]
    origin: Option<String>,
    #[serde(default)]
    controlled_by: Option<PartyId>,
    #[serde(default)]
    p_dep: Option<f64>,
    #[serde(default)]
    bearing_deg: Option<f64>,
    #[serde(default)]
    sd_deg: Option<f64>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    x_km: Option<f64>,
    #[serde(default)]
    y_km: Option<f64>,
    #[serde(default)]
    sd_km: Option<f64>,
    #[serde(default)]
    lo_km: Option<f64>,
    #[serde(default)]
    hi_km: Option<f64>,
    #[serde(default)]
    speaker: Option<PartyId>,
    /// The hypothesis that it speaks for.
    #[serde(default, rename = "for")]
    supports: Option<String>,
    /// How much likelier under that hypothesis, or under each of several.
    #[serde(default)]
    lr: Option<RatioText>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// One ratio, or one for each hypothesis.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum RatioText {
    One(f64),
    Each(BTreeMap<String, f64>),
}

impl EvidenceText {
    pub(super) fn read(&self, n: usize, frame: &Frame, parties: &[PartyId]) -> Result<Evidence, FileFault> {
        let id = self.id.clone().unwrap_or_else(|| format!("{} {n}", self.kind));
        let place = format!("evidence `{id}`");
        let kind = self.kind.to_lowercase().replace([' ', '-'], "_");
        if NOT_ADMITTED.contains(&kind.as_str()) {
            let what = format!(
                "`{kind}` is not admitted: what somebody usually does, who somebody is and how many repeat it say nothing of who fired"
            );
            return Err(part(place, what));
        }
        let says = self.says(&place, &kind, frame, parties)?;
        Ok(Evidence {
            origin: self.origin.clone().unwrap_or_else(|| id.clone()),
            id,
            controlled_by: self.controlled_by.clone(),
            dependence: self.p_dep,
            says,
        })
    }

    fn says(&self, place: &str, kind: &str, frame: &Frame, parties: &[PartyId]) -> Result<Says, FileFault> {
        let wants = |value: Option<f64>, name: &str| value.ok_or_else(|| part(place, format!("`{name}` is expected")));
        let km = |value: Option<f64>, name: &str| wants(value, name).map(|km| km * 1e3);
        let at = || frame.place(place, &PlaceText { lat: self.lat, lon: self.lon, x_km: self.x_km, y_km: self.y_km, sd_m: None });
        Ok(match kind {
            "azimuth" | "crater" | "damage" => Says::Azimuth { bearing_deg: wants(self.bearing_deg, "bearing_deg")?, sd_deg: self.sd_deg },
            "bearing" | "observer" => {
                Says::Bearing { from: at()?, bearing_deg: wants(self.bearing_deg, "bearing_deg")?, sd_deg: self.sd_deg }
            }
            "range" | "angle_of_fall" => Says::Range { lo_m: km(self.lo_km, "lo_km")?, hi_m: km(self.hi_km, "hi_km")? },
            "acoustic" | "region" | "sensor" => Says::Region { centre: at()?, sd_m: km(self.sd_km, "sd_km")? },
            _ => Says::Ratios { class: class_of(place, kind)?, speaker: self.speaker.clone(), nats: self.nats(place, kind, parties)? },
        })
    }

    fn nats(&self, place: &str, kind: &str, parties: &[PartyId]) -> Result<Vec<(Hypothesis, f64)>, FileFault> {
        let admits = self.speaker.as_ref().filter(|_| kind == "admission").map(|speaker| format!("fire:{speaker}"));
        let default = if kind == "admission" { Some(ADMISSION_RATIO) } else { (kind == "claim").then_some(1.0) };
        let named: Vec<(String, f64)> = match (&self.lr, self.supports.clone().or(admits)) {
            (Some(RatioText::Each(each)), _) => each.iter().map(|(name, ratio)| (name.clone(), *ratio)).collect(),
            (Some(RatioText::One(ratio)), Some(supports)) => vec![(supports, *ratio)],
            (None, Some(supports)) => {
                let ratio = default.ok_or_else(|| part(place, "`lr` is expected: how many times likelier if the hypothesis is true"))?;
                vec![(supports, ratio)]
            }
            (_, None) => return Err(part(place, "`for` is expected: a hypothesis such as `fire:PARTY`, with `lr`")),
        };
        let read = |(name, ratio): (String, f64)| {
            let hypothesis = Hypothesis::from_word(&name, parties).ok_or_else(|| {
                part(place, format!("`{name}` is no hypothesis: `fire:`, `staged:` or `accident:` with a party, or `third` is expected"))
            })?;
            let is_ratio = ratio > 0.0 && ratio.is_finite();
            let nats = is_ratio.then(|| libm::log(ratio)).ok_or_else(|| part(place, format!("lr `{ratio}` is not a ratio above 0")))?;
            Ok((hypothesis, nats))
        };
        named.into_iter().map(read).collect()
    }
}

fn class_of(place: &str, kind: &str) -> Result<Class, FileFault> {
    let own = Class::ALL.into_iter().filter(|class| !matches!(class, Class::Target | Class::Weapon));
    let names = || own.clone().map(Class::word).collect::<Vec<_>>().join(", ");
    own.clone().find(|class| class.word() == kind).ok_or_else(|| part(place, format!("kind `{kind}` is none of {}", names())))
}
