//! One incident: what is said of it, by whom, what else it could be, what the clauses make of it, and the way to the bytes.

use super::frame::{Page, frame};
use super::origins::origin_graph;
use super::{Answer, PageQuery, answer};
use crate::geo;
use crate::problem::Problem;
use crate::reading::read;
use crate::words::{interval, kind_words, moment, symbol};
use axum::extract::{Path, Query, State};
use engine::contract::Lookup;
use engine::corroboration::{corroboration, show_corroboration};
use engine::explain::show_bond;
use engine::matters::Sheet;
use maud::{Markup, html};
use model::count::grouped;
use model::finding::chance_word;
use model::{Determination, Finding, Incident, Kind, Mission, Observation, geodesy};
use serde_json::json;
use std::collections::BTreeMap;
use store::Folder;
use store::view::View;

/// The page of one incident, by its id or an unambiguous beginning of it.
pub async fn page(State(folder): State<Folder>, Path(id): Path<String>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        let whole = Whole::read(view, &id)?;
        let page = Page::of(view, short(&id), "")?.with_map(&["/assets/incident.js"]);
        Ok(frame(&page, &whole.show()))
    });
    Ok(answer(&markup.await?))
}

/// The id as people write it: its first letters.
pub fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

struct Whole {
    mission: Mission,
    incident: Incident,
    members: Vec<Observation>,
    findings: Vec<Finding>,
    quotes: BTreeMap<String, String>,
    versions: Vec<u64>,
    /// What people settled about its members, a sentence each.
    bonds: Vec<String>,
    sheet: Sheet,
    as_of: u64,
    size: u64,
}

/// The words that each clause quotes, by agreement and clause.
fn quotes(agreements: &[::terms::Agreement]) -> BTreeMap<String, String> {
    let of = |agreement: &::terms::Agreement| {
        let quote = |term: &::terms::Term| Some((format!("{} {}", agreement.id(), term.id), term.quote.clone()?));
        agreement.terms().iter().filter_map(quote).collect::<Vec<_>>()
    };
    agreements.iter().flat_map(of).collect()
}

impl Whole {
    fn read(view: &View, id: &str) -> Result<Self, Problem> {
        let (incident, members, findings) = view.incident(id)?;
        // Findings name an agreement with its amendments and what it inherits: its terms are those of all of them.
        let read = view.agreements()?.into_iter().filter_map(|(_, _, text)| ::terms::read_agreement(&text).0);
        let quotes = quotes(&::terms::join(read.collect()));
        let versions = view.versions(id)?;
        let bonds = incident.bonds.iter().map(|bond| show_bond(view, bond)).collect::<Result<_, _>>()?;
        Ok(Self {
            bonds,
            mission: view.mission()?,
            incident,
            members,
            findings,
            quotes,
            versions,
            sheet: view.sheet(id, None)?,
            as_of: view.as_of(),
            size: engine::Log::size(view.log()),
        })
    }

    fn show(&self) -> Markup {
        let incident = &self.incident;
        let id = incident.id.to_string();
        html! {
            main id="main" class="page" {
                p class="kind" {
                    svg class="sym" viewBox="0 0 16 16" aria-hidden="true" { use href=(format!("/assets/symbols.svg#{}", symbol(incident.kind))) {} }
                    " " (kind_words(incident.kind.word())) " \u{b7} " code { (id) }
                }
                h1 { (self.title()) }
                p class="lead" { (self.lead()) }
                @for to in &incident.moved_to {
                    p class="undetermined" { "This incident no longer stands: its first report is now part of " a href=(format!("/incidents/{to}")) { (short(&to.to_string())) } "." }
                }
                div class="incident-top" { (self.facts()) (self.map()) }
                @if !incident.members.is_empty() {
                    h2 { "Origins" }
                    (origin_graph(incident, &self.members))
                    p class="quiet" { "One row for each origin: all sources of one party together, and texts that carry one another or credit one agency. At most so many origins are independent: a rewrite or a translation is not recognised." }
                    h2 { "Members" }
                    (self.members())
                }
                h2 { "Verification" }
                (super::verification::show(&self.sheet, &self.mission.zone))
                p { a href=(format!("/matters/{id}")) { "Its page" } }
                h2 { "Alternatives" }
                (self.alternatives())
                (self.settled())
                h2 { "Findings" }
                (self.findings())
                h2 { "History" }
                ol class="history" {
                    @for leaf in &self.versions { li { span { "version of entry " a href=(format!("?as_of={}", leaf + 1)) { (grouped(*leaf)) } } } }
                }
                h2 { "Why" }
                p { a class="button" href=(format!("/explain/{id}")) { "Walk down to the bytes" } " or run:" }
                pre { code { "tregua explain " (short(&id)) } }
                footer { p class="as-of" { "As known at log position " (grouped(self.as_of)) " of " (grouped(self.size)) ". " a href=(format!("?as_of={}", self.as_of)) { "Address of this page as it is now" } "." } }
            }
        }
    }

