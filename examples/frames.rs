//! Frame by frame without a file, from samples in memory: how bright is each frame of a swelling tone?

#![expect(clippy::print_stdout, reason = "an example that talks")]

use cymatic::{Visualizer, render::PixelFormat};

fn main() -> cymatic::Result<()> {
    for (n, luma) in make()?.iter().enumerate() {
        println!("{n:3} {luma:.2}");
    }
    Ok(())
}

/// Mean luma of every frame.
pub(crate) fn make() -> cymatic::Result<Vec<f64>> {
    let rate_hz = 48_000;
    let tone = |i: usize| (i as f32 * 220.0 * std::f32::consts::TAU / rate_hz as f32).sin();
    let swelling: Vec<f32> = (0..rate_hz).map(|i| tone(i) * i as f32 / rate_hz as f32).collect();

    let mut means = Vec::new();
    Visualizer::from_samples(swelling, 1, rate_hz as u32)?.size("320x180".parse()?).frames(
        PixelFormat::Yuv420,
        |frame| {
            // Plane 0 is luma; rows come without their padding.
            let luma = frame.rows(0).flatten().map(|y| f64::from(*y));
            means.push(luma.sum::<f64>() / (320.0 * 180.0));
            Ok(())
        },
    )?;
    Ok(means)
}
