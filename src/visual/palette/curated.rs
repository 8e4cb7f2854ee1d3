//! The curated palettes: two neighbouring hues, an accent, a ground and the light on it.

use super::{Lch, Palette};

/// All palettes, default first. Hues of a palette span 60 degrees at most, the accent apart; `neon` is the loud one.
pub static PALETTES: &[Palette] = &LIST;

/// Their names, for a parameter's choices; in the same order.
pub const NAMES: &[&str] = &{
    let mut names = [""; LIST.len()];
    let mut i = 0;
    while i < LIST.len() {
        names[i] = LIST[i].name;
        i += 1;
    }
    names
};

const LIST: [Palette; 14] = [
    Palette {
        name: "aurora",
        summary: "magenta to blue",
        low: Lch(0.72, 0.235, 318.0),
        high: Lch(0.78, 0.145, 258.0),
        accent: Lch(0.92, 0.10, 195.0),
        edge: Lch(0.126, 0.045, 285.0),
        lamp: Lch(0.34, 0.14, 290.0),
        light_ground: false,
    },
    Palette {
        name: "dusk",
        summary: "indigo to pink",
        low: Lch(0.66, 0.19, 292.0),
        high: Lch(0.86, 0.12, 350.0),
        accent: Lch(0.93, 0.05, 70.0),
        edge: Lch(0.126, 0.040, 300.0),
        lamp: Lch(0.35, 0.10, 318.0),
        light_ground: false,
    },
    Palette {
        name: "rose",
        summary: "crimson to peach",
        low: Lch(0.68, 0.19, 5.0),
        high: Lch(0.89, 0.10, 52.0),
        accent: Lch(0.95, 0.05, 95.0),
        edge: Lch(0.127, 0.030, 355.0),
        lamp: Lch(0.35, 0.10, 2.0),
        light_ground: false,
    },
    Palette {
        name: "ember",
        summary: "red to amber",
        low: Lch(0.68, 0.20, 28.0),
        high: Lch(0.88, 0.145, 82.0),
        accent: Lch(0.95, 0.06, 100.0),
        edge: Lch(0.13, 0.024, 25.0),
        lamp: Lch(0.36, 0.085, 35.0),
        light_ground: false,
    },
    Palette {
        name: "gold",
        summary: "bronze to pale gold",
        low: Lch(0.74, 0.145, 62.0),
        high: Lch(0.92, 0.115, 92.0),
        accent: Lch(0.97, 0.02, 100.0),
        edge: Lch(0.124, 0.026, 38.0),
        lamp: Lch(0.34, 0.070, 42.0),
        light_ground: false,
    },
    Palette {
        name: "forest",
        summary: "green to young leaves",
        low: Lch(0.71, 0.125, 158.0),
        high: Lch(0.91, 0.13, 118.0),
        accent: Lch(0.92, 0.11, 85.0),
        edge: Lch(0.127, 0.024, 160.0),
        lamp: Lch(0.35, 0.065, 152.0),
        light_ground: false,
    },
    Palette {
        name: "mint",
        summary: "teal to pale mint",
        low: Lch(0.72, 0.125, 192.0),
        high: Lch(0.93, 0.105, 160.0),
        accent: Lch(0.88, 0.09, 25.0),
        edge: Lch(0.13, 0.024, 195.0),
        lamp: Lch(0.36, 0.060, 186.0),
        light_ground: false,
    },
    Palette {
        name: "lagoon",
        summary: "blue to turquoise",
        low: Lch(0.70, 0.14, 240.0),
        high: Lch(0.90, 0.13, 180.0),
        accent: Lch(0.94, 0.12, 110.0),
        edge: Lch(0.13, 0.03, 240.0),
        lamp: Lch(0.36, 0.075, 222.0),
        light_ground: false,
    },
    Palette {
        name: "ice",
        summary: "steel blue to frost",
        low: Lch(0.70, 0.12, 262.0),
        high: Lch(0.94, 0.045, 218.0),
        accent: Lch(0.98, 0.02, 200.0),
        edge: Lch(0.13, 0.026, 258.0),
        lamp: Lch(0.36, 0.055, 250.0),
        light_ground: false,
    },
    Palette {
        name: "neon",
        summary: "pink to cyan, the loud one",
        low: Lch(0.70, 0.24, 335.0),
        high: Lch(0.86, 0.145, 195.0),
        accent: Lch(0.95, 0.10, 105.0),
        edge: Lch(0.1, 0.035, 283.0),
        lamp: Lch(0.30, 0.12, 285.0),
        light_ground: false,
    },
    Palette {
        name: "bone",
        summary: "warm grey, orange accent",
        low: Lch(0.80, 0.022, 70.0),
        high: Lch(0.95, 0.016, 90.0),
        accent: Lch(0.74, 0.17, 42.0),
        edge: Lch(0.133, 0.008, 60.0),
        lamp: Lch(0.36, 0.018, 60.0),
        light_ground: false,
    },
    Palette {
        name: "noir",
        summary: "grey, red accent",
        low: Lch(0.78, 0.0, 0.0),
        high: Lch(0.97, 0.0, 0.0),
        accent: Lch(0.64, 0.22, 25.0),
        edge: Lch(0.105, 0.0, 0.0),
        lamp: Lch(0.27, 0.0, 0.0),
        light_ground: false,
    },
    Palette {
        name: "paper",
        summary: "brick red to ochre on a warm, light ground",
        low: Lch(0.46, 0.17, 22.0),
        high: Lch(0.58, 0.15, 55.0),
        accent: Lch(0.40, 0.14, 262.0),
        edge: Lch(0.90, 0.018, 80.0),
        lamp: Lch(0.975, 0.010, 90.0),
        light_ground: true,
    },
    Palette {
        name: "mist",
        summary: "navy to sea blue on a cool, light ground",
        low: Lch(0.40, 0.13, 268.0),
        high: Lch(0.60, 0.115, 222.0),
        accent: Lch(0.60, 0.20, 32.0),
        edge: Lch(0.895, 0.016, 240.0),
        lamp: Lch(0.978, 0.007, 225.0),
        light_ground: true,
    },
];
