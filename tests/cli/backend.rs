//! Who draws: the choice on the command line, drivers that are broken or missing, and what is told of it.

use super::harness::{Ended, Folder};
use std::{fs, io::Write};

/// Runs the command where no graphics driver can be found but those of a file.
fn with_driver(folder: &Folder, driver: &str, words: &str) -> Ended {
    let mut command = folder.command(words.split_whitespace().chain(super::harness::TINY));
    // The older name is what loaders before 2022 read.
    command.env("VK_DRIVER_FILES", driver).env("VK_ICD_FILENAMES", driver);
    command.env_remove("WGPU_ADAPTER_NAME").env_remove("WGPU_BACKEND");
    Ended::from(command.output().unwrap())
}

/// Driver files that hold no driver: missing, damaged, naming a library that isn't there.
fn broken_drivers(folder: &Folder) -> Vec<String> {
    let json = r#"{"file_format_version": "1.0.0", "ICD": {"library_path": "libnot_there.so", "api_version": "1.3.0"}}"#;
    folder.write("damaged.json", b"{ \"ICD\": ");
    folder.write("no_library.json", json.as_bytes());
    let path = |name: &str| folder.path(name).to_str().unwrap().to_owned();
    vec![path("missing.json"), path("damaged.json"), path("no_library.json")]
}

#[test]
fn auto_draws_on_the_cpu_where_drivers_are_broken() {
    let folder = Folder::with_song("a.wav");
    for driver in broken_drivers(&folder) {
        let ended = with_driver(&folder, &driver, "a.wav -o a.y4m -f --strict --stats s.json").ok();
        assert!(!ended.stderr.contains("warning"), "{}", ended.stderr);
        let stats: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.path("s.json")).unwrap()).unwrap();
        assert!(stats.to_string().contains("\"cpu, "), "{stats}");
    }
}

#[test]
fn a_gpu_that_is_asked_for_and_missing_is_code_6_with_what_to_do() {
    let folder = Folder::with_song("a.wav");
    let drivers = broken_drivers(&folder);
    let before = folder.names();
    for driver in drivers {
        for words in ["a.wav --backend gpu", "a.wav --adapter llvmpipe", "still a.wav --backend gpu"] {
            let mut all: Vec<&str> = words.split(' ').collect();
            if all[0] == "still" {
                all.extend(["--size", "64x36"]);
            }
            let mut command = folder.command(&all);
            command.env("VK_DRIVER_FILES", &driver).env("VK_ICD_FILENAMES", &driver);
            let ended = Ended::from(command.output().unwrap()).fails(6, "adapter");
            assert!(ended.stderr.contains("hint: `cymatic doctor`"), "{}", ended.stderr);
            assert_eq!(folder.names(), before, "{words}");
        }
    }
}

#[test]
fn an_adapter_draws_only_when_the_cpu_was_not_asked_for() {
    let folder = Folder::with_song("a.wav");
    let ended = folder.tiny("a.wav --backend cpu --adapter 0").fails(2, "adapter");
    assert!(ended.stderr.contains("hint: "), "{}", ended.stderr);
}

/// The number of an adapter, if there is any. Without one the test is skipped, and fails if `REQUIRE_GPU` is set.
fn any_adapter(folder: &Folder) -> Option<&'static str> {
    let ended = folder.tiny("a.wav -o probe.y4m -f -q --adapter 0");
    if ended.code == Some(6) {
        std::io::stderr().write_all(format!("SKIPPED: {}", ended.stderr).as_bytes()).unwrap();
        assert!(std::env::var_os("REQUIRE_GPU").is_none(), "REQUIRE_GPU is set");
        return None;
    }
    ended.ok();
    fs::remove_file(folder.path("probe.y4m")).unwrap();
    Some("0")
}

#[test]
fn a_named_adapter_makes_whole_videos_and_stills_and_is_told_of() {
    let folder = Folder::with_song("a.wav");
    let Some(adapter) = any_adapter(&folder) else { return };
    let told = folder.tiny(&format!("a.wav --adapter {adapter} -o a.y4m -v --stats s.json")).ok();
    assert!(told.stderr.contains("backend: gpu: "), "{}", told.stderr);
    assert!(told.stderr.contains("because '0' was named"), "{}", told.stderr);
    let stats: serde_json::Value = serde_json::from_slice(&fs::read(folder.path("s.json")).unwrap()).unwrap();
    let drawn = &stats["songs"][0];
    let (renderer, named) = (drawn["renderer"].as_str().unwrap(), drawn["adapter"].as_str().unwrap());
    assert_eq!(renderer, format!("gpu, {named}"));
    folder.tiny("a.wav --backend cpu -o b.y4m").ok();
    let (a, b) = (fs::read(folder.path("a.y4m")).unwrap(), fs::read(folder.path("b.y4m")).unwrap());
    assert_eq!(a.len(), b.len());
    assert!(a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) <= 1));

    if cfg!(feature = "ffmpeg") {
        folder.tiny(&format!("a.wav --backend gpu --adapter {adapter} -o a.mp4")).ok();
        assert!(fs::metadata(folder.path("a.mp4")).unwrap().len() > 1000);
    }
    folder.run(["still", "a.wav", "--size", "65x37", "--adapter", adapter, "-o", "a.png"]).ok();
    assert!(folder.names().contains(&"a.png".to_owned()));
}

#[test]
fn json_progress_stays_pure_with_an_adapter() {
    let folder = Folder::with_song("a.wav");
    let Some(adapter) = any_adapter(&folder) else { return };
    let ended = folder.tiny(&format!("a.wav -o a.y4m --adapter {adapter} --progress json")).ok();
    let last = ended.json_lines().pop().unwrap();
    assert!(last["backend"].as_str().unwrap().starts_with("gpu"), "{last}");
}
