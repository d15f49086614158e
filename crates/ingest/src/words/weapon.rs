//! Weapons as sources write them: `122mm MLRS (BM-21, Grad)` to model, class and calibre.
//!
//! Source of the two tables: DOMAIN 1.4, with other common names of the same models; calibres that
//! it marks unverified are left out. A named model beats class, class beats calibre; what is not in the tables stays as written, without a class.

use model::{Weapon, WeaponClass};

/// Model in letters and digits, class, calibre in 1/10 mm (0 = not stated).
const MODELS: [(&str, &str, u32); 47] = [
    ("bm21", "mlrs", 1220),
    ("grad", "mlrs", 1220),
    ("tornadog", "mlrs", 0),
    ("tornadou", "mlrs", 0),
    ("tornados", "mlrs", 0),
    ("uragan", "mlrs", 0),
    ("bm27", "mlrs", 0),
    ("smerch", "mlrs", 0),
    ("bm30", "mlrs", 0),
    ("d30", "towed_howitzer", 1220),
    ("2a65", "towed_howitzer", 1520),
    ("mstab", "towed_howitzer", 1520),
    ("2a36", "towed_howitzer", 1520),
    ("giatsintb", "towed_howitzer", 1520),
    ("2s1", "sp_howitzer", 1220),
    ("gvozdika", "sp_howitzer", 1220),
    ("2s3", "sp_howitzer", 1520),
    ("akatsiya", "sp_howitzer", 1520),
    ("2s5", "sp_howitzer", 1520),
    ("giatsints", "sp_howitzer", 1520),
    ("2s19", "sp_howitzer", 1520),
    ("mstas", "sp_howitzer", 1520),
    ("t64", "tank", 0),
    ("t72", "tank", 0),
    ("t80", "tank", 0),
    ("mt12", "anti_tank_gun", 1000),
    ("rapira", "anti_tank_gun", 1000),
    ("d44", "anti_tank_gun", 850),
    ("d48", "anti_tank_gun", 850),
    ("2b9", "mortar", 820),
    ("vasilek", "mortar", 820),
    ("spg9", "recoilless_gun", 730),
    ("zu23", "anti_aircraft_gun", 230),
    ("zu232", "anti_aircraft_gun", 230),
    ("ags17", "automatic_grenade_launcher", 0),
    ("ags30", "automatic_grenade_launcher", 0),
    ("bmp1", "ifv_cannon", 0),
    ("bmp2", "ifv_cannon", 0),
    ("bmp3", "ifv_cannon", 0),
    ("bmp", "ifv_cannon", 0),
    ("tochkau", "tactical_missile", 0),
    ("tochka", "tactical_missile", 0),
    ("rpg7", "rpg", 0),
    ("rpg22", "rpg", 0),
    ("9k35", "sam", 0),
    ("strela10", "sam", 0),
    ("9k33", "sam", 0),
];

