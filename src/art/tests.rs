//! Pictures: what is taken, what is refused with which words, and what becomes of them.

use super::*;
use crate::visual::picture::unpacked;
use image::{ImageFormat, RgbaImage};
use std::io::Cursor;

fn encoded(art: &Art, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_raw(art.width, art.height, art.rgba.clone()).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    let image = image::DynamicImage::ImageRgba8(image);
    match format {
        ImageFormat::Jpeg => image.to_rgb8().write_to(&mut bytes, format).unwrap(),
        _ => image.write_to(&mut bytes, format).unwrap(),
    }
    bytes.into_inner()
}

fn art(width: u32, height: u32, at: impl Fn(u32, u32) -> [u8; 4]) -> Art {
    let rgba =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| at(x, y)).collect();
    Art { width, height, rgba }
}

fn read(bytes: &[u8]) -> Result<Art> {
    from_bytes(bytes, Path::new("cover"))
}

fn why(bytes: &[u8]) -> String {
    let error = read(bytes).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.hint().is_some());
    error.to_string()
}

const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp];

#[test]
fn five_formats_are_read_by_their_content() {
    let two = art(16, 8, |x, _| if x < 8 { [200, 40, 40, 255] } else { [40, 40, 200, 255] });
    for format in FORMATS {
        let read = read(&encoded(&two, format)).unwrap();
        assert_eq!((read.width(), read.height()), (16, 8), "{format:?}");
        for (a, b) in [(3, [200, 40, 40]), (13, [40, 40, 200])] {
            let pixel = &read.rgba()[(4 * 16 + a) * 4..][..3];
            assert!(pixel.iter().zip(b).all(|(p, q)| p.abs_diff(q) < 12), "{format:?} {pixel:?}");
        }
    }
}

#[test]
fn grounds_of_very_wide_frames_keep_their_shape() {
    // Red at both ends, an eighth of the width each.
    let ends = art(64, 4, |x, _| if (8..56).contains(&x) { [0, 0, 200, 255] } else { [200, 0, 0, 255] });
    let backdrop =
        Backdrop { radius_px: 0.0, light: 1.0, ceiling: 1.0, vignette: 0.0, ..Backdrop::default() };
    let words = ends.blurred(8_192, 512, &backdrop).unwrap();
    let [r, _, b] = unpacked(words[256 * 8_192 + 500]);
    assert!(r > 4.0 * b, "{r} {b}");
}

#[test]
fn cut_files_end_in_an_error_wherever_they_are_cut() {
    let noise = art(64, 64, |x, y| [(x * 37 + y * 91) as u8, (x * y) as u8, (x ^ y) as u8 * 3, 255]);
    for format in FORMATS {
        let whole = encoded(&noise, format);
        for percent in [0, 1, 5, 20, 50, 90] {
            let cut = &whole[..whole.len() * percent / 100];
            let why = why(cut);
            assert!(why.starts_with("cover: ") && why.lines().count() == 1, "{format:?} {percent}: {why}");
        }
    }
}

#[test]
fn flipped_bits_never_panic() {
    let noise = art(32, 32, |x, y| [(x * 37 + y * 91) as u8, (x * y) as u8, (x ^ y) as u8 * 3, 255]);
    for format in FORMATS {
        let whole = encoded(&noise, format);
        for at in (0..whole.len()).step_by(7) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            if let Ok(art) = read(&bytes) {
                assert_eq!(art.rgba().len(), (art.width() * art.height() * 4) as usize);
            }
        }
    }
}

#[test]
fn what_claims_too_much_is_refused_before_it_is_decoded() {
    let claim = |width: u32, height: u32| {
        let mut png = encoded(&art(1, 1, |_, _| [0; 4]), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        // The chunk's CRC, bit by bit.
        let crc = !png[12..29].iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| c >> 1 ^ (0xedb8_8320 * (c & 1)))
        });
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        png
    };
    assert!(why(&claim(60_000, 60_000)).contains("60000 × 60000"), "{}", why(&claim(60_000, 60_000)));
    assert!(why(&claim(100_000, 1)).contains("100000 × 1"), "{}", why(&claim(100_000, 1)));
    // Within the pixels, but each has eight bytes.
    let mut deep = claim(8_000, 8_000);
    deep[24] = 16;
    let crc = !deep[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| c >> 1 ^ (0xedb8_8320 * (c & 1)))
    });
    deep[29..33].copy_from_slice(&crc.to_be_bytes());
    assert!(why(&deep).contains("256 MiB"), "{}", why(&deep));
    assert!(read(&claim(0, 0)).is_err());
}

