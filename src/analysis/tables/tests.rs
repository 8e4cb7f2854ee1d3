//! What is written comes back, also while it is written.

use super::*;
use std::thread;

fn row(bands: usize, n: u64) -> Row {
    let value = |i: usize| (n as usize * 31 + i) as u16;
    Row {
        heights: (0..bands).map(value).collect(),
        caps: (0..bands).map(|i| value(i + bands)).collect(),
        percussive: vec![],
        levels: Levels { peak: n as u16, bass: 1, momentary: 2, ..Levels::default() },
    }
}

#[test]
fn rows_come_back_in_any_order_while_they_are_written_and_after_the_spill() {
    // 512 bands: 2,076 bytes a row, so memory ends at row 2,020.
    let (mut writer, tables) = tables(512, 100..3_100).unwrap();
    thread::scope(|scope| {
        for start in [0u64, 1_500, 2_999] {
            let tables = tables.clone();
            scope.spawn(move || {
                let mut got = Row::default();
                for i in 0..3_000u64 {
                    let n = 100 + (start + i * 1_789) % 3_000;
                    tables.row(n, &mut got).unwrap();
                    assert_eq!(got, row(512, n));
                }
            });
        }
        for n in 100..3_100 {
            writer.push(&row(512, n)).unwrap();
        }
        writer.finish().unwrap();
    });
    // More than memory takes.
    assert!(tables.own.lock().rows.len() > IN_MEMORY[0] as u64);
}

#[test]
fn readers_fail_when_the_writer_dies() {
    let (mut writer, tables) = tables(2, 0..10).unwrap();
    writer.push(&row(2, 0)).unwrap();
    let waiting = {
        let tables = tables.clone();
        thread::spawn(move || tables.row(1, &mut Row::default()))
    };
    drop(writer);
    assert!(matches!(waiting.join().unwrap(), Err(Error::Interrupted)));
    tables.row(0, &mut Row::default()).unwrap();
}

#[test]
fn wrong_frames_and_shapes_are_refused() {
    let (mut writer, tables) = tables(2, 5..6).unwrap();
    assert!(matches!(tables.row(4, &mut Row::default()), Err(Error::Internal(_))));
    assert!(matches!(tables.row(6, &mut Row::default()), Err(Error::Internal(_))));
    assert!(writer.push(&row(3, 0)).is_err());
    writer.push(&row(2, 0)).unwrap();
    assert!(writer.push(&row(2, 0)).is_err());
    writer.finish().unwrap();
    assert!(super::tables(2, 0..1).unwrap().0.finish().is_err());
    assert!(super::tables(0, 0..1).is_err() && super::tables(513, 0..1).is_err());
}

#[test]
fn samples_come_back_with_silence_around_them() {
    let extent = Extent { samples: 10..30, ..Extent::of_frames(1, 0..1) };
    let (mut writer, tables) = tables_of(extent, Arc::default()).unwrap();
    let sample = |i: i64| [i as i16, -i as i16];
    thread::scope(|scope| {
        let reader = tables.clone();
        let read = scope.spawn(move || {
            let mut got = [[9; 2]; 40];
            reader.samples(-5, &mut got).map(|()| got)
        });
        writer.push_samples(&(10..20).map(sample).collect::<Vec<_>>()).unwrap();
        writer.push_samples(&(20..30).map(sample).collect::<Vec<_>>()).unwrap();
        writer.push(&row(1, 0)).unwrap();
        writer.finish().unwrap();
        let got = read.join().unwrap().unwrap();
        for (i, got) in (-5..).zip(got) {
            assert_eq!(got, if (10..30).contains(&i) { sample(i) } else { [0; 2] }, "{i}");
        }
    });
}

#[test]
fn tables_without_all_their_samples_are_not_finished() {
    let extent = Extent { samples: 10..30, ..Extent::of_frames(1, 0..1) };
    let (mut writer, tables) = tables_of(extent, Arc::default()).unwrap();
    writer.push_samples(&[[1; 2]; 12]).unwrap();
    writer.push(&row(1, 0)).unwrap();
    assert!(writer.finish().unwrap_err().to_string().contains("8 samples"));
    let mut got = [[0; 2]; 4];
    tables.samples(18, &mut got).unwrap();
    assert!(matches!(tables.samples(19, &mut got), Err(Error::Interrupted)));
}

#[test]
fn an_extent_holds_what_a_style_sees_around_its_frames() {
    let fps = Fps::new(30, 1).unwrap();
    let reference = Reference { samples: 44_100 * 10, ..Reference::silent(44_100) };
    let plain = Settings { bands: 8, ..Settings::default() };
    assert_eq!(Extent::of(&plain, 5..9, fps, &reference), Extent::of_frames(8, 5..9));
    let wide =
        Settings { rows_per_second: 100.0, rows_around_s: [1.0, 0.5], samples_around_s: [0.1, 0.1], ..plain };
    let extent = Extent::of(&wide, 60..90, fps, &reference);
    assert_eq!((extent.rows, extent.samples), (120..420, 83_789..136_711));
    let whole = Extent::of(&wide, 0..300, fps, &reference);
    assert_eq!((whole.rows, whole.samples), (0..1_200, 0..441_000));
}
