//! Every style at the loudest moment of a song: a still, a clip of five seconds, and all stills on one sheet.
//!
//! `cargo run --release --example gallery [SONG [FOLDER]]`; without a song, the demo's. `--sheet FILE.png` makes the
//! sheet alone, which the README shows.

#![expect(clippy::print_stdout, reason = "an example that talks")]

use cymatic::{
    Cancel, Visualizer,
    analysis::{self, Row, Settings},
    audio::Song,
    encode::png,
    pipeline::Trim,
    render::Still,
    time::{Fps, Time},
    visual::{REGISTRY, StyleInfo},
};
use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use std::{env, fmt::Write, fs, path::Path, sync::Arc};

fn main() -> cymatic::Result<()> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    match args.as_slice() {
        [option, file] if option == "--sheet" => make_sheet(Arc::new(Song::demo()), Path::new(file)),
        [] => make(Arc::new(Song::demo()), Path::new("gallery")),
        [song] => make(Arc::new(Song::open(Path::new(song))?), Path::new("gallery")),
        [song, folder, ..] => make(Arc::new(Song::open(Path::new(song))?), Path::new(folder)),
    }
}

fn listed() -> impl Iterator<Item = &'static StyleInfo> {
    REGISTRY.iter().copied().filter(|style| !style.hidden)
}

/// Stills, clips, the sheet, and a page that shows them.
fn make(song: Arc<Song>, folder: &Path) -> cymatic::Result<()> {
    fs::create_dir_all(folder).map_err(|e| cymatic::Error::output(folder, e))?;
    let at = loudest_moment(&song)?;
    println!("the loudest moment is at {at}");
    let mut pictures = Vec::new();
    for style in listed() {
        let (still, _) = Visualizer::new(song.clone())?.style(style.name)?.still(at)?;
        png::save(&still, &folder.join(style.name).with_extension("png"), true)?;
        pictures.push((style.name, still));
        if cfg!(feature = "ffmpeg") {
            let path = folder.join(style.name).with_extension("mp4");
            let clip = Visualizer::new(song.clone())?.style(style.name)?.trim(around(at));
            let outcome = clip.overwrite(true).write(&path)?;
            println!("{}: {} frames in {:.1} s", path.display(), outcome.frames, outcome.timings.total_s);
        }
    }
    save_sheet(&sheet(&pictures, 5, 3), &folder.join("sheet.png"))?;
    let page = folder.join("index.html");
    fs::write(&page, html()).map_err(|e| cymatic::Error::output(&page, e))?;
    println!("{}", page.display());
    Ok(())
}

/// The sheet alone, small.
fn make_sheet(song: Arc<Song>, path: &Path) -> cymatic::Result<()> {
    let at = loudest_moment(&song)?;
    let still = |style: &StyleInfo| Visualizer::new(song.clone())?.style(style.name)?.still(at);
    let pictures: Vec<_> =
        listed().map(|style| Ok((style.name, still(style)?.0))).collect::<cymatic::Result<_>>()?;
    save_sheet(&sheet(&pictures, 8, 4), path)
}

/// As RGB of seven bits and packed tightly: it is looked at more often than it is made.
fn save_sheet(sheet: &Still, path: &Path) -> cymatic::Result<()> {
    let rgb: Vec<u8> = sheet.rgba.chunks(4).flat_map(|pixel| [0, 1, 2].map(|i| pixel[i] & 0xFE)).collect();
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, sheet.width, sheet.height);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_compression(::png::Compression::High);
    encoder.set_filter(::png::Filter::Adaptive);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb));
    written.map_err(|e| cymatic::Error::output(path, e))?;
    fs::write(path, file).map_err(|e| cymatic::Error::output(path, e))
}

/// The fullest frame of the second in which most bands are high.
pub(crate) fn loudest_moment(song: &Song) -> cymatic::Result<Time> {
    let (fps, cancel, settings) = (Fps::new(30, 1)?, Cancel::default(), Settings::default());
    let reference = analysis::scan(song, &cancel)?;
    let frames = fps.frames_of(reference.samples, reference.sample_rate_hz);
    let (writer, tables) = analysis::tables(settings.bands, 0..frames)?;
    analysis::analyze(song, &settings, &reference, fps, writer, &cancel)?;

    let mut row = Row::default();
    let mut fullness = Vec::new();
    for n in 0..frames {
        tables.row(n, &mut row)?;
        fullness.push(row.heights.iter().map(|height| u64::from(*height)).sum::<u64>());
    }
    let seconds: Vec<u64> = fullness.windows(30).map(|second| second.iter().sum()).collect();
    let loudest = first_largest(&seconds);
    let within = fullness.iter().skip(loudest).take(30).copied().collect::<Vec<_>>();
    let n = loudest + first_largest(&within);
    Ok(Time::from_micros((fps.seconds_of(n as u64) * 1e6).ceil() as u64))
}

