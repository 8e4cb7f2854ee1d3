//! The fonts of a video: files that were named, then the bundled one.

use super::Text;
use crate::{
    error::{Error, Result},
    files, quiet,
};
use cosmic_text::{
    FontSystem,
    fontdb::{Database, FaceInfo, Language, Source, Stretch, Style, Weight},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Inter: Latin, Greek and Cyrillic, weights from 400 to 800. See `assets/fonts/README.md`.
static BUNDLED: &[u8] = include_bytes!("../../assets/fonts/Inter.ttf");
/// Largest font file, bytes; collections of all CJK fonts weigh some 100 MiB.
const LARGEST_FILE: usize = 128 << 20;
/// Most font files.
const MOST_FILES: usize = 16;
/// What to do about a font that can't be used.
const HINT: &str = "give a TrueType or OpenType font (.ttf, .otf, .ttc), or none: one is built in";

/// Fonts by family, the most wanted first, the bundled one last.
#[derive(Debug, Clone)]
pub struct Fonts {
    /// The faces of each family.
    families: Vec<Vec<FaceInfo>>,
    /// Where those of the first family come from, if not from the program.
    first: Option<PathBuf>,
}

impl Default for Fonts {
    fn default() -> Self {
        let families = faces(Source::Binary(Arc::new(BUNDLED)));
        Self { families: vec![families], first: None }
    }
}

impl Fonts {
    /// Reads font files: TrueType, OpenType or collections of them. The first that has a glyph is used for it; of files of
    /// one family, that of the nearest weight.
    ///
    /// # Errors
    /// [`Error::Input`] when a file is missing, unreadable or not a regular file, [`Error::Asset`] when it is no font or
    /// too large, a usage error for more than 16 files.
    pub fn new(files: &[PathBuf]) -> Result<Self> {
        if files.len() > MOST_FILES {
            return Err(Error::usage(format!("{} font files: {MOST_FILES} are the most", files.len())));
        }
        let mut families: Vec<Vec<FaceInfo>> = Vec::new();
        for path in files {
            for face in read(path)? {
                match families.iter_mut().find(|family| name(&family[0]) == name(&face)) {
                    Some(family) => family.push(face),
                    None => families.push(vec![face]),
                }
            }
        }
        families.extend(Self::default().families);
        Ok(Self { families, first: files.first().cloned() })
    }

    /// The fonts for one text, all in its weight as far as they have it; the first one's name, and whether any of them
    /// has a character.
    pub(super) fn system(&self, text: &Text<'_>) -> System {
        let mut database = Database::new();
        let weight = Weight(text.weight);
        for (i, family) in self.families.iter().enumerate() {
            // Upright before slanted, then the nearest weight, then the first.
            let off = |face: &&FaceInfo| (face.style != Style::Normal, face.weight.0.abs_diff(text.weight));
            let Some(face) = family.iter().min_by_key(off) else { continue };
            // A face passes for what is asked: the nearest there is must do.
            database.push_face_info(FaceInfo {
                families: vec![(i.to_string(), Language::English_UnitedStates)],
                post_script_name: i.to_string(),
                weight,
                style: Style::Normal,
                stretch: Stretch::Normal,
                monospaced: false,
                ..face.clone()
            });
        }
        let ids: Vec<_> = database.faces().map(|face| face.id).collect();
        // Its preferences by script name fonts that aren't here: all are tried in their order.
        let mut fonts = FontSystem::new_with_locale_and_db("en".into(), database);
        let faces = ids.into_iter().filter_map(|id| fonts.get_font(id, weight)).collect();
        System { fonts, faces, first: "0" }
    }

    /// The error for a failure inside the shaper, for which only a file can be blamed.
    pub(super) fn broken(&self) -> Error {
        match &self.first {
            Some(path) => refusal(path, "text can't be shaped with it".into()),
            None => Error::Internal("a text can't be shaped".into()),
        }
    }
}

/// Fonts, ready to shape one text.
pub(super) struct System {
    pub(super) fonts: FontSystem,
    faces: Vec<Arc<cosmic_text::Font>>,
    /// The name of the first family.
    pub(super) first: &'static str,
}

impl System {
    /// Whether any font has the character.
    pub(super) fn has(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.as_swash().charmap().map(c) != 0)
    }
}

fn name(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

fn refusal(path: &Path, reason: String) -> Error {
    Error::Asset { path: path.to_owned(), reason, hint: HINT }
}

fn read(path: &Path) -> Result<Vec<FaceInfo>> {
    let bytes = files::read_at_most(path, LARGEST_FILE)?;
    let bytes =
        bytes.ok_or_else(|| refusal(path, format!("it weighs more than {} MiB", LARGEST_FILE >> 20)))?;
    if bytes.is_empty() {
        return Err(refusal(path, "empty file".into()));
    }
    let web = [&b"wOFF"[..], b"wOF2"].iter().any(|magic| bytes.starts_with(magic));
    let faces = quiet::catch(|| faces(Source::Binary(Arc::new(bytes)))).unwrap_or_default();
    match faces.is_empty() {
        true if web => Err(refusal(path, "it is a web font".into())),
        true => Err(refusal(path, "it is no font, or damaged".into())),
        false => Ok(faces),
    }
}

/// The faces of a file that can be used.
fn faces(source: Source) -> Vec<FaceInfo> {
    let mut database = Database::new();
    let ids = database.load_font_source(source);
    let usable = |id: &_| cosmic_text::Font::new(&database, *id, Weight::NORMAL).is_some();
    ids.iter().filter(|id| usable(id)).filter_map(|id| database.face(*id).cloned()).collect()
}
