//! From a text to the outlines of its glyphs: bidirectional order, shaping, wrapping and the ellipsis by cosmic-text.

use super::{
    Align, Text, clean,
    fonts::{Fonts, System},
};
use cosmic_text::{
    Attrs, AttrsList, BufferLine, CacheKeyFlags, Ellipsize, EllipsizeHeightLimit, Family, FeatureTag,
    FontFeatures, Hinting, LayoutGlyph, LayoutLine, LineEnding, Shaping, SwashCache, Weight, Wrap,
};
use zeno::{Command, Point};

/// Half of a capital's height, ems: capitals stand in the middle of their line whatever the font.
const HALF_CAPITAL: f32 = 0.364;
/// How far a glyph may reach from its origin, ems; what reaches further is no letter.
const FARTHEST: f32 = 8.0;

/// The outlines of a text block.
#[derive(Debug)]
pub(super) struct Block {
    /// All glyphs as one path, pixels from the top left of the box; clockwise or not, filled by non-zero winding.
    pub(super) path: Vec<Command>,
    /// Of the widest line.
    pub(super) width_px: f32,
    pub(super) lines: usize,
    pub(super) missing: Vec<char>,
}

/// From the top of the box to a line's baseline, pixels.
pub(super) fn baseline(text: &Text<'_>, line: usize) -> f32 {
    text.size_px * (text.line_height * (line as f32 + 0.5) + HALF_CAPITAL)
}

/// Lays out a text.
pub(super) fn block(fonts: &Fonts, text: &Text<'_>) -> Block {
    let mut system = fonts.system(text);
    let (paragraphs, missing) = clean::clean(text.text, |c| system.has(c));
    let lines = lines(&mut system, text, paragraphs);
    let width_px = lines.iter().map(|line| line.w).fold(0.0, f32::max);
    let mut block = Block { path: Vec::new(), width_px, lines: lines.len(), missing };
    let mut outlines = SwashCache::new();
    for (i, line) in lines.iter().enumerate() {
        // Lines of the shaper start where its own alignment puts them.
        let start = line.glyphs.first().map_or(0.0, |glyph| glyph.x);
        let room = width_px - line.w;
        let left = match text.align {
            Align::Left => 0.0,
            Align::Centre => room * 0.5,
            Align::Right => room,
        };
        for glyph in &line.glyphs {
            block.add(&mut system, &mut outlines, glyph, (left - start, baseline(text, i)));
        }
    }
    block
}

/// The lines of a text, for tests.
#[cfg(test)]
pub(super) fn lines_of(fonts: &Fonts, text: &Text<'_>) -> Vec<LayoutLine> {
    let mut system = fonts.system(text);
    let (paragraphs, _) = clean::clean(text.text, |c| system.has(c));
    lines(&mut system, text, paragraphs)
}

/// The lines of all paragraphs, at most as many as asked for.
fn lines(system: &mut System, text: &Text<'_>, mut paragraphs: Vec<String>) -> Vec<LayoutLine> {
    if paragraphs.len() > text.max_lines {
        // What has no line of its own goes to the last one, and with that into its ellipsis.
        let rest = paragraphs.split_off(text.max_lines - 1);
        paragraphs.push(rest.join(" "));
    }
    let attributes = attributes(system, text);
    let mut lines = Vec::new();
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let below = paragraphs.len() - 1 - i;
        let most = (text.max_lines - lines.len()).saturating_sub(below).max(1);
        let mut line = BufferLine::new(paragraph, LineEnding::None, attributes.clone(), Shaping::Advanced);
        let laid = line.layout(
            &mut system.fonts,
            text.size_px,
            Some(text.max_width_px),
            Wrap::WordOrGlyph,
            Ellipsize::End(EllipsizeHeightLimit::Lines(most)),
            None,
            1,
            Hinting::Disabled,
        );
        lines.extend(laid.iter().take(most).cloned().map(|line| trimmed(line, paragraph)));
    }
    lines
}

