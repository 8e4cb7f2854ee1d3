//! How the levels of the whole signal move.

use super::*;

#[test]
fn caps_never_lie_below_their_bars() {
    for row in music(44_100, 4.0).own_rows(64, 30) {
        assert!(row.heights.iter().zip(&row.caps).all(|(h, c)| c >= h));
    }
}

#[test]
fn the_bass_level_follows_the_bass_only() {
    let sound = Sound::mono(44_100, 4.0, |t| {
        if (t as usize).is_multiple_of(2) { 0.5 * tone(80.0, t) } else { 0.2 * tone(2_000.0, t) }
    });
    let rows = sound.own_rows(64, 60);
    let bass = |t: f64| height(rows[(t * 60.0) as usize].levels.bass);
    println!("bass level {:.2} in bass, {:.2} without", bass(0.9), bass(1.9));
    assert!(bass(0.9) > 0.85 && bass(1.9) < 0.05 && bass(2.2) > 0.8);
}

#[test]
fn loudness_follows_a_song_and_not_its_beats() {
    let loud = music(44_100, 8.0);
    let samples = loud.samples.iter().enumerate();
    let sound =
        Sound { samples: samples.map(|(i, x)| if i > 176_400 { x * 0.1 } else { *x }).collect(), ..loud };
    let rows = sound.own_rows(64, 30);
    let value = |t: f64| height(rows[(t * 30.0) as usize].levels.loudness);
    println!("loudness {:.2} {:.2} {:.2}", value(2.0), value(3.9), value(7.9));
    assert!(value(3.9) > 0.6 && value(7.9) < value(3.9) - 0.2);
    let beat: Vec<f32> = (60..105).map(|n| value(f64::from(n) / 30.0)).collect();
    let (least, most) = beat.iter().fold((1.0f32, 0.0f32), |(a, b), x| (a.min(*x), b.max(*x)));
    assert!(most - least < 0.12, "{least} {most}");
}
