//! The tables of a scene file, and which options of the command line are its keys: **the place to add one**. Parameters
//! of the analysis and of styles are keys by themselves.

use super::takes::Takes;
use crate::cli::args::values;
use cymatic::analysis::{AUDIBLE_HZ, LEVELS_DB};
use std::borrow::Cow;

/// A table of a scene file.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What it is about.
    pub(super) help: &'static str,
}

/// The tables, in the order in which they are told.
pub(super) const TABLES: [Table; 6] = [
    Table { name: "video", help: "Size, frame rate, and which part of the song" },
    Table { name: "encoder", help: "How the video is encoded" },
    Table { name: "machine", help: "Who draws" },
    Table { name: "sound", help: "How the song is listened to" },
    Table { name: "style", help: "What is drawn, in which colours" },
    Table { name: "layers", help: "What is around it: text, cover, the image behind, fades" },
];

/// Further visualizers: as many tables as one likes.
pub(super) const ALSO: Table = Table {
    name: "also",
    help: "Further visualizers over the style, each a table of its own, the lowest first",
};

/// A key that is an option of the command line.
pub(super) struct Entry {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    /// The option's name in [`MakeArgs`](crate::cli::args::MakeArgs).
    pub(super) id: &'static str,
    pub(super) takes: Takes,
    /// What could stand there where the default is nothing that could; "" where it is.
    pub(super) example: &'static str,
}

const fn option(table: &'static str, id: &'static str, takes: Takes) -> Entry {
    Entry { table, key: id, id, takes, example: "" }
}

/// One without a default that could be written.
const fn optional(table: &'static str, id: &'static str, takes: Takes, example: &'static str) -> Entry {
    Entry { table, key: id, id, takes, example }
}

/// The keys that are options. The option has the help, the default and the last check; here is what its text can't say.
pub(super) const OPTIONS: [Entry; 31] = [
    option("video", "size", text("a string: \"WIDTHxHEIGHT\" or the name of a size")),
    Entry { table: "video", key: "for", id: "platform", takes: WORD, example: "\"shorts\"" },
    option("video", "fps", number_or(1.0, 240.0, "", "a string such as \"30000/1001\"")),
    optional("video", "start", TIME, "\"1:00\""),
    optional("video", "end", TIME, "\"1:23.5\""),
    optional("video", "duration", TIME, "15"),
    optional("video", "frames", text("a string \"A..B\""), "\"0..300\""),
    option("encoder", "encoder", text("a string")),
    option("encoder", "quality", WORD),
    option("encoder", "preset", WORD),
    optional("encoder", "crf", CRF, "20"),
    optional("encoder", "target_speed", SPEED, "4"),
    option("encoder", "audio_bit_rate", BIT_RATE),
    option("machine", "backend", WORD),
    optional("machine", "adapter", text("a string"), "\"NVIDIA\""),
    optional("machine", "threads", THREADS, "8"),
    optional("machine", "max_memory", text("a string such as \"400M\" or \"1.5G\""), "\"1G\""),
    optional("sound", "min_freq", HZ, "40"),
    optional("sound", "max_freq", HZ, "16000"),
    option("sound", "scale", WORD),
    optional("sound", "floor", LEVEL, "\"auto\""),
    optional("sound", "ceiling", LEVEL, "\"auto\""),
    Entry { table: "style", key: "name", id: "style", takes: WORD, example: "" },
    optional("style", "look", WORD, "\"vinyl\""),
    optional("style", "foreground", Takes::Colour, "\"white\""),
    optional("style", "colors", Takes::Colours, "[\"red\", \"orange\"]"),
    optional("layers", "title", text("a string; \"\" for none"), "\"Title\""),
    optional("layers", "artist", text("a string; \"\" for none"), "\"Artist\""),
    option("layers", "cover", PICTURE),
    option("layers", "backdrop", Takes::Backdrop),
    optional("layers", "font", Takes::File { what: "a font" }, "\"font.ttf\""),
];

/// One of the words that the option itself lists.
const WORD: Takes = Takes::Word(Cow::Borrowed(&[]));
const TIME: Takes = number_or(0.0, f64::INFINITY, "s", "a string such as \"1:23.5\"");
const LEVEL: Takes = number_or(LEVELS_DB[0] as f64, LEVELS_DB[1] as f64, "dB re full scale", "\"auto\"");
const HZ: Takes = Takes::Number { min: AUDIBLE_HZ[0] as f64, max: AUDIBLE_HZ[1] as f64, unit: "Hz" };
const CRF: Takes =
    Takes::Number { min: *values::CRF.start() as f64, max: *values::CRF.end() as f64, unit: "" };
const SPEED: Takes =
    Takes::Number { min: *values::SPEED.start(), max: *values::SPEED.end(), unit: "times real time" };
const BIT_RATE: Takes =
    Takes::Count { min: *values::AUDIO_KBPS.start(), max: *values::AUDIO_KBPS.end(), unit: "kb/s" };
const THREADS: Takes =
    Takes::Count { min: *values::THREADS.start() as u32, max: *values::THREADS.end() as u32, unit: "" };

const PICTURE: Takes = Takes::FileOr { what: "an image", words: &["auto", "none"] };

const fn text(form: &'static str) -> Takes {
    Takes::Text { form }
}

const fn number_or(min: f64, max: f64, unit: &'static str, form: &'static str) -> Takes {
    Takes::NumberOr { min, max, unit, form }
}