#[test]
fn what_is_no_picture_is_refused_with_words() {
    assert_eq!(why(b""), "cover: empty file");
    for bytes in [&b"not an image"[..], b"<?xml version=\"1.0\"?><svg/>", b"II*\0\x08\0\0\0"] {
        assert!(why(bytes).contains("no PNG, JPEG, WebP, GIF or BMP"), "{}", why(bytes));
    }
    let missing = load(Path::new("/nowhere/cover.png")).unwrap_err();
    assert_eq!(missing.exit_code(), 4);
}

#[test]
fn a_turned_photograph_is_put_upright() {
    let jpeg = encoded(&art(16, 8, |x, _| if x < 8 { [250; 4] } else { [5; 4] }), ImageFormat::Jpeg);
    // An EXIF segment that says: turn by 90 degrees clockwise.
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let mut turned = vec![0xff, 0xd8, 0xff, 0xe1, 0, (2 + 6 + tiff.len()) as u8];
    turned.extend(b"Exif\0\0");
    turned.extend(tiff);
    turned.extend(&jpeg[2..]);
    let upright = read(&turned).unwrap();
    assert_eq!((upright.width(), upright.height()), (8, 16));
    assert!(upright.rgba()[0] > 200 && upright.rgba()[upright.rgba().len() - 4] < 50, "left becomes top");
}

#[test]
fn large_pictures_are_kept_smaller() {
    let large = read(&encoded(
        &art(5_000, 4_000, |x, _| [if x % 2 == 0 { 255 } else { 0 }, 9, 9, 255]),
        ImageFormat::Bmp,
    ));
    let large = large.unwrap();
    assert_eq!((large.width(), large.height()), (2_500, 2_000));
    // Half the light is 180 of 255, not 128.
    assert!(large.rgba()[0].abs_diff(180) <= 1, "{}", large.rgba()[0]);
}

#[test]
fn a_cover_fills_its_place_or_is_seen_whole() {
    let wide = art(40, 20, |x, _| if (10..30).contains(&x) { [255, 255, 255, 255] } else { [0, 0, 0, 255] });
    let filled = wide.cover(10, 10, Fit::Fill).unwrap();
    assert_eq!((filled.width, filled.height), (10, 10));
    assert!(filled.texels.iter().all(|t| t & 0xff > 240), "the middle alone is seen: {:x?}", filled.texels);
    let whole = wide.cover(10, 10, Fit::Fit).unwrap();
    assert_eq!((whole.width, whole.height), (10, 5));
    assert_eq!(whole.texels[0] & 0xffff, 0);
    let tall = wide.cover(3, 1_000, Fit::Fit).unwrap();
    assert_eq!((tall.width, tall.height), (3, 2));
    assert_eq!(
        art(1, 1, |_, _| [255, 0, 0, 255]).cover(64, 64, Fit::Fill).unwrap().texels,
        vec![0xff00_00ff; 4_096]
    );
}

#[test]
fn strong_reductions_are_right_too() {
    let noise = art(900, 700, |x, y| if (x * 7 + y * 13) % 10 < 5 { [255; 4] } else { [0, 0, 0, 255] });
    for texel in noise.cover(30, 20, Fit::Fill).unwrap().texels {
        // Half the light everywhere.
        assert!(texel.to_le_bytes()[0].abs_diff(180) <= 4 && texel >> 24 == 255, "{texel:x}");
    }
    let halves = art(901, 701, |x, _| if x < 450 { [255, 0, 0, 255] } else { [0, 0, 255, 255] });
    let small = halves.cover(9, 7, Fit::Fill).unwrap();
    assert_eq!((small.texels[0], small.texels[8]), (0xff00_00ff, 0xffff_0000));
}

#[test]
fn resizing_mixes_light_and_leaves_no_fringe() {
    // Red beside transparent green: in between there is half of red, and no green.
    let edge = art(200, 4, |x, _| if x % 2 == 0 { [255, 0, 0, 255] } else { [0, 255, 0, 0] });
    let small = edge.cover(50, 1, Fit::Fill).unwrap();
    for texel in &small.texels[5..45] {
        let [r, g, b, a] = texel.to_le_bytes();
        assert!(r.abs_diff(180) <= 2 && g == 0 && b == 0 && a.abs_diff(128) <= 2, "{texel:x}");
    }
}

