//! Palettes: what is curated, and what becomes of one when single colours are replaced.

use super::*;
use crate::visual::find;

fn asked(set: &[(&str, &str)]) -> Palette {
    let mut values = Values::defaults(find("circular").unwrap().params);
    set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
    Palette::of(&values)
}

/// Degrees between two hues.
fn apart(a: f32, b: f32) -> f32 {
    let span = (a - b).rem_euclid(360.0);
    span.min(360.0 - span)
}

#[test]
fn palettes_span_few_hues_and_have_names_of_their_own() {
    assert!(PALETTES.len() >= 13);
    for (i, p) in PALETTES.iter().enumerate() {
        assert_eq!(NAMES[i], p.name);
        assert!(!NAMES[..i].contains(&p.name) && !p.summary.is_empty(), "{}", p.name);
        assert!(p.low.1 < 0.05 || p.name == "neon" || apart(p.low.2, p.high.2) <= 60.0, "{}", p.name);
    }
}

#[test]
fn shapes_stand_out_from_their_ground() {
    for p in PALETTES {
        for colour in [p.low, p.high] {
            let contrast = (colour.0 - p.edge.0).abs();
            assert!(contrast > 0.28 && (colour.0 > p.edge.0) != p.light_ground, "{}: {contrast}", p.name);
        }
    }
}

#[test]
fn no_palette_asks_for_more_than_srgb_can_show() {
    for p in PALETTES {
        for colour in [p.low, p.high, p.accent, p.edge, p.lamp] {
            let shown = from_srgb(srgb(colour));
            assert!(apart(shown.2, colour.2) < 10.0 || colour.1 < 0.03, "{}: {colour:?} {shown:?}", p.name);
        }
    }
}

#[test]
fn without_wishes_a_palette_is_as_curated() {
    for p in PALETTES {
        assert_eq!(asked(&[("palette", p.name)]), *p);
    }
}

#[test]
fn the_room_takes_the_hue_of_the_figure() {
    let red = asked(&[("low", "#ff3030"), ("high", "#ff9060")]);
    assert!(apart(red.lamp.2, 35.0) < 20.0 && apart(red.edge.2, 35.0) < 20.0, "{red:?}");
    let white = asked(&[("low", "white"), ("high", "white"), ("background", "black")]);
    assert!(white.lamp.1 < 0.01 && white.edge.0 == 0.0, "no violet in black and white: {white:?}");
}

#[test]
fn shapes_are_dark_on_a_light_ground_and_light_on_a_dark_one() {
    let light = asked(&[("background", "#f4f4f0")]);
    assert!(light.light_ground && light.low.0 <= 0.6 && light.high.0 <= 0.6, "{light:?}");
    let dark = asked(&[("palette", "paper"), ("background", "dark")]);
    assert!(!dark.light_ground && dark.low.0 >= 0.7 && dark.lamp.0 < 0.5, "{dark:?}");
    let asked_for = asked(&[("background", "white"), ("low", "yellow")]);
    assert_eq!(asked_for.low, from_srgb([255, 230, 110]), "what was asked for is left alone");
}

#[test]
fn a_family_is_one_hue_at_two_lightnesses() {
    for rgb in [[255, 0, 0], [0, 0, 0], [255, 255, 255], [60, 190, 180]] {
        let (low, high) = family(from_srgb(rgb));
        assert!(low.2 == high.2 && high.0 > low.0 + 0.1 && high.0 <= 1.0 && low.0 >= 0.0, "{rgb:?}");
    }
}
