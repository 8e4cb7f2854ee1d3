//! `docs/gallery.md`: every look and every style on the demo song. `./x bless gallery` makes it.

mod cover;
mod sheet;

use crate::harness::Folder;
use cymatic::{
    audio::Song,
    visual::{REGISTRY, StyleInfo},
};
use image::RgbImage;
use lofty::{
    picture::{Picture, PictureType},
    tag::{Accessor, Tag, TagExt, TagType},
};
use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// The moment that is shown.
const AT: &str = "0:14.1";
/// What all pictures may weigh, bytes.
const ALL: usize = 3_000_000;
/// Size that a style is drawn in, pixels; half of it is shown.
const STYLE_SIZE: [u32; 2] = [800, 450];

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// Names and descriptions, as the program lists them.
fn looks() -> Vec<(String, String)> {
    let listed = Folder::new().run(["looks"]).ok();
    let rows = listed.text().lines().take_while(|line| !line.is_empty());
    rows.map(|row| row.split_once(' ').unwrap())
        .map(|(name, summary)| (name.into(), summary.trim().into()))
        .collect()
}

fn styles() -> impl Iterator<Item = &'static StyleInfo> {
    REGISTRY.iter().copied().filter(|style| !style.hidden)
}

/// The whole page.
fn page() -> String {
    let looks = looks();
    let links: Vec<String> = looks.iter().map(|(name, _)| format!("[{name}](#{name})")).collect();
    let mut page = format!(
        "# Gallery\n\n\
         <!-- Written by ./x bless gallery; a test compares it with the program. -->\n\n\
         Every look and every style at {AT} of the song that `cymatic demo` composes. `./x bless gallery` makes this \
         page and its\npictures; made again, they are the same to the byte. `cymatic still song.mp3 --at 1:00 --look \
         NAME` shows a look on your own\nsong, and [the guide](guide.md) says how to go on from there.\n\n\
         ## Looks\n\n\
         Each in 16:9, 9:16 and 1:1, with title, artist and cover of the song's tags; and, the small wide one, for a \
         song that has none.\nThe shape is that of the picture's size: add `--for youtube`, `shorts`, `reels`, \
         `tiktok` or `square`.\n\n\
         {}\n\n",
        links.join(" · ")
    );
    for (name, summary) in &looks {
        let _ = write!(
            page,
            "### {name}\n\n{summary}\n\n![{name}](gallery/look-{name}.jpg)\n\n\
             ```\ncymatic song.mp3 --look {name}\n```\n\n"
        );
    }
    page += "## Styles\n\n\
             What looks are made of, as they are without any option, on a song without cover.\n\
             [Parameters](parameters.md#styles) lists what can be set of each.\n\n| | |\n|---|---|\n";
    let cells: Vec<String> = styles()
        .map(|StyleInfo { name, summary, .. }| {
            format!("![{name}](gallery/style-{name}.jpg)<br>`--style {name}`: {summary}")
        })
        .collect();
    for row in cells.chunks(2) {
        let _ = writeln!(page, "| {} | {} |", row[0], row.get(1).map_or("", String::as_str));
    }
    page += "\n## The cover\n\n\
             ![The cover of these pictures](gallery/cover.jpg)\n\n\
             Drawn by the program that made this page, too. So this is the first picture, moving:\n\n\
             ```\ncymatic demo --look vinyl --cover docs/gallery/cover.jpg\n```\n";
    page
}

/// Names of all pictures, without folder and ending.
fn pictures() -> BTreeSet<String> {
    let looks = looks().into_iter().map(|(name, _)| format!("look-{name}"));
    looks.chain(styles().map(|style| format!("style-{}", style.name))).chain(["cover".into()]).collect()
}

/// Where pictures are drawn: the demo song as a file with tags and as one without, and the command.
struct Studio(Folder);

impl Studio {
    fn new() -> Self {
        let folder = Folder::new();
        let song = Song::demo();
        let (mut reader, mut block, mut samples) = (song.reader().unwrap(), Vec::new(), Vec::new());
        while reader.read(&mut block).unwrap() {
            samples.extend(block.iter().flat_map(|sample| sample.to_le_bytes()));
        }
        let wav = stereo_wav(song.info().sample_rate_hz, &samples);
        folder.write("bare.wav", &wav);
        folder.write("tagged.wav", &wav);
        let (mut tag, tags) = (Tag::new(TagType::Id3v2), &song.info().tags);
        tag.set_title(tags.title.clone().unwrap());
        tag.set_artist(tags.artist.clone().unwrap());
        let mut cover = Picture::from_reader(&mut &sheet::jpeg(&cover::draw())[..]).unwrap();
        cover.set_pic_type(PictureType::CoverFront);
        tag.push_picture(cover);
        tag.save_to_path(folder.path("tagged.wav"), lofty::config::WriteOptions::default()).unwrap();
        Self(folder)
    }

