//! The shape of the code: who names outer crates, who writes to the streams, and that each file opens by saying its job.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which files may name a crate, by the beginning of their path under `src`.
const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("cosmic_text", &["text/"]),
    ("fast_image_resize", &["art/"]),
    ("ffmpeg_next", &["encode/ffmpeg", "audio/", "late_ffmpeg.rs"]),
    ("image", &["art/"]),
    ("indicatif", &["cli/report/bar.rs"]),
    ("libloading", &["cli/doctor/", "late_ffmpeg.rs"]),
    ("lofty", &["audio/"]),
    ("midly", &["visual/pianoroll/midi.rs"]),
    ("png", &["encode/png.rs"]),
    ("pollster", &["render/gpu/"]),
    ("pulp", &["render/", "analysis/lanes.rs"]),
    ("rustfft", &["analysis/"]),
    ("rustix", &["cli/doctor/", "cli/priority.rs"]),
    ("serde_json", &["cli/"]),
    ("shlex", &["cli/scene/also.rs", "layers/look.rs"]),
    ("signal_hook", &["cli/signals.rs"]),
    ("strsim", &["visual/params.rs", "cli/failure.rs"]),
    ("symphonia", &["audio/"]),
    ("tempfile", &["encode/output", "analysis/spill"]),
    ("toml", &["cli/scene/"]),
    ("twox_hash", &["encode/checksum.rs"]),
    ("wgpu", &["render/gpu/"]),
    ("zeno", &["text/"]),
];

/// Crates of derives and of plain arithmetic, which are everybody's.
const SHARED: &[&str] = &["bytemuck", "libm", "serde", "thiserror"];

/// All Rust files under `src` that are no tests, by their path in it, without their own tests.
fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            match path.is_dir() {
                true => walk(&path, files),
                false if path.extension().is_some_and(|ending| ending == "rs") => files.push(path),
                false => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(files.len() > 40, "only {} files were found", files.len());
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
    };
    let is_test = |path: &str| path.contains("tests/") || path.ends_with("tests.rs");
    files.iter().map(|path| (name(path), code(path))).filter(|(path, _)| !is_test(path)).collect()
}

/// Whether code names a crate: as the first part of a path, outside of comments.
fn names_crate(code: &str, krate: &str) -> bool {
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).any(|line| {
        line.match_indices(krate).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + krate.len()..];
            let begins = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '"' | '`'));
            let imported = line.trim_start().starts_with("use ")
                && (after.starts_with(';') || after.starts_with(" as "));
            begins && (after.starts_with("::") || imported)
        })
    })
}

#[test]
fn outer_crates_are_named_only_by_their_owners() {
    let mut strays = Vec::new();
    for (file, code) in sources() {
        for (krate, owners) in OWNERS {
            if names_crate(&code, krate) && !owners.iter().any(|owner| file.starts_with(owner)) {
                strays.push(format!("src/{file} names {krate}, which belongs to {owners:?}"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn every_dependency_has_an_owner() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let dependencies: Vec<String> = section
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect();
    assert!(dependencies.len() > 10, "{dependencies:?}");
    for dependency in dependencies {
        let owned =
            OWNERS.iter().any(|(krate, _)| *krate == dependency) || SHARED.contains(&dependency.as_str());
        assert!(owned, "{dependency} has no owner in tests/cli/architecture.rs");
    }
}

#[test]
fn a_stray_use_would_be_seen() {
    assert!(names_crate("use symphonia::core;", "symphonia"));
    assert!(names_crate("    let x = clap::Error::raw();", "clap"));
    assert!(names_crate("use png;", "png"));
    assert!(!names_crate("use crate::encode::png::save;", "png"));
    assert!(!names_crate("// clap::Parser is not used here", "clap"));
    assert!(!names_crate("synth::clap", "clap"));
    assert!(!names_crate("/// [`symphonia::core`]", "symphonia"));
}

#[test]
fn every_file_opens_by_saying_its_job() {
    for (file, code) in sources() {
        let first = code.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 12, "src/{file} opens with: {first}");
    }
}

/// Who takes standard output or standard error in hand, by the beginning of their path under `src`, and what for.
const STREAMS: [(&str, &str); 4] = [
    ("cli/console.rs", "all other text"),
    ("cli/report/", "progress, which may be a bar"),
    ("encode/y4m.rs", "frames"),
    ("late_ffmpeg.rs", "the last words of a program that ends in the midst of a call from C"),
];

#[test]
fn streams_are_taken_in_hand_by_few() {
    // Whether it is a terminal is everybody's question.
    let asks = |line: &str| ["is_terminal()", "colour(&"].iter().any(|question| line.contains(question));
    let takes =
        |line: &str| ["stdout()", "stderr()"].iter().any(|stream| line.contains(stream)) && !asks(line);
    assert!(takes("let out = io::stdout().lock();") && !takes("if io::stdout().is_terminal() {"));
    let sources = sources();
    for (file, code) in &sources {
        let line = code.lines().find(|line| !line.trim_start().starts_with("//") && takes(line));
        let may = STREAMS.iter().any(|(owner, _)| file.starts_with(owner));
        assert!(may || line.is_none(), "src/{file} takes a stream in hand: {}", line.unwrap_or_default());
    }
    for (owner, what) in STREAMS {
        let takes = sources.iter().any(|(file, code)| file.starts_with(owner) && code.lines().any(takes));
        assert!(takes, "src/{owner} no longer writes {what}");
    }
}

#[test]
fn no_macro_prints_which_would_panic_on_a_closed_stream() {
    for (file, code) in sources() {
        for forbidden in ["println!", "eprintln!", "print!(", "eprint!("] {
            let code_lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(
                !code_lines.into_iter().any(|line| line.contains(forbidden)),
                "src/{file} has {forbidden}, which panics on a closed stream"
            );
        }
    }
}
