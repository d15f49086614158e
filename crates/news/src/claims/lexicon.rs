//! Words that say what is counted and what became of it, in English, Ukrainian and Russian, by their stems.
//!
//! A stem stands for every word that begins with it; `=` behind it means the whole word. The longest one wins.
//! Names of parties, countries and towns are not among them. Written for the three languages at large;
//! tried on the development posts of `party_claims` and on invented English and Ukrainian sentences.

use super::grammar::begins_with;
use super::{ClaimKind, Unit};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word means for a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A thing that is counted.
    Unit(Unit),
    /// What became of it.
    Kind(ClaimKind),
    /// People to whom something happened: a unit and a kind in one word, `погибших`, `casualties`.
    Fate(ClaimKind),
    /// Reached; with a negation before it: did not reach.
    Reach,
    /// Lost: a weapon in flight did not reach its aim, a vehicle is destroyed, people are casualties.
    Lost,
    /// Losses: vehicles and weapons are destroyed, people are casualties.
    Losses,
    /// An attack: with weapons, so many were launched; by itself, so many attacks.
    Attack,
    /// Ends what belongs to a number: prepositions.
    Preposition,
}

const UNITS: &[(Unit, &str)] = &[
    (Unit::Uav, "бпла бпл= беспилотн безпілотн дрон drone uav= uavs= quadcopter квадрокоптер шахед shahed ланцет lancet fpv= unmanned"),
    (Unit::Missile, "ракет missile"),
    (Unit::Rocket, "rocket реактивн"),
    (Unit::Bomb, "бомб= бомби= бомбы= бомбами= бомбу= авиабомб авіабомб каб= bomb= bombs= фаб="),
    (Unit::Shell, "снаряд shell= shells= rounds= round= mortars= боеприпас боєприпас"),
    (
        Unit::Person,
        "человек людин люди= людей= людям= людьми= особа= особи= осіб= особам= особу= лиц= лица= person people= civilian soldier \
         servicem servicewom troops= военнослужащ військовослужб військових= військові= военных= военные= боевик бойцов= бойца= бойца= \
         бойців= бійців= солдат окупант оккупант националист націоналіст мирных= мирных= мирних= цивільн гражданских= жител мешкан resident child= children= \
         ребен дитин дітей= діти= детей= дети= дітьми= women= woman= men= man= girls= girl= boys= boy= жінк жінок= женщин мужчин \
         чоловік рятувальник спасател медик журналист журналіст journalist worker рабочих= рабочие= працівник passenger patient worshipper \
         peacekeeper fighters= fighter= militant teenager подрост підліт officer police= поліцейськ полицейск victim personnel= student aid пасажир пассажир",
    ),
    (
        Unit::Vehicle,
        "танк= танка= танки= танков= танків= танком= танками= tank= tanks= бронемаш бронетехн бронетранспорт бтр= бмп= ббм= автомоб автомаш vehicle car= cars= truck bus= buses= \
         пікап пикап гаубиц howitzer артсист орудий= орудия= орудие= гармат launcher рсзо= рсзв= установ установок= миномет= минометов= \
         миномета= міномет system техник= техники= техніки= apc= apcs= зрк= ambulance",
    ),
    (Unit::Vessel, "катер корабл судн суден= судов= boat ship= ships= vessel безэкипаж безекіпаж"),
    (
        Unit::Aircraft,
        "самолет= самолета= самолеты= самолетов= літак= літака= літаки= літаків= вертолет гелікопт helicopter aircraft jet= jets= plane= planes= винищувач истребител бомбардировщик бомбардувальник",
    ),
    (Unit::AirTarget, "целей= цели= цілей= цілі= targets= target="),
    (Unit::Violation, "нарушени порушен violation breach"),
    (Unit::Explosion, "взрыв вибух explosion blast detonation"),
    (
        Unit::Location,
        "локація= локації= локаціях= локацій= локация= локации= локациях= локаций= location населенн населені= населених= site= sites= адрес объект= объекта= объектов= об\u{44a}ект= обєкт",
    ),
    (
        Unit::Building,
        "домов= дома= дом= домам= будин будівл house home= homes= building apartment квартир зданий= здания= здание= зданиям= домовлад домоволод school школ hospital",
    ),
];

