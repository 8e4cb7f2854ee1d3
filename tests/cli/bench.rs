//! `cymatic bench`: what it says and how it ends. The figures themselves are anybody's.

use crate::harness::{Ended, Folder};
use serde_json::Value;

/// What makes a whole run take a moment: one tiny picture, short rounds.
const MOMENT: [&str; 6] = ["bench", "--quick", "--size", "160x90", "--round", "0.01"];

/// Runs where temporary files would be seen.
fn bench(folder: &Folder, words: &str) -> Ended {
    let args = MOMENT.into_iter().chain(words.split_whitespace());
    Ended::from(folder.command(args).env("TMPDIR", folder.path("")).output().unwrap())
}

fn object(ended: &Ended) -> Value {
    assert_eq!(ended.stderr, "");
    serde_json::from_str(ended.text()).expect("one JSON object, and nothing else")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// What every row has to hold.
fn assert_measured(row: &Value) {
    for what in ["draw", "read"] {
        assert!(number(&row[what]["frames_per_s"]) > 0.0, "{row}");
        assert_eq!(row[what]["rounds"].as_array().unwrap().len(), 3, "{row}");
        let speed = number(&row[what]["frames_per_s"]) / 30.0;
        assert!((number(&row[what]["times_real_time"]) - speed).abs() < 1e-6, "{row}");
    }
    assert!(row["draw"].get("bytes_per_s").is_none(), "nothing came back: {row}");
    let bytes = number(&row["read"]["frames_per_s"]) * number(&row["frame_bytes"]);
    assert!((number(&row["read"]["bytes_per_s"]) / bytes - 1.0).abs() < 1e-6, "{row}");
    match cfg!(feature = "ffmpeg") {
        true => assert!(number(&row["encode"]["frames_per_s"]) > 0.0, "{row}"),
        false => assert_eq!(row["encode"]["skipped"], "no FFmpeg"),
    }
}

#[test]
fn the_object_has_every_figure_and_no_file_is_left() {
    let folder = Folder::new();
    let told = object(&bench(&folder, "--backend cpu --json").ok());
    assert_eq!((&told["schema"], &told["quick"], &told["gpu"]), (&1.into(), &true.into(), &Value::Null));
    assert!(told["no_gpu"].as_str().unwrap().contains("--backend cpu"), "{told}");
    assert!(number(&told["machine"]["cores"]) >= 1.0, "{told}");
    let [row] = &told["results"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(
        (&row["backend"], &row["size"], &row["style"]),
        (&"cpu".into(), &"160x90".into(), &"circular".into())
    );
    assert_measured(row);
    assert_eq!(told["verdict"]["backend"], "cpu");
    assert!(!told["verdict"]["text"].as_array().unwrap().is_empty(), "{told}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn the_table_has_a_line_per_style_and_ends_with_a_verdict() {
    let ended = bench(&Folder::new(), "--backend cpu --style circular --style bars").ok();
    assert_eq!(ended.stderr, "", "no progress away from a terminal");
    let text = ended.text();
    for words in ["160x90  circular  cpu ", "        bars      cpu ", "draw + encode", "real time"] {
        assert!(text.contains(words), "no '{words}' in:\n{text}");
    }
}

#[test]
fn a_named_software_adapter_is_measured_and_called_software() {
    let ended = bench(&Folder::new(), "--adapter llvmpipe --json");
    if ended.code == Some(6) {
        eprintln!("SKIPPED: llvmpipe is not installed");
        assert!(std::env::var_os("REQUIRE_GPU").is_none(), "REQUIRE_GPU is set");
        return;
    }
    let told = object(&ended.ok());
    assert_eq!(told["gpu"]["kind"], "software");
    let backends: Vec<&Value> =
        told["results"].as_array().unwrap().iter().map(|row| &row["backend"]).collect();
    assert_eq!(backends, ["cpu", "gpu"]);
    told["results"].as_array().unwrap().iter().for_each(assert_measured);
    let steps = told["gpu_steps"][0]["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    for name in ["upload", "draw", "copy", "map", "read"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(told["verdict"]["text"].to_string().contains("software"), "{told}");
}

#[test]
fn what_cannot_be_measured_at_all_is_refused_at_once() {
    let folder = Folder::new();
    folder.run(["bench", "--size", "641x361"]).fails(2, "642x362");
    folder.run(["bench", "--style", "circula"]).fails(2, "'circula'");
    folder.run(["bench", "--backend", "cpu", "--adapter", "x"]).fails(2, "adapter");
    folder.run(["bench", "--adapter", "no such thing"]).fails(6, "no such thing");
}

/// Signals reach a thread of their own, which shows that they are listened to.
#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_it_and_leaves_nothing() {
    use std::{fs, process, time::Duration};
    let folder = Folder::new();
    let args = ["bench", "--backend", "cpu", "--size", "160x90", "--round", "60"];
    let mut command = folder.command(args);
    let command = command.env("TMPDIR", folder.path("")).stderr(process::Stdio::null());
    let mut child = command.spawn().unwrap();
    let tasks = format!("/proc/{}/task", child.id());
    let listens = || {
        let names = fs::read_dir(&tasks).into_iter().flatten().flatten();
        let mut names = names.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
        names.any(|name| name.trim() == "signals")
    };
    while !listens() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = process::Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(folder.names(), [""; 0]);
}
