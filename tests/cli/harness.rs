//! A folder with songs made on the fly, and the command run in it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Samples per second of the songs made here, Hz.
pub(crate) const RATE_HZ: u32 = 8_000;

/// What makes a render take a moment: a tiny picture.
pub(crate) const TINY: [&str; 4] = ["--size", "160x90", "--threads", "2"];

/// A temporary folder that commands run in.
pub(crate) struct Folder(tempfile::TempDir);

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with one song of ten frames at 30 fps.
    pub(crate) fn with_song(name: &str) -> Self {
        let folder = Self::new();
        folder.song(name, 10);
        folder
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a song that lasts a number of frames at 30 fps.
    pub(crate) fn song(&self, name: impl AsRef<Path>, frames: u32) {
        fs::write(self.path(name), wav(frames * RATE_HZ / 30)).unwrap();
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command, ready to run in this folder, away from any terminal.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cymatic"));
        command.current_dir(self.0.path()).args(args).stdin(Stdio::null()).env_remove("RUST_BACKTRACE");
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ended {
        Ended::from(self.command(args).output().unwrap())
    }

    /// Runs with words split at blanks, and the picture tiny.
    pub(crate) fn tiny(&self, words: &str) -> Ended {
        self.run(words.split_whitespace().chain(TINY))
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
        let ended = Self { code: output.status.code(), stdout: output.stdout, stderr };
        assert!(ended.code.is_some(), "ended by a signal: {ended:?}");
        assert_ne!(ended.code, Some(101), "a panic got out: {ended:?}");
        assert!(!ended.stderr.contains("panicked") && !ended.stderr.contains("backtrace"), "{ended:?}");
        ended
    }
}

impl Ended {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }

    /// Asserts success.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// Asserts a failure that is told in one line, with the given code and words.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        let errors: Vec<&str> =
            self.stderr.lines().filter(|line| line.starts_with("cymatic: error: ")).collect();
        assert_eq!(errors.len(), 1, "{}", self.stderr);
        assert!(self.stderr.contains(words), "no '{words}' in: {}", self.stderr);
        self
    }

    /// The lines of `--progress json`.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        self.stderr.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// A mono WAV with a tone that swells and fades twice a second.
pub(crate) fn wav(samples: u32) -> Vec<u8> {
    let value = |i: u32| {
        let t = i as f32 / RATE_HZ as f32;
        let value = (t * 440.0 * std::f32::consts::TAU).sin() * (t * 2.0 * std::f32::consts::PI).sin().abs();
        ((value * 20_000.0) as i16).to_le_bytes()
    };
    let data: Vec<u8> = (0..samples).flat_map(value).collect();
    wav_of(RATE_HZ, PCM_16, &data)
}

/// Format tag and bits per sample of 16-bit integers.
pub(crate) const PCM_16: (u16, u16) = (1, 16);

/// A mono WAV around encoded samples.
pub(crate) fn wav_of(rate_hz: u32, (format, bits): (u16, u16), data: &[u8]) -> Vec<u8> {
    let (block, bytes) = (bits / 8, data.len() as u32);
    let mut file = Vec::with_capacity(44 + data.len());
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    file.extend(format.to_le_bytes());
    file.extend(1u16.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(block)).to_le_bytes());
    file.extend(block.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    file.extend(data);
    file
}

/// Whether a program of FFmpeg can be started; tests that need one that is missing say so and pass, or fail if
/// `REQUIRE_FFMPEG` is set.
#[cfg(feature = "ffmpeg")]
pub(crate) fn have(program: &str) -> bool {
    let found =
        Command::new(program).arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
        assert!(std::env::var_os("REQUIRE_FFMPEG").is_none(), "REQUIRE_FFMPEG is set");
    }
    found
}