/// Words for a class, longer ones first.
const CLASSES: [(&str, &str); 60] = [
    ("infantry fighting vehicle cannon", "ifv_cannon"),
    ("infantry fighting vehicle", "ifv_cannon"),
    ("multiple launch rocket system", "mlrs"),
    ("multiple rocket launcher", "mlrs"),
    ("automatic grenade launcher", "automatic_grenade_launcher"),
    ("self-propelled howitzer", "sp_howitzer"),
    ("self propelled howitzer", "sp_howitzer"),
    ("self-propelled artillery", "sp_howitzer"),
    ("surface-to-air missile", "sam"),
    ("anti-tank guided missile", "atgm"),
    ("rocket-propelled grenade", "rpg"),
    ("rocket propelled grenade", "rpg"),
    ("improvised explosive device", "ied"),
    ("heavy machine gun", "heavy_machine_gun"),
    ("heavy-machine-gun", "heavy_machine_gun"),
    ("heavy machine-gun", "heavy_machine_gun"),
    ("anti-aircraft gun", "anti_aircraft_gun"),
    ("anti-tank missile", "atgm"),
    ("recoilless gun", "recoilless_gun"),
    ("recoilless rifle", "recoilless_gun"),
    ("tactical missile", "tactical_missile"),
    ("ballistic missile", "ballistic_missile"),
    ("cruise missile", "cruise_missile"),
    ("towed howitzer", "towed_howitzer"),
    ("anti-tank mine", "mine"),
    ("anti-tank gun", "anti_tank_gun"),
    ("sp howitzer", "sp_howitzer"),
    ("ifv (bmp) cannon", "ifv_cannon"),
    ("ifv cannon", "ifv_cannon"),
    ("small arms", "small_arms"),
    ("small-arms", "small_arms"),
    ("assault rifle", "small_arms"),
    ("machine gun", "small_arms"),
    ("one-way drone", "uav_strike"),
    ("attack drone", "uav_strike"),
    ("strike drone", "uav_strike"),
    ("fpv drone", "uav_strike"),
    ("strike uav", "uav_strike"),
    ("uav strike", "uav_strike"),
    ("recon uav", "uav_recon"),
    ("uav recon", "uav_recon"),
    ("reconnaissance uav", "uav_recon"),
    ("air bomb", "air_bomb"),
    ("aerial bomb", "air_bomb"),
    ("glide bomb", "air_bomb"),
    ("landmine", "mine"),
    ("mortar", "mortar"),
    ("sniper", "small_arms"),
    ("tank", "tank"),
    ("mlrs", "mlrs"),
    ("atgm", "atgm"),
    ("mine", "mine"),
    ("hmg", "heavy_machine_gun"),
    ("agl", "automatic_grenade_launcher"),
    ("ags", "automatic_grenade_launcher"),
    ("rpg", "rpg"),
    ("spg", "recoilless_gun"),
    ("ied", "ied"),
    ("sam", "sam"),
    ("saf", "small_arms"),
];

/// Words for "nobody knows which".
const NOT_KNOWN: [&str; 9] =
    ["", "n/k", "nk", "n/a", "unknown", "undetermined", "undetermined weapon", "unidentified", "unidentified weapon"];

/// Reads a weapon; an empty one is an undetermined weapon.
pub(crate) fn read_weapon(text: &str) -> Weapon {
    let text = text.trim();
    let lower = text.to_lowercase();
    if NOT_KNOWN.contains(&lower.as_str()) {
        return Weapon::default();
    }
    let assessed = ["assessed", "probabl", "possibl", "presum", "likely"].iter().any(|word| lower.contains(word));
    let stated = calibre(&lower);
    let known = tokens(&lower).find_map(|token| MODELS.iter().find(|(model, _, _)| *model == token));
    let class = known.map(|(_, class, _)| *class).or_else(|| class_of(&lower));
    let model = if known.is_some() { named(text, &lower) } else { bracketed(text).filter(|_| class.is_some()) };
    let as_written = (class.is_none() && stated.is_none()).then(|| text.to_owned());
    Weapon {
        assessed,
        calibre_dmm: stated.or(known.map(|(_, _, dmm)| *dmm).filter(|dmm| *dmm > 0)),
        class: class.map(|class| WeaponClass(class.into())),
        model: model.or(as_written).filter(|model| !is_class_word(model)),
    }
}

/// Whether a text names a weapon of a known class or model.
fn class_of(lower: &str) -> Option<&'static str> {
    let word = crate::words::text::as_word(lower);
    let exact = CLASSES.iter().find(|(_, class)| word == *class).map(|(_, class)| *class);
    exact.or_else(|| CLASSES.iter().find(|(words, _)| has_words(lower, words)).map(|(_, class)| *class))
}

/// Whether the words stand in the text as words, possibly in the plural.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + words.len()..).unwrap_or("");
        let after = after.strip_prefix('s').unwrap_or(after).chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '-') && !after.is_some_and(char::is_alphanumeric)
    })
}

fn is_class_word(model: &str) -> bool {
    let lower = model.to_lowercase();
    CLASSES.iter().any(|(words, _)| *words == lower)
}

