//! What `bars` promises of its row.

use super::{
    super::{
        drawn,
        picture::{Bar, Picture},
    },
    INFO,
};

/// How many bars there are in a wide picture.
const BARS: usize = 52;
const SIDE: usize = BARS / 2;

/// Bars without images, floor and light, at 1280x720.
fn bare(set: &[(&str, &str)], height: impl Fn(usize) -> u16) -> Picture {
    let set: Vec<_> =
        [("reflection", "0"), ("floor", "off"), ("caps", "off")].iter().chain(set).copied().collect();
    drawn(&INFO, &set, height)
}

#[test]
fn bars_stand_on_their_floor_or_hang_from_it() {
    for (direction, sign) in [("up", 1.0), ("down", -1.0)] {
        let set = [("direction", direction), ("reflection", "0"), ("caps", "off")];
        let picture = drawn(&INFO, &set, |b| 9_000 + b as u16 * 900);
        let (bars, floor) = picture.bars.split_at(BARS);
        assert_eq!(floor.len(), 2, "left and right");
        for bar in bars {
            let foot = bar.center[1] - bar.axis[1] * bar.half_length;
            assert!((foot - floor[0].center[1]).abs() < 0.01, "{direction}: {foot}");
            assert!((floor[0].center[1] - bar.center[1]) * sign > 0.0, "{direction}");
            assert!(bar.center[1] - bar.half_length > 0.0 && bar.center[1] + bar.half_length < 720.0);
        }
    }
}

#[test]
fn the_bass_is_in_the_middle_or_at_the_left() {
    let rising = |b: usize| 9_000 + b as u16 * 900;
    let mut row = bare(&[("arch", "0")], rising).bars;
    row.sort_by(|a, b| a.center[0].total_cmp(&b.center[0]));
    assert_eq!(row.len(), BARS);
    for (left, right) in row[..SIDE].iter().zip(row[SIDE..].iter().rev()) {
        assert_eq!(left.half_length, right.half_length, "alike on both sides");
        assert!((left.center[0] + right.center[0] - 1280.0).abs() < 0.01);
    }
    assert!(row[SIDE..].windows(2).all(|pair| pair[0].half_length < pair[1].half_length));
    let row = bare(&[("layout", "left"), ("bars", "31")], rising).bars;
    assert_eq!(row.len(), 31);
    assert!(row.windows(2).all(|p| p[0].center[0] < p[1].center[0] && p[0].half_length < p[1].half_length));
    assert_eq!(bare(&[("bars", "31")], rising).bars.len(), 32, "as many on each side");
}

#[test]
fn the_row_is_an_arch_where_it_runs_from_the_middle() {
    let lengths = |set: &[(&str, &str)]| {
        let mut row = bare(set, |_| 50_000).bars;
        row.sort_by(|a, b| a.center[0].total_cmp(&b.center[0]));
        row.iter().map(|bar| bar.half_length).collect::<Vec<_>>()
    };
    let row = lengths(&[("arch", "0.5")]);
    let (middle, end) = (row[SIDE], row[BARS - 1]);
    assert!(row[SIDE..].windows(2).all(|pair| pair[0] >= pair[1]), "{row:?}");
    assert!((0.48..0.56).contains(&(end / middle)), "{end} {middle}");
    let even = lengths(&[("layout", "left"), ("arch", "0.5")]);
    assert!(even.iter().all(|length| *length == even[0]), "as heard");
}

/// The lengths of the bars that `within` holds for.
fn lengths(bars: &[Bar], within: impl Fn(&Bar) -> bool) -> Vec<f32> {
    bars.iter().filter(|bar| within(bar)).map(|bar| bar.half_length).collect()
}

#[test]
fn of_two_channels_the_left_one_is_at_the_left_or_above() {
    // Columns of the left channel come first.
    let of = |set: &[(&str, &str)], bands: usize| {
        let loud_left = |column: usize| if column < bands { 60_000 } else { 20_000 };
        let set: Vec<_> = [("stereo", "left-right"), ("arch", "0")].iter().chain(set).copied().collect();
        bare(&set, loud_left).bars
    };
    for layout in ["center", "left"] {
        let bars = of(&[("layout", layout)], SIDE);
        let (left, right) =
            (lengths(&bars, |b| b.center[0] < 640.0), lengths(&bars, |b| b.center[0] > 640.0));
        assert_eq!((left.len(), right.len()), (SIDE, SIDE), "{layout}: from the middle");
        assert!(left.iter().all(|l| right.iter().all(|r| *l > 2.5 * r)), "{layout}");

        let bands = if layout == "center" { SIDE } else { BARS };
        let bars = of(&[("layout", layout), ("mirror", "on"), ("caps", "on")], bands);
        let standing = |bar: &Bar| bar.axis[0] == 0.0;
        let up = lengths(&bars, |b| standing(b) && b.axis[1] < 0.0);
        let down = lengths(&bars, |b| standing(b) && b.axis[1] > 0.0);
        assert_eq!((up.len(), down.len()), (BARS, BARS), "{layout}");
        assert!(up.iter().all(|u| down.iter().all(|d| *u > 2.5 * d)), "{layout}");
        let caps =
            |sign: f32| bars.iter().filter(move |b| !standing(b) && (b.center[1] - 360.0) * sign > 0.0);
        let far = |sign| caps(sign).map(|b| (b.center[1] - 360.0).abs()).fold(0.0, f32::max);
        assert_eq!((caps(-1.0).count(), caps(1.0).count()), (BARS, BARS), "a cap each");
        assert!(far(-1.0) > 2.0 * far(1.0), "{layout}: caps of their own channel");
    }
}

#[test]
fn an_image_in_the_floor_is_fainter_and_shorter_than_what_it_shows() {
    let picture = drawn(&INFO, &[("floor", "off"), ("caps", "off")], |_| 40_000);
    let (pairs, rest) = picture.bars.as_chunks::<2>();
    assert_eq!((pairs.len(), rest.len()), (BARS, 0));
    for [image, bar] in pairs {
        assert!(image.half_length < bar.half_length && image.opacity == 0.0);
        let (foot, end) = (bar.center[1] + bar.half_length, image.center[1] + image.half_length);
        assert!(end > foot + bar.half_length * 0.5, "below the floor");
        assert_eq!(image.axis, bar.axis, "brightest at the floor");
        assert!((0..3).all(|i| image.glow[i] > 0.0 && image.glow[i] < 0.6 * bar.tip[i]));
    }
}

#[test]
fn the_row_has_no_notch_in_its_middle_and_caps_show_once_bars_fell() {
    let quiet_bass = |b: usize| if b < 5 { 10_000 } else { 50_000 };
    let row = bare(&[], quiet_bass).bars;
    let lowest = lengths(&row, |bar| (bar.center[0] - 640.0).abs() < 20.0);
    let tallest = row.iter().map(|bar| bar.half_length).fold(0.0, f32::max);
    assert!(lowest.len() == 2 && lowest.iter().all(|l| *l > 0.5 * tallest), "{lowest:?} of {tallest}");
    let row = bare(&[("layout", "left")], quiet_bass).bars;
    assert!(row.iter().any(|bar| bar.half_length < 0.3 * tallest), "as heard where nothing meets");
    let caps = bare(&[("caps", "on")], |_| 30_000).bars;
    assert!(caps.iter().filter(|bar| bar.axis[1] == 0.0).all(|cap| cap.opacity < 0.5), "they ride on bars");
}
