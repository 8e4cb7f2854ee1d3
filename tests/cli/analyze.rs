//! `analyze`: tables that other programs read.

use crate::harness::{Folder, RATE_HZ, wav};
use cymatic::analysis::Levels;
use std::fs;

/// The shape and the numbers of a .npy file of float32.
fn npy(bytes: &[u8]) -> ((usize, usize), Vec<f32>) {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let header = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!(header % 64, 0);
    let text = std::str::from_utf8(&bytes[10..header]).unwrap();
    assert!(text.starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (") && text.ends_with('\n'));
    let shape = text.split(['(', ')']).nth(1).unwrap();
    let (rows, columns) = shape.split_once(", ").unwrap();
    let (numbers, rest) = bytes[header..].as_chunks::<4>();
    assert!(rest.is_empty());
    let numbers = numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
    ((rows.parse().unwrap(), columns.parse().unwrap()), numbers)
}

#[test]
fn all_formats_hold_the_same_table() {
    let folder = Folder::with_song("a.wav");
    for name in ["a.npy", "a.csv", "a.json"] {
        folder.run(["analyze", "a.wav", "--fps", "60", "--bars", "12", "-o", name]).ok();
    }
    let ((frames, bars), heights) = npy(&fs::read(folder.path("a.npy")).unwrap());
    assert_eq!((frames, bars, heights.len()), (20, 12, 240));
    assert!(heights.iter().all(|h| (0.0..=1.0).contains(h)) && heights.iter().any(|h| *h > 0.3));

    let csv = fs::read_to_string(folder.path("a.csv")).unwrap();
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 21);
    assert_eq!(lines[0][..6], ["frame", "time_s", "peak", "bass", "loudness", "onset"]);
    let h0 = 2 + Levels::NAMES.len();
    assert_eq!(lines[0][h0], "h0");
    assert!(lines.iter().all(|line| line.len() == h0 + 12));
    assert_eq!(lines[8][..2], ["7", "0.116667"]);

    let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.path("a.json")).unwrap()).unwrap();
    assert_eq!((&json["schema"], &json["frames"], &json["bars"]), (&1.into(), &20.into(), &12.into()));
    assert_eq!(json["fps"], serde_json::json!([60, 1]));
    // A third of a second has no tempo, and is too short for a loudness.
    assert!(
        json["tempo"].is_null()
            && json["loudness_lufs"].is_null()
            && json["beats_s"] == serde_json::json!([])
    );
    assert!(json["true_peak_db"].as_f64().unwrap() < 1.0 && json["sections"].is_array());
    let edges = json["edges_hz"].as_array().unwrap();
    assert_eq!(edges.len(), 13);
    assert!(edges.last().unwrap().as_f64().unwrap() <= f64::from(RATE_HZ) / 2.0);
    let rows = json["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 20);
    for (n, row) in rows.iter().enumerate() {
        for b in 0..12 {
            let of = |key: &str| row[key][b].as_f64().unwrap();
            let in_csv: f64 = lines[n + 1][h0 + b].parse().unwrap();
            assert!((of("heights") - f64::from(heights[n * 12 + b])).abs() < 1e-6);
            assert!((of("heights") - in_csv).abs() < 1e-9 && of("caps") >= of("heights"));
        }
    }
}

#[test]
fn damage_of_the_song_is_told_unless_only_errors_are_wanted() {
    let folder = Folder::new();
    folder.write("half.wav", &wav(8_000)[..8_000]);
    let told = folder.run(["analyze", "half.wav"]).ok();
    assert!(told.stderr.contains("warning: file ends early"), "{}", told.stderr);
    assert_eq!(folder.run(["analyze", "half.wav", "-f", "-q"]).ok().stderr, "");
}

#[test]
fn a_table_is_whole_or_absent_and_wrong_arguments_are_named() {
    let folder = Folder::with_song("a.wav");
    let told = folder.run(["analyze", "a.wav"]).ok();
    assert!(told.stderr.contains("a.npy: 10 frames x 64 bars at 30 fps"), "{}", told.stderr);
    folder.run(["analyze", "a.wav"]).fails(2, "a.npy: exists");
    folder.run(["analyze", "a.wav", "-f", "-q"]).ok();
    folder.run(["analyze", "a.wav", "-o", "a.txt"]).fails(2, "a.txt");
    folder.run(["analyze", "a.wav", "-o", "-"]).fails(2, "standard output");
    folder.run(["analyze", "a.wav", "--bars", "513"]).fails(2, "513");
    folder.run(["analyze", "a.wav", "--smoothing", "1.5"]).fails(2, "1.5");
    folder.run(["analyze", "missing.wav"]).fails(4, "missing.wav");
    folder.write("b.wav", b"RIFF");
    folder.run(["analyze", "b.wav"]).fails(3, "b.wav");
    assert_eq!(folder.names(), ["a.npy", "a.wav", "b.wav"]);
}
