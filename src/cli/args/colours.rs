//! The options that say in which colours: the same for all styles that have them.

use super::values;
use clap::Args;

/// A colour, sRGB.
pub(in crate::cli) type Rgb = [u8; 3];

/// In which colours.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Picture")]
pub(in crate::cli) struct ColourArgs {
    /// A set of colours; `cymatic palettes` shows all
    #[arg(long, value_name = "NAME", value_parser = values::PaletteName, hide_possible_values = true)]
    pub(in crate::cli) palette: Option<String>,
    /// Colours of the lowest and the highest band, and of onsets
    ///
    /// Each is a name or #rrggbb or #rgb; `cymatic palettes` lists the names. A shell wants #... in quotes.
    #[arg(long, value_name = "A,B[,C]", alias = "colours", value_parser = values::colours)]
    pub(in crate::cli) colors: Option<(Rgb, Rgb, Option<Rgb>)>,
    /// One colour for all shapes, in a darker and a lighter shade
    #[arg(long, value_name = "COLOUR", aliases = ["color", "colour"], conflicts_with = "colors",
          value_parser = values::colour)]
    pub(in crate::cli) foreground: Option<Rgb>,
    /// Colour of the background's corners
    ///
    /// On a light one, the palette's shapes become dark.
    #[arg(long, value_name = "COLOUR", value_parser = values::colour)]
    pub(in crate::cli) background: Option<Rgb>,
}
