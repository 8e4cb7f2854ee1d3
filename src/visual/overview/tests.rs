//! What the overview promises: it is lit steadily, and moves around the moment that is played and in waves alone.

use super::*;
use crate::{
    analysis::{self, Row, Track},
    visual::Rows,
};

/// The picture at a share of a song of a minute, 1280x720.
fn picture(set: &[(&str, &str)], share: f64) -> Picture {
    sounding(set, share, 0)
}

/// The same while all bands are at one height.
fn sounding(set: &[(&str, &str)], share: f64, height: u16) -> Picture {
    let mut values = Values::defaults(INFO.params);
    set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
    let style = Overview::new(&values);
    let size = Size::new(1280, 720).unwrap();
    let column = |i: usize| Column { max: 0.8, min: -0.8, rms: 0.1 + 0.1 * (i % 5) as f32, side: 0.0 };
    let columns = (0..style.columns(size)).map(column).collect();
    let overview = Some(analysis::Overview { columns, heights: vec![] });
    let track = Track { duration_s: 60.0, sample_rate_hz: 44_100, overview, ..Track::default() };
    let row = Row { heights: vec![height; BANDS], caps: vec![height; BANDS], ..Row::default() };
    let (rows, time_s) = (Rows::single(0, 30.0, &row), share * 60.0);
    let mut picture = Picture::default();
    style.picture(
        &FrameInput { size, n: 0, time_s, row: &row, rows, samples: &[], track: &track, beside: &[] },
        &mut picture,
    );
    picture
}

#[test]
fn what_was_played_is_lit_and_grows_steadily() {
    let set = [("playhead", "off"), ("pulse", "0")];
    let light = |bar: &crate::visual::picture::Bar| bar.tip.iter().sum::<f32>() * bar.opacity;
    let lit = |share: f64| picture(&set, share).bars.iter().map(light).sum::<f32>();
    let sums: Vec<f32> = (0..=1_000).map(|i| lit(f64::from(i) / 1_000.0)).collect();
    let (least, most) =
        sums.windows(2).map(|p| p[1] - p[0]).fold((f32::MAX, 0.0f32), |(l, m), d| (l.min(d), m.max(d)));
    assert!(least > 0.0 && most < 3.0 * (sums[1_000] - sums[0]) / 1_000.0, "{least} {most}");
}

#[test]
fn light_lies_behind_all_that_was_played_whatever_the_bars_are_divided_by() {
    for bars in ["8", "17", "52"] {
        let picture = picture(&[("bars", bars), ("playhead", "off"), ("pulse", "0")], 1.0);
        let mut lit: Vec<f32> = picture.glows.iter().map(|glow| glow.a[0]).collect();
        lit.sort_by(f32::total_cmp);
        let dark = lit.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f32::max);
        assert!(dark < 1280.0 / 6.0, "{bars} bars: {dark} pixels without light");
    }
}

#[test]
fn parts_of_a_ribbon_meet_on_the_border_of_two_pixels() {
    for share in [0.1, 0.333, 0.5001, 0.9] {
        let picture = picture(&[("shape", "ribbon")], share);
        let mut ends = 0;
        for ribbon in &picture.ribbons {
            let length = (ribbon.count - 1) as f32 / ribbon.per;
            let other = ribbon.origin[0] + ribbon.axis[0] * length;
            ends += [ribbon.origin[0], other].iter().filter(|x| (*x - x.round()).abs() > 1e-3).count();
        }
        assert!(ends <= 2, "only the playhead lies between pixels: {ends}");
    }
}

#[test]
fn nothing_but_the_surroundings_of_the_playhead_move_with_time() {
    let set = [("playhead", "off")];
    let (a, b) = (picture(&set, 0.5), picture(&set, 0.500_5));
    let changed = a.bars.iter().zip(&b.bars).filter(|(a, b)| a != b).count();
    assert!((1..=a.bars.len() * 3 / 10).contains(&changed), "{changed} of {} bars", a.bars.len());
    let still = [("playhead", "off"), ("pulse", "0")];
    let (a, b) = (picture(&still, 0.5), picture(&still, 0.500_5));
    let changed = a.bars.iter().zip(&b.bars).filter(|(a, b)| a != b).count();
    assert!((1..=4).contains(&changed), "{changed} of {} bars without a pulse", a.bars.len());
}

