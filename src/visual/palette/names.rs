//! Colours as they are typed: by name, as `#rrggbb` or `#rgb`.

use crate::{
    error::{Error, Result},
    visual::params,
};

/// Colours by name, sRGB.
pub const COLOURS: &[(&str, [u8; 3])] = &[
    ("black", [0, 0, 0]),
    ("dark", [20, 20, 30]),
    ("grey", [128, 128, 132]),
    ("gray", [128, 128, 132]),
    ("light", [240, 240, 245]),
    ("white", [255, 255, 255]),
    ("red", [255, 100, 100]),
    ("orange", [255, 180, 100]),
    ("gold", [240, 195, 85]),
    ("yellow", [255, 230, 110]),
    ("green", [100, 255, 150]),
    ("teal", [60, 190, 180]),
    ("cyan", [100, 255, 255]),
    ("blue", [100, 150, 255]),
    ("navy", [22, 30, 72]),
    ("violet", [150, 110, 255]),
    ("purple", [200, 100, 255]),
    ("magenta", [255, 100, 255]),
    ("pink", [255, 150, 195]),
];

/// Reads a colour, sRGB: a name of [`COLOURS`], `#rrggbb` or `#rgb`; the `#` may be left out.
///
/// # Errors
/// A usage error, with the nearest name if there is one.
pub fn colour(text: &str) -> Result<[u8; 3]> {
    if let Some((_, rgb)) = COLOURS.iter().find(|c| c.0 == text) {
        return Ok(*rgb);
    }
    hex(text.strip_prefix('#').unwrap_or(text)).ok_or_else(|| {
        let message = format!("'{text}' is no colour");
        match params::nearest(text, COLOURS.iter().map(|c| c.0)) {
            Some(name) => Error::usage_hint(message, format!("did you mean '{name}'?")),
            None => Error::usage_hint(
                message,
                "write #rrggbb, #rgb or a name; `cymatic palettes` lists the names",
            ),
        }
    })
}

fn hex(digits: &str) -> Option<[u8; 3]> {
    let value = |of: &str| u8::from_str_radix(of, 16).ok();
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        6 => Some([value(&digits[0..2])?, value(&digits[2..4])?, value(&digits[4..6])?]),
        3 => Some([value(&digits[0..1])? * 17, value(&digits[1..2])? * 17, value(&digits[2..3])? * 17]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_name_or_six_or_three_digits() {
        for text in ["orange", "#ffb464", "ffb464", "#FFB464"] {
            assert_eq!(colour(text).unwrap(), [255, 180, 100], "{text}");
        }
        assert_eq!((colour("#f09").unwrap(), colour("abc").unwrap()), ([255, 0, 153], [170, 187, 204]));
        for text in ["", "#", "#ff", "#ffff", "#fffffff", "#ggg", "12é456", "rgb(1,2,3)"] {
            assert_eq!(colour(text).unwrap_err().exit_code(), 2, "{text}");
        }
    }

    #[test]
    fn a_mistyped_colour_names_the_nearest() {
        let hint = |text| colour(text).unwrap_err().hint().unwrap_or_default().to_owned();
        assert_eq!(hint("bleu"), "did you mean 'blue'?");
        assert_eq!(hint("purpel"), "did you mean 'purple'?");
        assert!(hint("#12345").contains("#rrggbb"), "{}", hint("#12345"));
    }
}