    fn title(&self) -> String {
        let kind = kind_words(self.incident.kind.word());
        let place = self.members.iter().find_map(|member| member.place_name.clone());
        let mut letters = kind.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        place.map_or_else(|| format!("{first}{}", letters.as_str()), |place| format!("{first}{}, {place}", letters.as_str()))
    }

    fn lead(&self) -> String {
        let incident = &self.incident;
        let zone = &self.mission.zone;
        let (n, origins) = (incident.members.len(), incident.origins.len());
        let reports = if n == 1 { "One report speaks".to_owned() } else { format!("{n} reports speak") };
        let origins = if origins == 1 { "one source".to_owned() } else { format!("{origins} sources") };
        format!(
            "{reports} of it, from {origins}. It happened between {} and {} ({zone}).",
            moment(incident.time.from, zone),
            moment(incident.time.to, zone)
        )
    }

    fn facts(&self) -> Markup {
        let incident = &self.incident;
        let place = incident.place.as_ref().and_then(geodesy::summary);
        html! {
            dl {
                dt { "State" } dd { @if incident.moved_to.is_empty() { (self.state()) } @else { "dissolved" } }
                dt { "When" } dd { (interval(incident.time.from, incident.time.to, &self.mission.zone)) }
                dt { "Where" } dd {
                    @if let Some((at, sd)) = place { "within " (grouped(u64::from(geo::radius_90_m(sd)))) " m of " (format!("{:.4}, {:.4}", at.lat(), at.lon())) " (90 %)" }
                    @else { "place not known" }
                }
                dt { "Reports" } dd { (incident.members.len()) ", from at most " (incident.origins.len()) " independent origins" }
                dt { "Happened" } dd { (show_corroboration(&corroboration(incident, &self.members, &self.mission))) }
                dt { "Partition" } dd { @if incident.crowded { "crowded: many reports lie close together, the grouping is less certain" } @else { "searched exactly" } }
            }
        }
    }

    fn state(&self) -> String {
        match self.sheet.state {
            "new" => "proposed by the program, not yet verified".to_owned(),
            other => other.replace('_', " "),
        }
    }

    fn map(&self) -> Markup {
        let mut features = Vec::new();
        features.extend(self.incident.place.as_ref().and_then(|place| geo::feature(place, "incident")));
        // Where fire came from is never drawn finer than the incident itself.
        let tells_origin =
            |member: &&Observation| member.determination == Some(Determination::Outgoing) || member.kind == Kind::MuzzleFlash;
        features.extend(
            self.members.iter().filter(|member| !tells_origin(member)).filter_map(|member| geo::feature(member.place.as_ref()?, "member")),
        );
        if features.is_empty() {
            return html! { figure { p class="state" { "The place is not known: nothing can be drawn." } } };
        }
        let collection = json!({"type": "FeatureCollection", "features": features}).to_string();
        let day = self.incident.time.from.day_in(&self.mission.zone).unwrap_or_default();
        html! {
            figure {
                div id="incident-map" data-day=(day) data-feature=(collection) { p class="state" { "The map loads with JavaScript; the place is given in words beside it." } }
                figcaption { "Filled: where it happened, with 90 % chance. Thin outlines: the places its members give." }
            }
        }
    }