const KINDS: &[(ClaimKind, &str)] = &[
    (
        ClaimKind::Destroyed,
        "уничтож сбит сбил сбив перехвач перехват ликвидир нейтрализ збит збив збил збито знищ знешкодж перехоп ліквід нейтраліз \
         downed destroy intercept neutrali eliminat подбит подбил підбит підбил разруш зруйн",
    ),
    (ClaimKind::NotReached, "подавл подавил придуш заглуш suppress jammed jamming отклонил відхил"),
    (
        ClaimKind::Launched,
        "запущ запуст выпущ выпуст випущ випуст пуск= пуски= пусков= пусків= запуск применен применил застосув застосов launch fired= fires= firing= unleash",
    ),
    (
        ClaimKind::Struck,
        "влуч попадан попал поразил поражен уразил уражен приліт приль прилет прилет hit= hits= hitting= struck= impact вразил",
    ),
    (ClaimKind::Fell, "упал= упали= упало= впал= впали= впало= падін паден fell= debris= уламк обломк"),
    (ClaimKind::Damaged, "поврежд пошкодж damag"),
    (ClaimKind::Killed, "убил убив= вбив= вбил kill= kills= killing= slain= massacr ликвидировал"),
    (ClaimKind::Captured, "пленен пленил полонен полонил captured= capture= captures="),
    (ClaimKind::Rescued, "спасен спасли врятов evacuat эвакуир евакуй rescued="),
];

const FATES: &[(ClaimKind, &str)] = &[
    (ClaimKind::Killed, "погиб загин загиб убит вбит killed= dead= died= dies= deaths= death= fatalit жертв скончал помер"),
    (
        ClaimKind::Injured,
        "ранен ранил поран пострада постражд травм injur wounded= wounding= wounds= hurt= госпитализ госпіталіз hospitali",
    ),
    (ClaimKind::Casualties, "casualt"),
    (ClaimKind::Missing, "missing= зникл пропавш пропал"),
    (ClaimKind::Captured, "пленных= полонених= prisoners= captives= hostages= заложник заручник"),
];

const REACH: &str = "досяг досягл достиг reach";
const LOST: &str = "потерян втрач lost=";
const LOSSES: &str = "потер втрат loss= losses= losing=";
const ATTACK: &str = "атак attack обстрел обстріл shelling= shellings= штурм удар= удары= ударов= ударами= удари= ударів= ударил ударил strike= strikes= вдарил raid= raids= airstrike airstrikes=";
const PREPOSITIONS: &str = "над в у на из із з с со зі під под біля возле за для при по от від о об про к до through over above in at near from by during since on against into across with без через между між after before";

static MEANINGS: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    let mut add = |words: &'static str, meaning: Meaning| all.extend(words.split_whitespace().map(|word| (word, meaning)));
    UNITS.iter().for_each(|(unit, words)| add(words, Meaning::Unit(*unit)));
    KINDS.iter().for_each(|(kind, words)| add(words, Meaning::Kind(*kind)));
    FATES.iter().for_each(|(kind, words)| add(words, Meaning::Fate(*kind)));
    add(REACH, Meaning::Reach);
    add(LOST, Meaning::Lost);
    add(LOSSES, Meaning::Losses);
    add(ATTACK, Meaning::Attack);
    all
});

static ENDS: LazyLock<HashMap<&'static str, Meaning>> =
    LazyLock::new(|| PREPOSITIONS.split_whitespace().map(|word| (word, Meaning::Preposition)).collect());

/// Longest stem, characters.
const STEM_CHARS_MAX: usize = 14;

