//! The fields of a clause on acts, and of what other clauses share with it: kinds, layers, weapons.

use crate::act::Act;
use crate::agreement::{Calibre, KindSet, LayerRef, Mention, Row};
use crate::fields::{Fields, Worded, known_words};
use crate::method::kinds_if_unreadable;
use crate::near::Near;
use crate::target::Targets;
use crate::words::nearest;
use model::{Kind, PartyId, SourceId};

/// Greatest distance round a target or settlement, metres.
const WITHIN_M_MAX: u32 = 100_000;

/// Greatest calibre, mm.
const CALIBRE_MM_MAX: u32 = 2_000;

/// Reads which weapons are meant; a row without a distance. `None` if none is named.
pub(crate) fn read_arms(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Option<Row> {
    let before = fields.faults.found.len();
    let models = fields.texts("models").unwrap_or_default();
    let classes = fields.texts("classes").unwrap_or_default();
    let mut dmm = |key| fields.thousandths(key, CALIBRE_MM_MAX).map(|thousandths| (thousandths + 50) / 100);
    let calibre = Calibre {
        over_dmm: dmm("calibre_mm_over"),
        min_dmm: dmm("calibre_mm_min"),
        max_dmm: dmm("calibre_mm_max"),
        under_dmm: dmm("calibre_mm_under"),
    };
    let is_vague = fields.faults.found.len() > before;
    let is_open = models.is_empty() && classes.is_empty() && calibre.is_open();
    let words = |words: &[Worded]| words.iter().map(|word| word.word.clone()).collect();
    let row = Row { models: words(&models), classes: words(&classes), calibre, is_vague, ..Row::default() };
    mentions.extend(classes.into_iter().map(Mention::Class));
    (!is_open || is_vague).then_some(row)
}

/// Reads a forbidden act.
pub(crate) fn read_act(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> Act {
    let acts = read_kinds(fields, "acts", "acts = [\"explosion\", \"burst\"]");
    let parties = fields.texts("parties").unwrap_or_default();
    let is_anyone = fields.flag("anyone").unwrap_or(false);
    let header = fields.header.clone();
    if is_anyone && let Some(first) = parties.first() {
        fields.faults.error(first.span.clone(), "`parties` stands beside `anyone = true`".into(), Some("leave one out".into()));
    }
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    let is_outside = fields.flag("outside").unwrap_or(false);
    if is_outside && zone.is_none() {
        let help = "name the zone outside of which the act is forbidden".to_owned();
        fields.faults.error(header, "`outside` needs a `zone`".into(), Some(help));
    }
    let (around, targets) = read_surroundings(fields, mentions);
    let words = |words: Option<Vec<Worded>>| words.unwrap_or_default().into_iter().map(|word| word.word).collect::<Vec<String>>();
    let act_classes = words(fields.texts("act_classes"));
    let except_causes = words(fields.texts("except_causes"));
    let definition = fields.text("definition");
    mentions.extend(definition.iter().cloned().map(Mention::Definition));
    let arms = read_arms(fields, mentions);
    let told = format!("held against: {}", acts.words());
    let parties_named = parties.iter().map(|party| PartyId(party.word.clone())).collect();
    mentions.extend(parties.into_iter().map(Mention::Party));
    Act {
        acts,
        parties: parties_named,
        is_anyone,
        zone,
        is_outside,
        around,
        targets,
        act_classes,
        arms,
        definition: definition.map(|definition| definition.word),
        except_causes,
        told,
    }
}

/// In and around what, and against what.
fn read_surroundings(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> (Option<Near>, Option<Targets>) {
    let within_m = fields.count("within_m", WITHIN_M_MAX);
    let around = fields.texts("around").unwrap_or_default();
    let around_source = fields.text("around_source");
    let targets = fields.texts("targets").unwrap_or_default();
    let targets_source = fields.text("targets_source").map(|source| SourceId(source.word));
    let header = fields.header.clone();
    if !around.is_empty() && within_m.is_none() {
        fields.missing_here("within_m", "within_m = 500, how far \"around\" reaches; 0 = inside only");
    }
    if around.is_empty() && targets.is_empty() && within_m.is_some() {
        fields.faults.error(header.clone(), "`within_m` needs `around` or `targets`".into(), None);
    }
    for (key, is_lost) in
        [("around", around.is_empty() && around_source.is_some()), ("targets", targets.is_empty() && targets_source.is_some())]
    {
        if is_lost {
            fields.faults.error(header.clone(), format!("`{key}_source` needs `{key}`"), None);
        }
    }
    let of = around_source.as_ref().map(|source| SourceId(source.word.clone()));
    let layer = |layer: &Worded| LayerRef { layer: layer.word.clone(), source: of.clone() };
    let near = Near { layers: around.iter().map(layer).collect(), within_m: within_m.unwrap_or(0) };
    let classes: Vec<String> = targets.iter().map(|class| class.word.clone()).collect();
    mentions.extend(around.into_iter().map(|layer| Mention::Places { layer, source: around_source.clone() }));
    mentions.extend(targets.into_iter().map(Mention::Target));
    let targets = (!classes.is_empty()).then(|| Targets::new(classes, targets_source.as_ref(), within_m.unwrap_or(0)));
    ((!near.layers.is_empty()).then_some(near), targets)
}

/// Reads kinds of observation. Where a word cannot be read, the kinds that it may have meant are
/// taken in: the term is faulty then, and its findings stay visible.
pub(crate) fn read_kinds(fields: &mut Fields<'_, '_>, key: &'static str, example: &str) -> KindSet {
    if let Some(kinds) = read_kinds_if_any(fields, key) {
        return kinds;
    }
    fields.missing(key, example);
    kinds_if_unreadable()
}

/// The same where none need be named.
pub(crate) fn read_kinds_if_any(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<KindSet> {
    let words = fields.texts(key);
    fields.list_words(key, &Kind::ALL.map(Kind::word));
    let words = words.filter(|words| !words.is_empty())?;
    let all = Kind::ALL.map(Kind::word);
    let kinds = known_words(fields, key, &words, Kind::from_word, &all);
    let mut set = KindSet::of(kinds);
    for wrong in words.iter().filter(|word| Kind::from_word(&word.word).is_none()) {
        set = set.with(nearest(&wrong.word, all).and_then(Kind::from_word).map_or_else(kinds_if_unreadable, |kind| KindSet::of([kind])));
    }
    Some(if set.is_empty() { kinds_if_unreadable() } else { set })
}

pub(crate) fn read_layer(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    source_key: &'static str,
    mentions: &mut Vec<Mention>,
    is_line: bool,
) -> Option<LayerRef> {
    let layer = fields.text(key);
    let source = fields.text(source_key);
    if let (None, Some(source)) = (&layer, &source) {
        fields.faults.error(source.span.clone(), format!("`{source_key}` needs a `{key}`"), None);
    }
    let layer = layer?;
    mentions.push(Mention::Layer { layer: layer.clone(), source: source.clone(), is_line });
    Some(LayerRef { layer: layer.word, source: source.map(|source| SourceId(source.word)) })
}