fn first_largest(values: &[u64]) -> usize {
    values.iter().enumerate().max_by_key(|(i, value)| (**value, std::cmp::Reverse(*i))).map_or(0, |(i, _)| i)
}

/// Five seconds that reach their height after two.
fn around(at: Time) -> Trim {
    let start = Time::from_micros(at.micros().saturating_sub(2_000_000));
    Trim::Times { start, end: Some(start.saturating_add(Time::from_micros(5_000_000))) }
}

/// Between pictures, and from a picture to its name, pixels.
const MARGIN: u32 = 24;
/// Room for a name, pixels.
const LABEL: u32 = 36;
const TEXT: RasterHeight = RasterHeight::Size24;

/// All pictures with their names below them; `shrink` of their pixels, across and down, become one. They are of one size.
pub(crate) fn sheet(pictures: &[(&str, Still)], shrink: u32, columns: u32) -> Still {
    let (width, height) = pictures.first().map_or((0, 0), |(_, p)| (p.width / shrink, p.height / shrink));
    let columns = (pictures.len() as u32).clamp(1, columns);
    let rows = (pictures.len() as u32).div_ceil(columns);
    let mut sheet = Still {
        width: columns * (width + MARGIN) + MARGIN,
        height: rows * (height + LABEL + MARGIN) + MARGIN,
        rgba: Vec::new(),
    };
    sheet.rgba = [14, 14, 18, 255].repeat((sheet.width * sheet.height) as usize);
    for (i, (name, picture)) in pictures.iter().enumerate() {
        let left = MARGIN + i as u32 % columns * (width + MARGIN);
        let top = MARGIN + i as u32 / columns * (height + LABEL + MARGIN);
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            put(&mut sheet, left + x, top + y, shrunk(picture, shrink, x, y));
        }
        write_name(&mut sheet, name, left, top + height + 6);
    }
    sheet
}

fn put(picture: &mut Still, x: u32, y: u32, rgb: [u8; 3]) {
    if x < picture.width && y < picture.height {
        let at = 4 * (y * picture.width + x) as usize;
        picture.rgba[at..at + 3].copy_from_slice(&rgb);
    }
}

/// The mean light of the pixels that become one; light is near the square of the code value.
fn shrunk(picture: &Still, by: u32, x: u32, y: u32) -> [u8; 3] {
    std::array::from_fn(|channel| {
        let mut light = 0;
        for (dx, dy) in (0..by).flat_map(|dy| (0..by).map(move |dx| (dx, dy))) {
            let pixel = (y * by + dy) * picture.width + x * by + dx;
            light += u32::from(picture.rgba[4 * pixel as usize + channel]).pow(2);
        }
        f64::from(light / by.pow(2)).sqrt().round() as u8
    })
}

fn write_name(sheet: &mut Still, name: &str, left: u32, top: u32) {
    let advance = get_raster_width(FontWeight::Regular, TEXT) as u32;
    for (i, c) in name.chars().enumerate() {
        let Some(letter) = get_raster(c, FontWeight::Regular, TEXT) else { continue };
        for (y, line) in letter.rows().enumerate() {
            for (x, ink) in line.iter().enumerate().filter(|(_, ink)| **ink > 0) {
                let shade = 14 + (u32::from(*ink) * 200 / 255) as u8;
                put(sheet, left + i as u32 * advance + x as u32, top + y as u32, [shade; 3]);
            }
        }
    }
}

/// A page of all clips, or stills where there are none.
fn html() -> String {
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><title>Cymatic</title><style>\
         body{background:#0e0e12;color:#d6d6da;font:16px sans-serif;display:grid;gap:24px;margin:24px;\
         grid-template-columns:repeat(auto-fill,minmax(480px,1fr))}figure{margin:0}video{width:100%}</style>\n",
    );
    for StyleInfo { name, summary, .. } in listed() {
        let _ = writeln!(
            page,
            "<figure><video controls loop src={name}.mp4 poster={name}.png></video>\
             <figcaption><b>{name}</b>: {summary}</figcaption></figure>"
        );
    }
    page
}
