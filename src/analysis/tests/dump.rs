//! Scratch: dumps rows of a raw f32 file.
use crate::{
    Cancel,
    analysis::{Row, reference::reference, rows::rows},
    time::Fps,
};
use std::{env, fs, time::Instant};

#[test]
#[ignore = "scratch"]
fn dump() {
    let get = |n: &str| env::var(n).unwrap();
    let rate: u32 = get("RATE").parse().unwrap();
    let channels: usize = get("CH").parse().unwrap();
    let bands: usize = env::var("BANDS").map_or(64, |b| b.parse().unwrap());
    let x: Vec<f32> = fs::read(get("IN"))
        .unwrap()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let mut blocks = x.chunks(4096 * channels);
    let mut read = |b: &mut Vec<f32>| {
        b.clear();
        Ok(blocks.next().map(|c| b.extend_from_slice(c)).is_some())
    };
    let t = Instant::now();
    let r = reference(&mut read, channels, rate, &Cancel::default()).unwrap();
    let scan = t.elapsed();
    let fps = Fps::new(60, 1).unwrap();
    let n = fps.frames_of(r.samples, rate);
    let mut out = Vec::new();
    let mut blocks = x.chunks(4096 * channels);
    let mut read = |b: &mut Vec<f32>| {
        b.clear();
        Ok(blocks.next().map(|c| b.extend_from_slice(c)).is_some())
    };
    let t = Instant::now();
    rows(&mut read, channels, bands, &r, (fps, 0..n), &Cancel::default(), &mut |row: &Row| {
        out.extend_from_slice(bytemuck::cast_slice::<u16, u8>(&row.heights));
        out.extend_from_slice(bytemuck::cast_slice::<u16, u8>(&row.caps));
        out.extend_from_slice(bytemuck::bytes_of(&row.levels));
        Ok(())
    })
    .unwrap();
    let s = r.samples as f64 / f64::from(rate);
    println!(
        "{:.1} s: scan {:.3} s analyze {:.3} s => per minute {:.3} + {:.3}",
        s,
        scan.as_secs_f64(),
        t.elapsed().as_secs_f64(),
        scan.as_secs_f64() * 60.0 / s,
        t.elapsed().as_secs_f64() * 60.0 / s
    );
    println!("{r:?}");
    fs::write(get("OUT"), out).unwrap();
}