    fn still(&self, song: &str, options: [&str; 2], [width, height]: [u32; 2]) -> RgbImage {
        let (size, out) = (format!("{width}x{height}"), ["-f", "-q", "-o", "still.png", "--backend", "cpu"]);
        let words = ["still", song, "--at", AT, "--size", &size].into_iter().chain(options).chain(out);
        self.0.run(words).ok();
        image::open(self.0.path("still.png")).unwrap().to_rgb8()
    }

    /// One of [`pictures`].
    fn draw(&self, picture: &str) -> RgbImage {
        match picture.split_once('-') {
            Some(("look", look)) => {
                let size = |i: usize| [2, 3].map(|side| sheet::PLACES[i][side] * sheet::SHRINK);
                let songs = ["tagged.wav", "tagged.wav", "tagged.wav", "bare.wav"];
                let still = |(i, song)| self.still(song, ["--look", look], size(i));
                sheet::sheet(&songs.into_iter().enumerate().map(still).collect::<Vec<_>>())
            }
            Some((_, style)) => sheet::shrunk(&self.still("bare.wav", ["--style", style], STYLE_SIZE)),
            None => cover::draw(),
        }
    }
}

/// A WAV of interleaved stereo floats.
fn stereo_wav(rate_hz: u32, samples: &[u8]) -> Vec<u8> {
    let bytes = samples.len() as u32;
    let mut wav = [&b"RIFF"[..], &(36 + bytes).to_le_bytes(), b"WAVEfmt \x10\0\0\0\x03\0\x02\0"].concat();
    wav.extend(rate_hz.to_le_bytes());
    wav.extend((rate_hz * 8).to_le_bytes());
    wav.extend(b"\x08\0\x20\0data");
    wav.extend(bytes.to_le_bytes());
    wav.extend(samples);
    wav
}

/// Writes the page, the pictures that it lacks or all of them, and removes those that it no longer shows.
fn bless(all: bool) {
    let (wanted, folder) = (pictures(), docs("gallery"));
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if all || !wanted.contains(path.file_stem().unwrap().to_str().unwrap()) {
            fs::remove_file(path).unwrap();
        }
    }
    let path = |name: &str| folder.join(name).with_extension("jpg");
    let missing: Vec<&String> = wanted.iter().filter(|name| !path(name).exists()).collect();
    if !missing.is_empty() {
        let studio = Studio::new();
        for name in missing {
            fs::write(path(name), sheet::jpeg(&studio.draw(name))).unwrap();
        }
    }
    fs::write(docs("gallery.md"), page()).unwrap();
}

/// `BLESS=gallery` makes all of it anew, `BLESS=pages` the page and the pictures that it lacks.
#[test]
fn the_gallery_lists_every_look_and_style() {
    match std::env::var("BLESS").as_deref() {
        Ok("gallery") => bless(true),
        Ok("pages" | "all") => bless(false),
        _ => {}
    }
    let text = fs::read_to_string(docs("gallery.md")).unwrap();
    assert!(text == page(), "docs/gallery.md is out of date: run ./x bless gallery");
    let mut sum = 0;
    for name in pictures() {
        assert!(text.contains(&format!("](gallery/{name}.jpg)")), "the page doesn't show {name}");
        let path = docs("gallery").join(&name).with_extension("jpg");
        let (width, height) = image::image_dimensions(&path).expect("run ./x bless gallery");
        assert!(width >= 400 && height >= 225, "{name}: {width}x{height}");
        let bytes = fs::read(&path).unwrap().len();
        assert!(bytes <= sheet::LARGEST, "{name}: {bytes} bytes");
        sum += bytes;
    }
    assert!(sum < ALL, "{sum} bytes");
    let kept = fs::read_dir(docs("gallery")).unwrap().count();
    assert_eq!(kept, pictures().len(), "pictures in docs/gallery that the page doesn't show");
}