    fn members(&self) -> Markup {
        let chances: BTreeMap<String, u32> =
            self.incident.members.iter().map(|member| (member.observation.to_string(), member.chance_ppm)).collect();
        html! {
            div class="table" tabindex="0" role="region" aria-label="Members" {
                table {
                    caption { "Each report with its own words. The chance says how surely it belongs to this incident." }
                    thead { tr { th scope="col" { "Observation" } th scope="col" { "Source" } th scope="col" { "What" } th scope="col" { "When" } th scope="col" class="num" { "Belongs here" } th scope="col" { "In the source's words" } } }
                    tbody {
                        @for member in &self.members {
                            @let id = member.id.to_string();
                            @let ppm = chances.get(&id).copied().unwrap_or(0);
                            tr {
                                th scope="row" { a href=(format!("/explain/{id}")) { code { (short(&id)) } } }
                                td { (self.source_name(member)) @if let Some(speaker) = &member.speaker { ", " (speaker) } }
                                td { (kind_words(member.kind.word())) @if let Some(count) = &member.count { ", " (count.text) } }
                                td { (interval(member.time.from, member.time.to, &self.mission.zone)) }
                                td class="num" title=(chance_word(ppm)) { (format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10)) }
                                td { (member.text.as_deref().or(member.place_name.as_deref()).unwrap_or("").chars().take(240).collect::<String>()) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn source_name(&self, member: &Observation) -> String {
        self.mission.source(&member.source).map_or_else(|| member.source.0.clone(), |source| source.name.clone())
    }

    fn alternatives(&self) -> Markup {
        if self.incident.alternatives.is_empty() {
            return html! { p class="quiet" { "None of its reports fits another incident nearly as well." } };
        }
        html! {
            ul {
                @for alternative in &self.incident.alternatives {
                    @let other = alternative.incident.to_string();
                    li {
                        code { (short(&alternative.observation.to_string())) } " could belong to "
                        a href=(format!("/incidents/{other}")) { (short(&other)) }
                        " (log-odds " (format!("{:.2}", f64::from(alternative.log_odds_mnat) / 1000.0)) " nat)"
                    }
                }
            }
        }
    }

    /// What people settled about its members.
    fn settled(&self) -> Markup {
        html! {
            @if !self.bonds.is_empty() {
                h2 { "Settled by people" }
                ul { @for line in &self.bonds { li { (line) } } }
            }
        }
    }

    fn findings(&self) -> Markup {
        if self.findings.is_empty() {
            return html! { p class="quiet" { "No clause in use concerns it." } };
        }
        html! {
            div class="table" tabindex="0" role="region" aria-label="Findings" {
                table {
                    caption { "What each clause says, in each reading. The program proposes; people decide." }
                    thead { tr { th scope="col" { "Clause" } th scope="col" { "Reading" } th scope="col" { "Party" } th scope="col" { "Finding" } th scope="col" { "Why" } } }
                    tbody { @for finding in &self.findings { (self.finding(finding)) } }
                }
            }
        }
    }

    fn finding(&self, finding: &Finding) -> Markup {
        let outcome = finding.outcome.word();
        let party = finding.party.as_ref().map(|id| self.mission.party(id).map_or_else(|| id.0.clone(), |party| party.name.clone()));
        let quote = self.quotes.get(&format!("{} {}", finding.agreement, finding.clause));
        html! {
            tr {
                th scope="row" { a href=(format!("/terms#{}-{}", finding.agreement, finding.clause)) { (finding.clause) } @if let Some(quote) = quote { br; q { (quote) } } }
                td { (finding.reading.as_deref().unwrap_or("as signed")) }
                td { (party.unwrap_or_default()) }
                td {
                    a href=(format!("/explain/{}", finding.id)) { span class="badge" data-outcome=(outcome) { (outcome.replace('_', " ")) } }
                    @if let Some(ppm) = finding.chance_ppm { br; small { (format!("{}.{} %, {}", ppm / 10_000, ppm / 1_000 % 10, chance_word(ppm))) } }
                }
                td { @for reason in &finding.reasons { p { (reason) } } }
            }
        }
    }
}
