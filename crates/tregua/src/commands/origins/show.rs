//! Relations and origins as lines for people, and as JSON lines.

use super::Found;
use super::input::Story;
use crate::screen::say;
use fusion::origins::{Relation, Standing, n_eff_e3};
use serde_json::{Value, json};
use std::ops::Range;

impl Found<'_> {
    /// A line for each input, then one for all.
    pub fn say_json(&self) {
        let mut first = 0u32;
        let mut relations = self.traced.relations.as_slice();
        for input in self.inputs {
            let stories = input.stories.iter().zip(first..).map(|(story, at)| {
                let own_n = relations.iter().take_while(|relation| relation.later <= at).count();
                let (own, rest) = relations.split_at_checked(own_n).unwrap_or_default();
                relations = rest;
                self.story_json(story, at, own)
            });
            let line = json!({"input": input.name, "stories": stories.collect::<Vec<_>>()});
            first += input.stories.len() as u32;
            say(&line.to_string());
        }
        let group = |group: &fusion::origins::Group| {
            let members: Vec<&str> = group.members.iter().map(|at| self.id(*at)).collect();
            json!({"root": self.id(group.root), "members": members, "n_eff": thousandths(n_eff_e3(&self.traced.standings, group.members.iter().copied()))})
        };
        let origins: Vec<Value> = self.traced.groups.iter().map(group).collect();
        say(&json!({"stories_n": self.stories.len(), "origins_n": origins.len(), "n_eff": thousandths(self.n_eff_e3()), "origins": origins}).to_string());
    }

    fn story_json(&self, story: &Story, at: u32, relations: &[Relation]) -> Value {
        let Some(standing) = self.traced.standings.get(at as usize) else { return Value::Null };
        let mut line = json!({
            "id": story.id, "origin": self.id(standing.root), "p_dep": millionths(standing.p_dep_ppm),
            "relations": relations.iter().map(|relation| self.relation_json(relation)).collect::<Vec<_>>(),
        });
        let mut set = |name: &str, value: Option<Value>| {
            if let (Some(value), Some(fields)) = (value, line.as_object_mut()) {
                fields.insert(name.into(), value);
            }
        };
        set("headline", story.headline.as_ref().map(|headline| json!(headline)));
        set("source", (!story.source.is_empty()).then(|| json!(story.source)));
        set("published", story.published_as.as_ref().map(|published| json!(published)));
        set("parent", standing.parent.map(|parent| json!(self.id(parent))));
        set("owes", (standing.owes_ppm > 0).then(|| millionths(standing.owes_ppm)));
        set("flags", flags(standing));
        let credits = self.credits.get(at as usize).filter(|credits| !credits.is_empty());
        set("credits", credits.map(|credits| json!(credits)));
        line
    }

    fn relation_json(&self, one: &Relation) -> Value {
        let (own, other) = (self.story(one.later), self.story(one.earlier));
        let place = |story: Option<&Story>, range: &Range<usize>| story.map_or_else(|| range.clone(), |story| story.place(range));
        let span = |span: &fusion::origins::SharedSpan| {
            let (own, other) = (place(own, &span.later), place(other, &span.earlier));
            json!({"start": own.start, "end": own.end, "other_start": other.start, "other_end": other.end})
        };
        let words = |story: Option<&Story>, range: &Range<usize>| {
            story.and_then(|story| story.text.get(range.clone())).unwrap_or_default().to_owned()
        };
        let variant =
            |variant: &fusion::origins::SharedSpan| json!({"own": words(own, &variant.later), "other": words(other, &variant.earlier)});
        json!({
            "to": self.id(one.earlier), "kind": one.kind.word(), "scope": one.kind.scope().word(), "told_by": one.told_by.word(),
            "words": one.words_n, "share": millionths(one.later_ppm), "share_of_other": millionths(one.earlier_ppm),
            "p_dep": millionths(one.p_dep_ppm), "one_origin": one.is_one_origin(&self.limits),
            "spans": one.spans.iter().map(span).collect::<Vec<_>>(), "variants": one.variants.iter().map(variant).collect::<Vec<_>>(),
        })
    }

    /// For people: each relation, then each origin.
    pub fn say(&self) {
        for one in &self.traced.relations {
            let percent = |ppm: u32| (ppm + 5_000) / 10_000;
            let words = match one.words_n {
                0 => String::new(),
                n => format!(": {n} words, {} % of it and {} % of the other", percent(one.later_ppm), percent(one.earlier_ppm)),
            };
            let dependence = if one.p_dep_ppm == 0 {
                "no dependence".into()
            } else {
                format!("{} {} % dependent", one.kind.scope().word(), percent(one.p_dep_ppm))
            };
            let by = one.told_by.word();
            say(&format!("{} -> {} {}{words}; {dependence}; later by {by}", self.id(one.later), self.id(one.earlier), one.kind.word()));
            for variant in &one.variants {
                let words = |at: u32, range: &Range<usize>| {
                    self.story(at).and_then(|story| story.text.get(range.clone())).unwrap_or_default().to_owned()
                };
                say(&format!(
                    "    reads {} where the other has {}",
                    words(one.later, &variant.later),
                    words(one.earlier, &variant.earlier)
                ));
            }
        }
        for (group, number) in self.traced.groups.iter().zip(1u32..) {
            let others: Vec<&str> = group.members.iter().filter(|at| **at != group.root).map(|at| self.id(*at)).collect();
            let carried = if others.is_empty() { String::new() } else { format!(", carried by {}", others.join(", ")) };
            say(&format!("origin {number}: {}{carried}", self.id(group.root)));
        }
        for (story, standing) in self.stories.iter().zip(&self.traced.standings).filter(|(_, standing)| standing.flooded || standing.cut) {
            let why = if standing.flooded {
                "most of its phrases are held by very many sources: not independent until a person looks"
            } else {
                "longer than is compared"
            };
            say(&format!("{}: {why}", story.id));
        }
        let (n, n_eff) = (self.stories.len(), f64::from(self.n_eff_e3()) / 1e3);
        say(&format!("{n} stories, {} origins, worth {n_eff:.2} independent ones", self.traced.groups.len()));
    }

    fn n_eff_e3(&self) -> u32 {
        n_eff_e3(&self.traced.standings, 0..self.stories.len() as u32)
    }

    fn story(&self, at: u32) -> Option<&Story> {
        self.stories.get(at as usize).copied()
    }

    fn id(&self, at: u32) -> &str {
        self.story(at).map_or("?", |story| story.id.as_str())
    }
}

fn flags(standing: &Standing) -> Option<Value> {
    let named = [(standing.flooded, "flooded"), (standing.cut, "cut")];
    let flags: Vec<&str> = named.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    (!flags.is_empty()).then(|| json!(flags))
}

fn millionths(ppm: u32) -> Value {
    json!(f64::from(ppm) / 1e6)
}

fn thousandths(e3: u32) -> Value {
    json!(f64::from(e3) / 1e3)
}
