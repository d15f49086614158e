//! Pages, texts and rows to stories.

use super::rows;
use crate::commands::bytes_of;
use crate::fault::Fault;
use fusion::origins::{Point, Published, Telling, credits};
use model::Instant;
use news::Page;
use news::page::read_page;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A file that is a page or a text, or one row of a file of rows.
#[derive(Debug, Default)]
pub struct Input {
    /// The file, with the row's line where it has several.
    pub name: String,
    /// What it tells.
    pub stories: Vec<Story>,
}

/// A story as it was read.
#[derive(Debug, Default)]
pub struct Story {
    /// Its name: as stated, or the input's with its number in it.
    pub id: String,
    pub headline: Option<String>,
    /// Empty = not known.
    pub source: String,
    pub published: Option<Published>,
    /// When it was published, in the input's words.
    pub published_as: Option<String>,
    pub text: String,
    /// Where each stretch of the text stands in the input: first byte in the text, first byte in the input.
    pub places: Vec<(usize, usize)>,
    pub first_hand: bool,
    /// The agency or others that it names in a field of its own.
    pub credit: Vec<String>,
    pub images: Vec<u64>,
    pub device: String,
    pub claims: Vec<Claim>,
}

/// A point of a running count.
#[derive(Debug)]
pub struct Claim {
    pub claimant: String,
    pub item: String,
    pub as_of: Instant,
    pub value: u64,
}

/// What was read of all inputs.
#[derive(Debug, Default)]
pub struct AllRead {
    pub inputs: Vec<Input>,
    /// What could not be read, each as a sentence.
    pub refused: Vec<String>,
}

/// Reads files, folders of files, and `-` for the standard input.
pub fn read_all(files: &[PathBuf]) -> Result<AllRead, Fault> {
    let mut read = AllRead::default();
    for path in files {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(|cause| Fault::Input(format!("standard input: {cause}")))?;
            read_bytes("-", &bytes, &mut read);
        } else if path.is_dir() {
            for file in files_in(path)? {
                read_bytes(&file.display().to_string(), &bytes_of(&file)?, &mut read);
            }
        } else {
            read_bytes(&path.display().to_string(), &bytes_of(path)?, &mut read);
        }
    }
    name_apart(&mut read.inputs);
    Ok(read)
}

/// The files of a folder, by name; hidden ones are left alone.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let wrong = |cause: std::io::Error| Fault::Input(format!("{}: {cause}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.is_file() && !is_hidden {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_bytes(name: &str, bytes: &[u8], read: &mut AllRead) {
    let text = String::from_utf8_lossy(bytes);
    match rows::read_rows(name, &text, bytes) {
        Some(rows) => {
            read.refused.extend(rows.refused);
            read.inputs.extend(rows.inputs);
        }
        None => read.inputs.push(Input { name: name.to_owned(), stories: stories_of(name, bytes) }),
    }
}

/// The stories of a page or text.
fn stories_of(name: &str, bytes: &[u8]) -> Vec<Story> {
    let page = read_page(bytes);
    let is_one = page.stories.len() == 1;
    let named = |number: usize| if is_one { name.to_owned() } else { format!("{name}#{number}") };
    page.stories.iter().zip(1..).map(|(story, number)| story_of(named(number), &page, story)).collect()
}

fn story_of(id: String, page: &Page, story: &news::Story) -> Story {
    let mut places = Vec::new();
    let mut begun = 0;
    for block in story.body() {
        places.push((begun, block.span.start));
        begun += block.text.len() + 1;
    }
    Story {
        id,
        headline: story.headline.as_ref().map(|headline| headline.text.clone()),
        source: page.outlet.clone().unwrap_or_default(),
        published: story.published.as_ref().and_then(published),
        published_as: story.published.as_ref().map(|published| published.at.map_or_else(|| published.day.to_string(), |at| at.to_string())),
        text: story.text.clone(),
        places,
        first_hand: story.dateline.is_some() && story.byline.is_some(),
        credit: story.agency.iter().map(|agency| agency.text.clone()).collect(),
        ..Story::default()
    }
}

fn published(stated: &news::Published) -> Option<Published> {
    stated.at.map(Published::at).or_else(|| rows::moment(&stated.day.to_string()).ok())
}

/// Stories that would have one name get the number of their place behind it.
fn name_apart(inputs: &mut [Input]) {
    let mut known: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for story in inputs.iter_mut().flat_map(|input| &mut input.stories) {
        let n = known.entry(story.id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            story.id = format!("{} ({n})", story.id);
        }
    }
}

impl Story {
    /// Whom it names as where it has it from: in a field, or in its text.
    pub fn credits(&self) -> Vec<&str> {
        let in_text = credits(&self.text).into_iter().filter_map(|range| self.text.get(range));
        self.credit.iter().map(String::as_str).chain(in_text).collect()
    }

    pub fn points(&self) -> Vec<Point<'_>> {
        let point = |claim: &'_ Claim| (claim.as_of.ms(), claim.value);
        let named = self.claims.iter().map(|claim| (claim, point(claim)));
        named.map(|(claim, (as_of_ms, value))| Point { claimant: &claim.claimant, item: &claim.item, as_of_ms, value }).collect()
    }

    pub fn telling<'a>(&'a self, credits: &'a [&'a str], points: &'a [Point<'a>]) -> Telling<'a> {
        Telling {
            source: &self.source,
            published: self.published,
            text: &self.text,
            first_hand: self.first_hand,
            credits,
            images: &self.images,
            device: &self.device,
            points,
        }
    }

    /// Where a stretch of its text stands in the input, bytes.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        let moved = |at: usize| {
            let before = self.places.partition_point(|(own, _)| *own <= at).checked_sub(1).and_then(|place| self.places.get(place));
            before.map_or(at, |(own, input)| input + (at - own))
        };
        moved(range.start)..moved(range.end.saturating_sub(1)) + 1
    }
}
