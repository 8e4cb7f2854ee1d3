//! The table of made-up figures, as it looks.

use super::{
    super::{figures::Step, verdict::Verdict},
    *,
};
use crate::cli::{machine::Machine, power::Power};

fn rate(per_s: f64, frame_bytes: Option<usize>) -> Cell {
    Cell::Measured(Rate::new(vec![per_s; 3], 30.0, frame_bytes))
}

fn row(style: &'static str, size: &str, backend: &'static str, per_s: [f64; 3]) -> Row {
    let [draw, read, encode] = per_s;
    let (width, height, frame_bytes) = (1920, 1080, 3_133_440);
    Row {
        style,
        size: size.into(),
        width,
        height,
        backend,
        frame_bytes,
        draw: rate(draw, None),
        read: rate(read, Some(frame_bytes)),
        encode: rate(encode, Some(frame_bytes)),
    }
}

fn failed() -> Cell {
    Cell::Failed { error: "Big GPU (discrete, vulkan): out of\ngraphics memory".into() }
}

fn figures() -> Figures {
    let mut large = row("circular", "4k", "gpu", [2222.0, 612.0, 8.4]);
    (large.draw, large.read, large.encode) = (failed(), failed(), Cell::Skipped { skipped: "no FFmpeg" });
    let steps = [("upload", 0.0123), ("draw", 0.4), ("map", 1.25)];
    let steps = steps.map(|(step, ms_per_frame)| Step { step, ms_per_frame });
    Figures {
        schema: 1,
        version: "9.8.7",
        debug_build: false,
        quick: false,
        machine: Machine {
            cpu_name: "A 9000".into(),
            cores: 2,
            cores_total: 4,
            memory_bytes: None,
            memory_limit_bytes: None,
            power: Power::Mains,
        },
        gpu: Some(AdapterFacts {
            name: "Big GPU".into(),
            driver: "Driver 1.2".into(),
            kind: "discrete",
            api: "vulkan".into(),
            pci: String::new(),
        }),
        no_gpu: None,
        encoder: Some("libx264 faster crf 23".into()),
        fps: 30.0,
        rounds: 3,
        round_s: 1.0,
        results: vec![
            row("circular", "1080p", "cpu", [560.4, 531.0, 52.0]),
            row("circular", "1080p", "gpu", [12_345.6, 1999.9, 55.5]),
            row("bars", "1080p", "cpu", [1.25, 0.5, 0.05]),
            large,
        ],
        gpu_steps: vec![Profile { style: "circular", size: "1080p".into(), batch: 5, steps: steps.to_vec() }],
        verdict: Verdict { text: vec!["Do this.".into(), "Expect that.".into()], ..Verdict::default() },
    }
}

#[test]
fn the_table_is_aligned_and_says_nothing_twice() {
    let right = "\
cymatic   9.8.7
cpu       A 9000, 2 of 4 cores
gpu       Big GPU, discrete, vulkan, driver Driver 1.2
encoder   libx264 faster crf 23
scene     the loud part of the demo song at 30 frames/s
figures   medians of 3 rounds of 1 s; × is times real time

                                 draw             draw + read    draw + encode
                      frames/s      ×  frames/s      ×   GB/s  frames/s      ×
1080p  circular  cpu       560    19×       531    18×    1.7        52   1.7×
                 gpu     12346   412×      2000    67×    6.3        56   1.9×
       bars      cpu       1.2  0.04×      0.50  0.02×   0.00      0.05  0.00×
4k     circular  gpu       failed [1]              failed [1]        no FFmpeg

[1] Big GPU (discrete, vulkan): out of\\ngraphics memory

Where the time of a frame goes on the gpu, circular, ms.
Each step alone and waited for; in a render, batches overlap.
                  1080p
upload            0.012
draw              0.400
map               1.250
all               1.662
frames/batch          5

Do this.
Expect that.
";
    let told = text(&figures());
    assert_eq!(told, right);
}

#[test]
fn a_failure_is_a_cell_and_told_once_below() {
    let told = text(&figures());
    assert_eq!(told.matches("failed [1]").count(), 2, "{told}");
    assert_eq!(told.matches("out of\\ngraphics memory").count(), 1, "{told}");
    assert!(told.contains("no FFmpeg"), "{told}");
}

#[test]
fn a_figure_of_unlike_rounds_is_marked() {
    assert!(!text(&figures()).contains('~'));
    let mut figures = figures();
    figures.results[0].read = Cell::Measured(Rate::new(vec![100.0, 99.0, 130.0], 30.0, Some(1)));
    let told = text(&figures);
    assert!(told.contains(" ~100") && told.contains("\n~ the rounds"), "{told}");
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    for line in text(&figures()).lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