/// Names as letters and digits: `BM-21` and `BM 21` are not the same here, `BM-21` and `bm21` are.
fn tokens(lower: &str) -> impl Iterator<Item = String> {
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|token| token.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|token| token.len() >= 2)
}

/// What stands in brackets, else the words from the first known name to the last.
fn named(text: &str, lower: &str) -> Option<String> {
    let is_known = |token: &str| {
        let plain: String = token.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        MODELS.iter().any(|(model, _, _)| *model == plain)
    };
    if let Some(inside) = bracketed(text)
        && tokens(&inside.to_lowercase()).any(|token| is_known(&token))
        && !tokens(lower.split('(').next().unwrap_or("")).any(|token| is_known(&token))
    {
        return Some(inside);
    }
    let names: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|token| is_known(token)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// What stands in brackets, without a calibre.
fn bracketed(text: &str) -> Option<String> {
    let (_, after) = text.split_once('(')?;
    let (inside, _) = after.split_once(')')?;
    let parts: Vec<&str> =
        inside.split(',').map(str::trim).filter(|part| !part.is_empty() && !part.to_lowercase().ends_with("mm")).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A number before `mm`, in 1/10 mm: `122mm`, `14.5 mm`.
fn calibre(lower: &str) -> Option<u32> {
    let (before, _) = lower.split_once("mm")?;
    let before = before.trim_end();
    let start = before
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let (whole, tenth) = before.get(start..)?.split_once('.').unwrap_or((before.get(start..)?, "0"));
    let whole: u32 = whole.parse().ok()?;
    let tenth: u32 = tenth.get(..1)?.parse().ok()?;
    whole.checked_mul(10)?.checked_add(tenth).filter(|dmm| (1..20_000).contains(dmm))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<String>, Option<u32>, Option<String>) {
        let weapon = read_weapon(text);
        (weapon.class.map(|class| class.0), weapon.calibre_dmm, weapon.model)
    }

    fn expected(class: &str, dmm: u32, model: &str) -> (Option<String>, Option<u32>, Option<String>) {
        ((!class.is_empty()).then(|| class.into()), (dmm > 0).then_some(dmm), (!model.is_empty()).then(|| model.into()))
    }

    #[test]
    fn model_class_and_calibre_are_told_apart() {
        for (text, weapon) in [
            ("HMG", expected("heavy_machine_gun", 0, "")),
            ("122mm MLRS (BM-21, Grad)", expected("mlrs", 1220, "BM-21, Grad")),
            ("multiple launch rocket systems (BM-21 Grad, 122mm)", expected("mlrs", 1220, "BM-21 Grad")),
            ("towed howitzer (2A65 Msta-B, 152mm)", expected("towed_howitzer", 1520, "2A65 Msta-B")),
            ("self-propelled howitzers (2S1 Gvozdika, 122mm)", expected("sp_howitzer", 1220, "2S1 Gvozdika")),
            ("IFV (BMP-2) cannon (30mm)", expected("ifv_cannon", 300, "BMP-2")),
            ("mortar (120mm)", expected("mortar", 1200, "")),
            ("12.7mm heavy machine gun", expected("heavy_machine_gun", 127, "")),
            ("tanks (T-64)", expected("tank", 0, "T-64")),
            ("2S3 Akatsiya", expected("sp_howitzer", 1520, "2S3, Akatsiya")),
            ("small arms", expected("small_arms", 0, "")),
            ("undetermined variant ATGM", expected("atgm", 0, "")),
            ("heavy_machine_gun", expected("heavy_machine_gun", 0, "")),
            ("N/K", expected("", 0, "")),
            ("unknown", expected("", 0, "")),
            ("anti-tank rifle", expected("", 0, "anti-tank rifle")),
            ("Wunderwaffe 5", expected("", 0, "Wunderwaffe 5")),
        ] {
            assert_eq!(parts(text), weapon, "{text}");
        }
    }

    #[test]
    fn a_model_beats_the_class_that_stands_beside_it() {
        assert_eq!(parts("mortar or BM-21").0, Some("mlrs".into()));
        assert!(read_weapon("assessed as tank").assessed && !read_weapon("tank").assessed);
    }
}
