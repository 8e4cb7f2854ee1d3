//! Names that other tools have for our styles and parameters: understood, but neither listed nor completed.
//!
//! Case, hyphens, underscores and spaces never matter. A name of ours always comes before an alias.

/// Styles: their name, ours.
pub(super) const STYLES: &[(&str, &str)] = &[
    ("circle", "circular"),
    ("radial", "circular"),
    ("bar", "bars"),
    ("equalizer", "bars"),
    ("frequency_scope", "spectrum"),
    ("spectrum_analyzer", "spectrum"),
    ("oscilloscope", "waveform"),
    ("scope", "waveform"),
    ("wave", "waveform"),
    ("lissajous", "vectorscope"),
    ("phase", "vectorscope"),
    ("phase_scope", "vectorscope"),
    ("goniometer", "vectorscope"),
    ("particle", "particles"),
    ("piano", "pianoroll"),
    ("midi", "pianoroll"),
    ("sonogram", "spectrogram"),
    ("waterfall", "spectrogram"),
    ("chladni", "cymatic"),
];

/// Parameters: their name, ours. Of several, the first one that the style has.
pub(super) const PARAMS: &[(&str, &str)] = &[
    ("num_bars", "bars"),
    ("bar_count", "bars"),
    ("count", "bars"),
    ("radius", "inner_radius"),
    ("thickness", "bar_width"),
    ("color_map", "colormap"),
    ("cmap", "colormap"),
    ("map", "colormap"),
    ("background_color", "background"),
    ("bg", "background"),
    ("num_particles", "particles"),
    ("num_particles", "count"),
    ("line_thickness", "line_width"),
    ("line_thickness", "thickness"),
    ("line_thickness", "width"),
    ("peak_caps", "caps"),
    ("peaks", "caps"),
    ("theme", "palette"),
];

/// The first of `ours` that `name` stands for.
pub(super) fn resolve<T>(
    name: &str,
    aliases: &[(&str, &str)],
    ours: impl Fn(&dyn Fn(&str) -> bool) -> Option<T>,
) -> Option<T> {
    let named = |wanted: &str| ours(&|known: &str| same(known, wanted));
    named(name).or_else(|| aliases.iter().filter(|a| same(a.0, name)).find_map(|a| named(a.1)))
}

/// Whether two names differ in case, hyphens, underscores and spaces at most.
fn same(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> Vec<u8> {
        name.bytes().filter(|b| !matches!(b, b'-' | b'_' | b' ')).map(|b| b.to_ascii_lowercase()).collect()
    };
    letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visual::{REGISTRY, find, params::Values};

    #[test]
    fn names_of_other_tools_lead_to_ours() {
        for (theirs, ours) in [("circle", "circular"), ("Circular", "circular"), ("BAR", "bars")] {
            assert_eq!(find(theirs).unwrap().name, ours, "{theirs}");
        }
        for (theirs, ours) in STYLES {
            assert_eq!(find(theirs).unwrap().name, *ours);
        }
        let mut values = Values::defaults(find("circular").unwrap().params);
        for (theirs, value) in [("num_bars", "17"), ("Inner-Radius", "0.3"), ("background_color", "#fff")] {
            values.set(theirs, value).unwrap();
        }
        assert_eq!((values.count("bars"), values.number("inner_radius")), (17, 0.3));
        assert!(values.set("num_particles", "5").is_err(), "no such parameter here under any name");
    }

    #[test]
    fn no_alias_stands_in_the_way_of_a_name() {
        for style in REGISTRY {
            assert_eq!(find(style.name).unwrap().name, style.name);
            assert!(!STYLES.iter().any(|a| same(a.0, style.name)), "{}", style.name);
        }
    }

    #[test]
    fn mistakes_are_told_with_our_names() {
        let error = find("circulra").unwrap_err();
        assert_eq!(error.hint(), Some("did you mean 'circular'?"));
    }
}
