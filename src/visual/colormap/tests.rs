//! Colour maps against published values, and what reads well.

use super::{
    super::palette::{PALETTES, from_srgb},
    *,
};

/// Entries as matplotlib publishes them, none of which are kept in `data`, and the largest error allowed, code values.
#[expect(clippy::type_complexity, reason = "a table of literals")]
const ANCHORS: &[(&str, i32, [(usize, [u8; 3]); 6])] = &[
    (
        "viridis",
        1,
        [
            (17, [72, 26, 108]),
            (68, [57, 86, 140]),
            (103, [41, 121, 142]),
            (128, [33, 145, 140]),
            (187, [84, 197, 104]),
            (222, [168, 219, 52]),
        ],
    ),
    (
        "magma",
        1,
        [
            (17, [11, 9, 36]),
            (68, [87, 21, 126]),
            (103, [142, 42, 129]),
            (128, [183, 55, 121]),
            (187, [250, 127, 94]),
            (222, [254, 193, 133]),
        ],
    ),
    (
        "inferno",
        1,
        [
            (17, [12, 8, 38]),
            (68, [93, 18, 110]),
            (103, [149, 38, 103]),
            (128, [188, 55, 84]),
            (187, [248, 133, 15]),
            (222, [249, 199, 47]),
        ],
    ),
    (
        "plasma",
        2,
        [
            (17, [51, 5, 151]),
            (68, [132, 5, 167]),
            (103, [178, 43, 143]),
            (128, [204, 71, 120]),
            (187, [246, 143, 68]),
            (222, [253, 194, 41]),
        ],
    ),
    (
        "cividis",
        4,
        [
            (17, [0, 46, 108]),
            (68, [71, 81, 108]),
            (103, [103, 106, 113]),
            (128, [125, 124, 120]),
            (187, [183, 169, 110]),
            (222, [220, 200, 89]),
        ],
    ),
    (
        "turbo",
        1,
        [
            (17, [65, 67, 167]),
            (68, [34, 197, 226]),
            (103, [74, 248, 128]),
            (128, [164, 252, 60]),
            (187, [253, 141, 39]),
            (222, [212, 51, 5]),
        ],
    ),
    (
        "hot",
        0,
        [
            (17, [55, 0, 0]),
            (68, [189, 0, 0]),
            (103, [255, 26, 0]),
            (128, [255, 92, 0]),
            (187, [255, 246, 0]),
            (222, [255, 255, 125]),
        ],
    ),
];

/// Lightness of every level.
fn lightness(map: &Colormap) -> Vec<f32> {
    map.iter().map(|rgb| from_srgb(*rgb).0).collect()
}

/// Whether no level is darker than the one before; a code value of rounding is no step.
fn never_falls(lightness: &[f32]) -> bool {
    lightness.windows(2).all(|pair| pair[1] > pair[0] - 0.004)
}

#[test]
fn published_maps_are_within_a_few_code_values_of_their_source() {
    for (name, allowed, anchors) in ANCHORS {
        let map = named(name).unwrap();
        let error = |(level, rgb): &(usize, [u8; 3])| {
            let off = |i: usize| (i32::from(map[*level][i]) - i32::from(rgb[i])).abs();
            (0..3).map(off).max().unwrap()
        };
        let worst = anchors.iter().map(error).max().unwrap();
        assert!(worst <= *allowed, "{name} is off by {worst}");
    }
}

#[test]
fn names_are_known_but_for_the_palettes_own() {
    let unknown: Vec<_> = NAMES.iter().filter(|name| named(name).is_none()).collect();
    assert_eq!(unknown, [&"palette"]);
    assert!(named("jet").is_none() && named("").is_none());
}

#[test]
fn louder_is_never_darker() {
    for name in ["viridis", "magma", "inferno", "plasma", "cividis", "hot", "gray"] {
        let lightness = lightness(&named(name).unwrap());
        assert!(never_falls(&lightness) && lightness[255] > lightness[0] + 0.4, "{name}");
    }
    for palette in PALETTES {
        let mut lightness = lightness(&of_palette(palette));
        if palette.light_ground {
            lightness.reverse();
        }
        assert!(never_falls(&lightness) && lightness[255] > lightness[0] + 0.6, "{}", palette.name);
    }
}

#[test]
fn silence_is_the_ground_of_the_palette() {
    for palette in PALETTES {
        assert_eq!(of_palette(palette)[0], srgb(palette.edge), "{}", palette.name);
    }
}
