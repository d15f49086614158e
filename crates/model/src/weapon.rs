//! Weapons as the source named them: model beats class, class beats calibre.

use serde::{Deserialize, Serialize};

/// A weapon class. Source: DOMAIN 1.4; open per agreement, hence a word and not a closed list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeaponClass(pub String);

/// What is known of a weapon; all absent = "undetermined weapon".
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Weapon {
    /// True if the source assessed it rather than saw it.
    pub assessed: bool,
    /// Calibre, 1/10 millimetre.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub calibre_dmm: Option<u32>,
    /// Class, such as `mortar`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<WeaponClass>,
    /// Model, as the source wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
}

/// Where a weapon stands with regard to withdrawal. Source: DOMAIN 1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeaponStatus {
    /// In violation of the withdrawal lines, as the source says.
    InViolation,
    /// Beyond the lines but outside designated storage sites.
    BeyondLinesOutsideSites,
    /// In a site, serial numbers match.
    InSiteVerified,
    /// In a site that cannot be verified.
    InSiteNotVerifiable,
    /// Missing from a site where seen before.
    Missing,
}
