//! Pictures of the gallery: shrunk, laid side by side, and kept as JPEG.

use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder, imageops};

/// Pixels of a drawn picture, along each side, that become one.
pub(super) const SHRINK: u32 = 2;
/// Between two pictures, pixels.
const GAP: u32 = 12;
/// What shows there, sRGB.
const GROUND: [u8; 3] = [14, 14, 18];
/// Largest file, bytes.
pub(super) const LARGEST: usize = 60_000;

/// Where the pictures of a look stand on its sheet: left, top, width and height, pixels. Wide above, square and, beside
/// it, wide without cover below; tall at the right.
pub(super) const PLACES: [[u32; 4]; 4] = [
    [0, 0, WIDE, 315],
    [0, 315 + GAP, SQUARE, SQUARE],
    [WIDE + GAP, 0, 295, HEIGHT],
    [SQUARE + GAP, 315 + GAP, WIDE - SQUARE - GAP, SQUARE],
];
const WIDE: u32 = 560;
const SQUARE: u32 = 197;
const HEIGHT: u32 = 315 + GAP + SQUARE;

/// The pictures of a look, in the order of [`PLACES`], on one sheet.
pub(super) fn sheet(pictures: &[RgbImage]) -> RgbImage {
    let mut sheet = RgbImage::from_pixel(WIDE + GAP + 295, HEIGHT, image::Rgb(GROUND));
    for (picture, [left, top, ..]) in pictures.iter().zip(PLACES) {
        imageops::replace(&mut sheet, &shrunk(picture), i64::from(left), i64::from(top));
    }
    sheet
}

/// Each pixel the mean light of those it was; light is near the square of the code value.
pub(super) fn shrunk(picture: &RgbImage) -> RgbImage {
    RgbImage::from_fn(picture.width() / SHRINK, picture.height() / SHRINK, |x, y| {
        let light = |channel: usize| {
            let parts = (0..SHRINK * SHRINK)
                .map(|i| picture.get_pixel(x * SHRINK + i % SHRINK, y * SHRINK + i / SHRINK));
            parts.map(|pixel| u32::from(pixel.0[channel]).pow(2)).sum::<u32>() / (SHRINK * SHRINK)
        };
        image::Rgb([0, 1, 2].map(|channel| f64::from(light(channel)).sqrt().round() as u8))
    })
}

/// The picture as the bytes of a JPEG, of the highest quality that is small enough.
pub(super) fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let encoded = |quality| {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        encoder.encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
        bytes
    };
    let qualities = (10..=88).rev().step_by(2);
    qualities.map(encoded).find(|bytes| bytes.len() <= LARGEST).expect("a picture that can be made small")
}

#[test]
fn a_sheet_has_each_picture_in_its_place() {
    let grey = |i: usize| {
        let [_, _, width, height] = PLACES[i].map(|side| side * SHRINK);
        RgbImage::from_pixel(width, height, image::Rgb([50 + 40 * i as u8; 3]))
    };
    let sheet = sheet(&[0, 1, 2, 3].map(grey));
    for (i, [left, top, width, height]) in PLACES.into_iter().enumerate() {
        for (x, y) in [(left, top), (left + width - 1, top + height - 1)] {
            assert_eq!(sheet.get_pixel(x, y).0[0], 50 + 40 * i as u8, "picture {i} at {x},{y}");
        }
    }
    let bare = sheet.pixels().filter(|pixel| pixel.0 == GROUND).count() as u32;
    assert_eq!(bare, GAP * (HEIGHT + WIDE + SQUARE), "gaps, and no more");
}