/// The line with its glyphs from left to right, and without the space at which it was broken.
fn trimmed(mut line: LayoutLine, paragraph: &str) -> LayoutLine {
    let is_space = |glyph: &LayoutGlyph| paragraph.get(glyph.start..glyph.end) == Some(" ");
    line.glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    while line.glyphs.pop_if(|glyph| is_space(glyph)).is_some() {}
    let leading = line.glyphs.iter().take_while(|glyph| is_space(glyph)).count();
    line.glyphs.drain(..leading);
    line.w = match &line.glyphs[..] {
        [] => 0.0,
        [first, .., last] => last.x + last.w - first.x,
        [only] => only.w,
    };
    line
}

fn attributes(system: &System, text: &Text<'_>) -> AttrsList {
    let mut features = FontFeatures::new();
    if text.letter_spacing != 0.0 {
        // Letters that are set apart aren't joined.
        features.disable(FeatureTag::STANDARD_LIGATURES);
    }
    if text.tabular {
        features.enable(FeatureTag::new(b"tnum"));
    }
    let attributes = Attrs::new()
        .family(Family::Name(system.first))
        .weight(Weight(text.weight))
        .letter_spacing(text.letter_spacing)
        .font_features(features)
        .cache_key_flags(CacheKeyFlags::DISABLE_HINTING);
    AttrsList::new(&attributes)
}

impl Block {
    /// Adds a glyph whose line starts at `origin`.
    fn add(
        &mut self,
        system: &mut System,
        outlines: &mut SwashCache,
        glyph: &LayoutGlyph,
        origin: (f32, f32),
    ) {
        let key = glyph.physical((0.0, 0.0), 1.0).cache_key;
        let Some(outline) = outlines.get_outline_commands(&mut system.fonts, key) else { return };
        let farthest = FARTHEST * glyph.font_size;
        let is_letter = |point: &Point| point.x.abs() <= farthest && point.y.abs() <= farthest;
        if !outline.iter().flat_map(points).all(|point| is_letter(&point)) {
            return;
        }
        let x = origin.0 + glyph.x + glyph.x_offset * glyph.font_size;
        let y = origin.1 + glyph.y - glyph.y_offset * glyph.font_size;
        // Fonts count upwards, pictures downwards.
        self.path.extend(outline.iter().map(|command| mapped(command, |p| Point::new(x + p.x, y - p.y))));
    }

    /// Left, top, right and bottom of what is drawn.
    pub(super) fn ink(&self) -> Option<[f32; 4]> {
        let wider = |ink: Option<[f32; 4]>, p: Point| {
            let [l, t, r, b] = ink.unwrap_or([p.x, p.y, p.x, p.y]);
            Some([l.min(p.x), t.min(p.y), r.max(p.x), b.max(p.y)])
        };
        self.path.iter().flat_map(points).fold(None, wider)
    }

    /// Moves all of it.
    pub(super) fn shift(&mut self, x: f32, y: f32) {
        self.path.iter_mut().for_each(|command| *command = mapped(command, |p| Point::new(p.x + x, p.y + y)));
    }
}

fn mapped(command: &Command, to: impl Fn(Point) -> Point) -> Command {
    match *command {
        Command::MoveTo(p) => Command::MoveTo(to(p)),
        Command::LineTo(p) => Command::LineTo(to(p)),
        Command::QuadTo(a, p) => Command::QuadTo(to(a), to(p)),
        Command::CurveTo(a, b, p) => Command::CurveTo(to(a), to(b), to(p)),
        Command::Close => Command::Close,
    }
}

fn points(command: &Command) -> impl Iterator<Item = Point> + use<> {
    let [a, b, c] = match *command {
        Command::MoveTo(p) | Command::LineTo(p) => [Some(p), None, None],
        Command::QuadTo(a, p) => [Some(a), Some(p), None],
        Command::CurveTo(a, b, p) => [Some(a), Some(b), Some(p)],
        Command::Close => [None; 3],
    };
    [a, b, c].into_iter().flatten()
}
