//! A built-in style with its values, and where and how large it is drawn.

use crate::{
    error::{Error, Result},
    visual::{
        self, Style, StyleInfo,
        driven::Driven,
        palette::Palette,
        params::{Kind, Param, Shares, Values},
    },
};
use std::sync::Arc;

/// A built-in style with its values.
#[derive(Debug, Clone)]
pub struct Look {
    /// The style.
    pub style: &'static StyleInfo,
    /// Its parameters.
    pub values: Values,
    /// Where and how it is drawn, see [`PLACEMENT`].
    pub placement: Values,
}

/// What every style can be given beside its own parameters.
pub static PLACEMENT: &[Param] = &[
    Param { name: "place", kind: Kind::Area, unit: "", help: "where it is drawn" },
    Param {
        name: "scale",
        kind: Kind::Driven { min: 0.05, max: 4.0, default: 1.0 },
        unit: "",
        help: "how large its figure is in that place",
    },
    Param {
        name: "opacity",
        kind: Kind::Driven { min: 0.0, max: 1.0, default: 1.0 },
        unit: "",
        help: "how much of it shows",
    },
];

impl Look {
    /// A style with its default values, in the place that the layout has for it.
    #[must_use]
    pub fn new(style: &'static StyleInfo) -> Self {
        let (values, placement) = (Values::defaults(style.params), Values::defaults(PLACEMENT));
        Self { style, values, placement }
    }

    /// Sets a parameter of the style, or one of [`PLACEMENT`].
    ///
    /// # Errors
    /// As [`Values::set`].
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match self.placement.knows(name) {
            true => self.placement.set(name, value),
            false => self.values.set(name, value),
        }
    }

    /// Whether colours of its figure were asked for: a cover leaves it alone then.
    #[must_use]
    pub fn has_colours(&self) -> bool {
        ["palette", "low", "high"].iter().any(|name| self.values.is_set(name))
    }

    /// Whether a ground was asked for: a colour, or a palette on a light one, on which its figures are dark.
    pub(super) fn has_ground(&self) -> bool {
        self.values.is_set("background") || Palette::of(&self.values).light_ground
    }

    /// Reads `NAME [KEY=VALUE ...]`, words and quotes as in a shell.
    ///
    /// # Errors
    /// A usage error that names what is wrong, with the nearest name.
    pub fn parse(text: &str) -> Result<Self> {
        let usage = |message: String| {
            Error::usage_hint(message, "write NAME KEY=VALUE ..., such as \"bars place=0,0.7,1,1\"")
        };
        let words = shlex::split(text).ok_or_else(|| usage(format!("'{text}' has an open quote")))?;
        let (name, settings) = words.split_first().ok_or_else(|| usage("no style is named".into()))?;
        let mut look = Self::new(visual::find(name)?);
        for setting in settings {
            let (key, value) =
                setting.split_once('=').ok_or_else(|| usage(format!("'{setting}' sets nothing")))?;
            look.set(key, value)?;
        }
        Ok(look)
    }

    /// The style as it draws.
    #[must_use]
    pub fn create(&self) -> Arc<dyn Style> {
        (self.style.create)(&self.values)
    }
}

/// What a placement says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    pub(super) area: Option<Shares>,
    pub(super) scale: Driven,
    pub(super) opacity: Driven,
}

impl Placement {
    pub(super) fn of(values: &Values) -> Self {
        let [scale, opacity] = ["scale", "opacity"].map(|name| values.driven(name));
        Self { area: values.area("place"), scale, opacity }
    }
}

impl Default for Placement {
    fn default() -> Self {
        Self::of(&Values::defaults(PLACEMENT))
    }
}