fn codes(words: &[u32]) -> Vec<[f32; 3]> {
    words.iter().map(|word| unpacked(*word)).collect()
}

#[test]
fn a_blurred_ground_has_no_bands_and_no_edges() {
    let halves = art(64, 64, |x, _| if x < 32 { [230, 160, 60, 255] } else { [20, 30, 90, 255] });
    let backdrop = Backdrop { radius_px: 24.0, ceiling: 1.0, vignette: 0.0, ..Backdrop::default() };
    let (width, height) = (320, 180);
    let ground = codes(&halves.blurred(width, height, &backdrop).unwrap());
    assert_eq!(ground.len(), (width * height) as usize);
    let row = &ground[90 * 320..91 * 320];
    let steps: Vec<f32> = row.windows(2).map(|pair| pair[1][0] - pair[0][0]).collect();
    let steepest = steps.iter().fold(0.0_f32, |most, step| most.max(step.abs()));
    assert!(steepest < 0.012, "no edge: {steepest}");
    // On the slope no two neighbours in three are alike in eleven bits.
    let slope = &row[130..190];
    let alike = slope.windows(3).filter(|w| w[0][0] == w[2][0]).count();
    assert_eq!(alike, 0);
}

#[test]
fn the_ground_is_dimmed_evenly_and_more_when_it_is_bright() {
    let white = art(8, 8, |_, _| [255; 4]);
    let grey = art(8, 8, |_, _| [100, 100, 100, 255]);
    let flat = Backdrop {
        light: 0.5,
        ceiling: 0.2,
        vignette: 0.0,
        floor: [0.0; 3],
        saturation: 1.0,
        tint: ([1.0; 3], 0.0),
        radius_px: 20.0,
    };
    let middle =
        |art: &Art, backdrop: &Backdrop| codes(&art.blurred(64, 36, backdrop).unwrap())[18 * 64 + 32];
    let light = middle(&white, &flat).map(|code| code * code);
    assert!(light.iter().all(|c| (c - 0.2).abs() < 2e-3), "{light:?}");
    let light = middle(&grey, &flat).map(|code| code * code);
    let half = (100.0_f32 / 255.0).powi(2) * 0.5;
    assert!(light.iter().all(|c| (c - half).abs() < 2e-3), "{light:?} {half}");
    let dark = codes(&white.blurred(64, 36, &Backdrop { vignette: 0.5, ..flat }).unwrap());
    assert!(dark[0][0] < dark[18 * 64 + 32][0] * 0.8, "{:?}", dark[0]);
    let lifted = codes(
        &art(8, 8, |_, _| [0, 0, 0, 255]).blurred(8, 8, &Backdrop { floor: [0.01; 3], ..flat }).unwrap(),
    );
    assert!((lifted[0][0] - 0.1).abs() < 1e-3, "no ground is black: {:?}", lifted[0]);
    let red = art(8, 8, |_, _| [200, 40, 40, 255]);
    let [r, g, _] = middle(&red, &Backdrop { saturation: 0.0, ..flat });
    assert!((r - g).abs() < 2e-3);
    // A tint alone is a colour of its own at the brightness of what was there.
    let [r, g, b] = middle(&grey, &Backdrop { tint: ([0.1, 0.1, 0.4], 1.0), ..flat }).map(|code| code * code);
    assert!((r - g).abs() < 2e-3 && (b - 4.0 * r).abs() < 8e-3, "{r} {g} {b}");
    assert!((0.2126 * r + 0.7152 * g + 0.0722 * b - half).abs() < 2e-3, "{r} {g} {b}");
}

#[test]
fn tiny_and_odd_frames_work() {
    let dot = art(1, 1, |_, _| [90, 80, 70, 0]);
    for size in [(1, 1), (2, 3), (17, 1)] {
        for radius_px in [0.0, 1.0, 500.0] {
            let backdrop = Backdrop { radius_px, floor: [0.0; 3], ..Backdrop::default() };
            let words = dot.blurred(size.0, size.1, &backdrop).unwrap();
            assert_eq!(words.len(), (size.0 * size.1) as usize);
            assert!(words.iter().all(|word| *word == 0), "what is transparent is black");
        }
    }
}