/// What a folded word means; `None` for other words.
pub(super) fn meaning_of(plain: &str) -> Option<Meaning> {
    if let Some(meaning) = ENDS.get(plain) {
        return Some(*meaning);
    }
    let mut whole = String::with_capacity(plain.len() + 1);
    whole.push_str(plain);
    whole.push('=');
    if let Some(meaning) = MEANINGS.get(whole.as_str()) {
        return Some(*meaning);
    }
    let ends = plain.char_indices().map(|(at, c)| at + c.len_utf8()).take(STEM_CHARS_MAX);
    let ends: Vec<usize> = ends.skip(2).collect();
    ends.into_iter().rev().find_map(|end| MEANINGS.get(plain.get(..end)?).copied())
}

/// Adjectives that say what sort of thing it is, not whose; stems.
const SORTS: &str = "беспилотн безпілотн летательн літальн воздушн повітрян ударн разведыват розвід боев бойов крылат крилат баллист баліст \
     авиацион авіацій управляем керован противокорабел протикорабел гиперзвук гіперзвук зенитн зенітн оперативно тактич реактивн \
     морск морськ безэкипаж безекіпаж мирн гражданск цивільн жил житлов легков новых нових больш велик различн різн разн других \
     інших дополнительн додатков неизвестн невідом подобн таких эти ці цих всех всіх местн місцев";

/// Whether an adjective says the sort of a thing and not whose it is.
pub(super) fn is_sort(plain: &str) -> bool {
    begins_with(plain, SORTS)
}

/// Endings of Cyrillic adjectives and participles.
const ENDINGS: &str = "ых их ый ий ой ая яя ое ее ые ие ими ыми ого его ому ую ої ою ська ське ські ним ным ским";

/// Whether a folded word looks like a Cyrillic adjective.
pub(super) fn is_adjective(plain: &str) -> bool {
    plain.chars().next().is_some_and(|c| matches!(c, '\u{400}'..='\u{4ff}'))
        && ENDINGS.split_ascii_whitespace().any(|ending| plain.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_stem_wins_and_whole_words_are_whole() {
        assert_eq!(meaning_of("беспилотников"), Some(Meaning::Unit(Unit::Uav)));
        assert_eq!(meaning_of("ракетами"), Some(Meaning::Unit(Unit::Missile)));
        assert_eq!(meaning_of("танков"), Some(Meaning::Unit(Unit::Vehicle)));
        assert_eq!(meaning_of("танковой"), None);
        assert_eq!(meaning_of("самолетного"), None);
        assert_eq!(meaning_of("ударных"), None);
        assert_eq!(meaning_of("особливо"), None);
        assert_eq!(meaning_of("знищено"), Some(Meaning::Kind(ClaimKind::Destroyed)));
        assert_eq!(meaning_of("постраждалих"), Some(Meaning::Fate(ClaimKind::Injured)));
        assert_eq!(meaning_of("над"), Some(Meaning::Preposition));
        assert_eq!(meaning_of("надежный"), None);
    }

    #[test]
    fn no_stem_has_two_meanings() {
        let mut seen: HashMap<&str, Meaning> = HashMap::new();
        let units = UNITS.iter().map(|(unit, words)| (*words, Meaning::Unit(*unit)));
        let kinds = KINDS.iter().map(|(kind, words)| (*words, Meaning::Kind(*kind)));
        let fates = FATES.iter().map(|(kind, words)| (*words, Meaning::Fate(*kind)));
        let others = [(REACH, Meaning::Reach), (LOST, Meaning::Lost), (LOSSES, Meaning::Losses), (ATTACK, Meaning::Attack)];
        for (words, meaning) in units.chain(kinds).chain(fates).chain(others) {
            for word in words.split_whitespace() {
                assert_eq!(*seen.entry(word).or_insert(meaning), meaning, "{word}");
            }
        }
        assert!(seen.len() > 300);
    }
}