#[test]
fn bars_around_the_playhead_follow_what_sounds_and_others_do_not() {
    let set = [("playhead", "off")];
    let (quiet, loud) = (picture(&set, 0.5), sounding(&set, 0.5, 60_000));
    for (quiet, loud) in quiet.bars.iter().zip(&loud.bars) {
        let away = (quiet.center[0] - 640.0).abs();
        let grown = loud.half_length / quiet.half_length;
        assert!(if away < 40.0 { grown > 1.2 } else { away < 190.0 || grown == 1.0 }, "{away}: {grown}");
    }
}

/// Half of a song of a minute was played; `row` gives the levels of the last 64 rows by their age.
fn after(row: impl Fn(i64) -> Levels) -> Picture {
    let style = Overview::new(&Values::defaults(INFO.params));
    let columns = vec![Column { max: 0.5, min: -0.5, rms: 0.3, side: 0.0 }; 104];
    let overview = Some(analysis::Overview { columns, heights: vec![] });
    let track = Track { duration_s: 60.0, overview, ..Track::default() };
    let row = |n: i64| Row { heights: vec![0; BANDS], levels: row(900 - n), ..Row::default() };
    // Row i lies at i modulo the length.
    let ring: Vec<Row> = (0..64_i64).map(|i| row(837 + (i - 837).rem_euclid(64))).collect();
    let (rows, size) = (Rows::new(837, 30.0, &ring), Size::new(1280, 720).unwrap());
    let (time_s, row) = (30.0, rows.get(900));
    let mut picture = Picture::default();
    style.picture(
        &FrameInput { size, n: 900, time_s, row, rows, samples: &[], track: &track, beside: &[] },
        &mut picture,
    );
    picture
}

/// Where the bars above the line are, pixels, and how much longer they are in another picture.
fn grown(from: &Picture, to: &Picture) -> Vec<(f32, f32)> {
    let bars = from.bars.iter().zip(&to.bars);
    bars.filter(|(bar, _)| bar.axis == [0.0, -1.0] && bar.half_width > 3.0)
        .map(|(from, to)| (from.center[0], to.half_length / from.half_length))
        .collect()
}

#[test]
fn what_was_played_breathes_with_what_sounded_and_what_is_to_come_does_not() {
    let drawn = |loud_ago: i64| {
        after(|ago| {
            let level = if (ago - loud_ago).abs() < 3 { 60_000 } else { 10_000 };
            Levels { bass: level, mid: level, treble: level, ..Levels::default() }
        })
    };
    // Half a second runs through two fifths of the song; at first it is at the playhead.
    let grown = grown(&drawn(30), &drawn(12));
    let most = grown.iter().filter(|(x, _)| *x < 500.0).map(|(_, by)| *by).fold(0.0, f32::max);
    assert!((1.03..1.3).contains(&most), "{most}");
    assert!(grown.iter().all(|(x, by)| *x < 810.0 || *by == 1.0), "{grown:?}");
}

#[test]
fn what_strikes_runs_to_both_sides() {
    let calm = after(|_| Levels::default());
    let struck = |struck_ago: i64| {
        let onset = move |ago| if ago == struck_ago { u16::MAX } else { 0 };
        let picture = after(|ago| Levels { onset: onset(ago), loudness: u16::MAX, ..Levels::default() });
        let grown = grown(&calm, &picture);
        let furthest = |side: f32| {
            let by = |(x, by): &(f32, f32)| if (x - 640.0) * side > 0.0 { *by } else { 0.0 };
            let at = grown.iter().max_by(|a, b| by(a).total_cmp(&by(b))).unwrap();
            ((at.0 - 640.0).abs(), at.1)
        };
        [-1.0, 1.0].map(furthest)
    };
    let (sooner, later) = (struck(12), struck(18));
    for (side, (sooner, later)) in sooner.into_iter().zip(later).enumerate() {
        assert!(later.0 > sooner.0 + 100.0 && sooner.1 > 1.05, "{side}: {sooner:?} {later:?}");
    }
    assert!(sooner[0].1 > sooner[1].1, "what was played moves more");
}

#[test]
fn quiet_passages_are_low_however_even_the_song_is() {
    let of = |quiet: f32| {
        let rms = |i: usize| if i % 40 < 12 { quiet } else { 0.3 };
        let column = |i| Column { max: 0.9, min: -0.9, rms: rms(i), side: 0.0 };
        let heights = heights(&(0..80).map(column).collect::<Vec<_>>());
        (heights[5], heights[25])
    };
    for quiet in [0.05, 0.15, 0.2] {
        let (low, high) = of(quiet);
        assert!(high > 0.99 && (0.2..0.45).contains(&low), "{quiet}: {low} beside {high}");
    }
    assert!(of(0.295).0 > 0.85, "what is even stays so");
}
