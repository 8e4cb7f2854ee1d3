//! Text: order, advances and lines as typographers expect them, pictures of letters, and caps.

use super::*;
use std::path::PathBuf;

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/fonts").join(name)
}

fn foreign(names: &[&str]) -> Fonts {
    Fonts::new(&names.iter().map(|name| data(name)).collect::<Vec<_>>()).unwrap()
}

fn hebrew() -> Fonts {
    foreign(&["NotoSansHebrew-subset.ttf"])
}

fn text(text: &str) -> Text<'_> {
    Text { text, size_px: 100.0, ..Text::default() }
}

fn width(text: &Text<'_>) -> f32 {
    Fonts::default().lay(text).unwrap().width_px
}

/// The byte offsets of a text's glyphs from left to right, line by line.
fn visual(fonts: &Fonts, text: &Text<'_>) -> Vec<Vec<usize>> {
    layout::lines_of(fonts, &sane(text))
        .iter()
        .map(|line| line.glyphs.iter().map(|g| g.start).collect())
        .collect()
}

#[test]
fn advances_are_those_of_the_font() {
    // H is 2084 of 2816 units wide.
    let one = width(&text("H"));
    assert!((one - 74.005).abs() < 0.01, "{one}");
    assert!((width(&text("HH")) - 2.0 * one).abs() < 1e-3);
    assert!((width(&Text { size_px: 50.0, ..text("H") }) - one / 2.0).abs() < 1e-3);
}

#[test]
fn letters_are_kerned() {
    let apart = width(&text("A")) + width(&text("V"));
    let together = width(&text("AV"));
    assert!(together < apart - 2.0, "{together} {apart}");
    let spaced = width(&Text { letter_spacing: 0.1, ..text("HHH") });
    assert!((spaced - width(&text("HHH")) - 30.0).abs() < 10.5, "{spaced}");
}

#[test]
fn a_letter_and_its_mark_are_one() {
    assert_eq!(visual(&Fonts::default(), &text("e\u{301}x"))[0].len(), 2, "composed");
    assert!((width(&text("e\u{301}")) - width(&text("é"))).abs() < 1e-3);
}

#[test]
fn digits_of_a_clock_are_of_one_width() {
    let clock = |time: &'static str| width(&Text { tabular: true, ..text(time) });
    assert_eq!(clock("11:11"), clock("08:24"));
    assert_ne!(width(&text("11:11")), width(&text("08:24")), "else the test shows nothing");
}

#[test]
fn heavier_is_wider() {
    let bold = width(&Text { weight: 800, ..text("Hamburg") });
    assert!(bold > width(&text("Hamburg")) * 1.02);
    assert!(width(&Text { weight: 600, ..text("Hamburg") }) < bold, "all weights between");
}

#[test]
fn lines_break_between_words() {
    let fonts = Fonts::default();
    let words = "one two three four";
    let wrapped = Text { max_width_px: 450.0, max_lines: 9, ..text(words) };
    let lines = visual(&fonts, &wrapped);
    let starts: Vec<usize> = lines.iter().map(|line| line[0]).collect();
    assert_eq!(starts, [0, 8, 14], "one two | three | four");
    let laid = fonts.lay(&wrapped).unwrap();
    assert!(laid.width_px <= 450.0 && laid.lines == 3 && laid.height_px == 360.0);
    assert!(laid.missing.is_empty());
}

#[test]
fn a_word_that_is_too_long_is_broken() {
    let laid = Fonts::default()
        .lay(&Text { max_width_px: 300.0, max_lines: 64, ..text("Donaudampfschifffahrtsgesellschaft") })
        .unwrap();
    assert!(laid.lines > 4 && laid.width_px <= 300.0, "{} {}", laid.lines, laid.width_px);
}

#[test]
fn what_does_not_fit_ends_in_an_ellipsis() {
    let fonts = Fonts::default();
    let long = "one two three four five six seven eight nine ten";
    let cut = Text { max_width_px: 450.0, max_lines: 2, ..text(long) };
    let lines = layout::lines_of(&fonts, &cut);
    assert_eq!(lines.len(), 2);
    let dots = |dots: &str| layout::lines_of(&fonts, &text(dots))[0].glyphs[0].glyph_id;
    assert_eq!(lines[1].glyphs.last().unwrap().glyph_id, dots("…"));
    assert!(lines[1].w <= 450.0);
    let whole =
        layout::lines_of(&fonts, &Text { max_width_px: 450.0, max_lines: 2, ..text("one two three") });
    assert_ne!(whole[1].glyphs.last().unwrap().glyph_id, dots("…"));
}

#[test]
fn given_line_breaks_are_kept_and_what_is_left_of_them_is_cut() {
    let fonts = Fonts::default();
    assert_eq!(fonts.lay(&Text { max_lines: 3, ..text("a\nb\nc") }).unwrap().lines, 3);
    assert_eq!(fonts.lay(&Text { max_lines: 2, ..text("a\nb\nc") }).unwrap().lines, 2);
    let narrow = Text { max_lines: 3, max_width_px: 300.0, ..text("one two three four\nlast") };
    let lines = visual(&fonts, &narrow);
    assert_eq!((lines.len(), lines[2].len()), (3, 4), "the last paragraph keeps its line");
}

#[test]
fn hebrew_runs_from_right_to_left() {
    // Four letters of two bytes: the first is rightmost.
    assert_eq!(visual(&hebrew(), &text("שלום")), [[6, 4, 2, 0]]);
    // In a line that begins with Latin, the Hebrew word is turned and stays in its place.
    let mixed = visual(&hebrew(), &text("ab שלום cd"));
    assert_eq!(mixed[0], [0, 1, 2, 9, 7, 5, 3, 11, 12, 13]);
    // In one that begins with Hebrew, all goes from the right, numbers and Latin from the left within.
    assert_eq!(visual(&hebrew(), &text("א ab 12"))[0], [3, 4, 5, 6, 7, 2, 0]);
}

#[test]
fn right_to_left_wraps_from_the_first_word() {
    let lines = visual(&hebrew(), &Text { max_width_px: 260.0, max_lines: 2, ..text("שלום עולם") });
    assert!(lines == [[6, 4, 2, 0], [15, 13, 11, 9]], "{lines:?}");
}

#[test]
fn arabic_letters_are_joined() {
    let fonts = foreign(&["NotoSansArabic-subset.ttf"]);
    let ids = |word: &str| -> Vec<u16> {
        layout::lines_of(&fonts, &text(word))[0].glyphs.iter().map(|g| g.glyph_id).collect()
    };
    // Lam and alef make one glyph, seen and lam other ones than alone.
    assert_eq!(ids("لا").len(), 1);
    assert_ne!(ids("سل").last(), ids("س").last());
}

#[test]
fn other_scripts_come_from_the_file_that_has_them() {
    let fonts = foreign(&["DroidSansFallback-subset.ttf"]);
    let laid = fonts.lay(&text("日本語 Song")).unwrap();
    assert!(laid.missing.is_empty() && laid.width_px > 400.0, "{:?}", laid.missing);
    // The same Latin as without it.
    let latin = |fonts: &Fonts| fonts.lay(&text("Song")).unwrap().bitmap;
    assert_eq!(latin(&fonts), latin(&Fonts::default()));
}

#[test]
fn cjk_breaks_between_characters_but_not_before_a_full_stop() {
    let fonts = foreign(&["DroidSansFallback-subset.ttf"]);
    let lines = visual(&fonts, &Text { max_width_px: 310.0, max_lines: 9, ..text("夜明け前の歌。") });
    let starts: Vec<usize> = lines.iter().map(|line| line[0]).collect();
    assert_eq!(starts[..2], [0, 9]);
    assert!(!starts.contains(&18), "no line begins with a full stop: {starts:?}");
}

#[test]
fn missing_glyphs_are_left_out_and_named() {
    let laid = Fonts::default().lay(&text("夜 Song 🎵")).unwrap();
    assert_eq!(laid.missing, ['夜', '🎵']);
    assert_eq!(laid.bitmap, Fonts::default().lay(&text("Song")).unwrap().bitmap);
    let nothing = Fonts::default().lay(&text("日本")).unwrap();
    assert_eq!((nothing.lines, nothing.ink_px, nothing.bitmap.texels), (0, None, vec![0]));
}

/// Opacity as characters, so that a change can be looked at.
fn art(bitmap: &Bitmap) -> Vec<String> {
    let shade = |texel: &u32| [' ', '.', ':', 'o', '#', '@'][(*texel >> 24) as usize * 5 / 255];
    let row = |texels: &[u32]| texels.iter().map(shade).collect::<String>().trim_end().to_owned();
    bitmap.texels.chunks_exact(bitmap.width as usize).map(row).collect()
}

#[test]
fn letters_look_like_letters() {
    let laid = Fonts::default().lay(&Text { size_px: 14.0, weight: 600, ..text("Ag") }).unwrap();
    let golden = [
        "",
        "     oo.",
        "    :@@o",
        "    ####      .",
        "    @o:@.   .#@#:@o",
        "   :@. @o   ##..#@o",
        "   ##  ##  .@:  .@o",
        "  .@@::@@. :@.   @o",
        "  o@@##@@o :@:   @o",
        "  ##    ##  ##. o@o",
        " .@o    :@: :@@@o@o",
        " .:      :.   .. @o",
        "            ::  :@:",
        "            o@##@#",
        "             .::.",
        "",
    ];
    assert_eq!(art(&laid.bitmap), golden);
}

#[test]
fn light_is_premultiplied() {
    let plain = Text { colour: [1.0, 0.25, 0.0], opacity: 0.5, ..text("I") };
    let laid = Fonts::default().lay(&plain).unwrap();
    // The middle of the stem: √(1 · ½), √(¼ · ½), 0 and ½.
    let most = laid.bitmap.texels.iter().max_by_key(|texel| **texel >> 24).unwrap();
    assert_eq!(most.to_le_bytes(), [180, 90, 0, 128]);
}

#[test]
fn capitals_stand_in_the_middle_of_their_line() {
    let laid = Fonts::default().lay(&text("H")).unwrap();
    let [left, top, right, bottom] = laid.ink_px.unwrap();
    assert!((top + bottom - laid.height_px).abs() < 0.5, "{top} {bottom}");
    assert!(left > 0.0 && right < laid.width_px);
    assert!((bottom - laid.baseline_px).abs() < 0.01);
    assert!(laid.left <= left as i32 && laid.top as f32 <= top);
}

#[test]
fn lines_are_aligned_within_the_box() {
    let place = |align| {
        let laid = Fonts::default().lay(&Text { align, max_lines: 2, ..text("wide words\nI") }).unwrap();
        // The left end of the second line, in the box.
        let rows = laid.bitmap.texels.chunks_exact(laid.bitmap.width as usize);
        let below = rows.skip((laid.height_px * 0.6) as usize);
        let first = below.filter_map(|row| row.iter().position(|t| t >> 24 > 0)).min().unwrap();
        (first as f32 + laid.left as f32) / laid.width_px
    };
    let [left, middle, right] = [Align::Left, Align::Centre, Align::Right].map(place);
    assert!(left < 0.05 && (middle - 0.48).abs() < 0.03 && right > 0.93, "{left} {middle} {right}");
}

#[test]
fn outline_and_shadow_lie_around_the_letters() {
    let black = Outline { colour: [0.0; 3], opacity: 1.0, width_px: 4.0 };
    let shadow = Shadow { colour: [0.0; 3], opacity: 0.8, blur_px: 6.0, offset_px: [3.0, 5.0] };
    let fonts = Fonts::default();
    let plain = fonts.lay(&text("H")).unwrap();
    let lined = fonts.lay(&Text { outline: Some(black), ..text("H") }).unwrap();
    assert!((lined.bitmap.width - plain.bitmap.width).abs_diff(8) <= 1);
    assert_eq!(lined.ink_px, plain.ink_px, "the ink is that of the letters");
    let both = fonts.lay(&Text { outline: Some(black), shadow: Some(shadow), ..text("H") }).unwrap();
    let white = |laid: &Laid| laid.bitmap.texels.iter().filter(|t| **t == !0).count();
    assert_eq!(white(&plain), white(&both), "letters keep their light");
    let middle = both.bitmap.texels.iter().filter(|t| (60..140).contains(&(**t >> 24))).count();
    assert!(middle > 500, "soft: {middle}");
    // Nothing is cut off at the border.
    let (w, h) = (both.bitmap.width as usize, both.bitmap.height as usize);
    let border = (0..w * h).filter(|i| i % w == 0 || i % w == w - 1 || i / w == 0 || i / w == h - 1);
    assert!(border.map(|i| both.bitmap.texels[i] >> 24).all(|opacity| opacity <= 1));
}

#[test]
fn absurd_texts_end_quickly_and_small() {
    let fonts = Fonts::default();
    let tower = format!("Z{}", "\u{300}\u{334}\u{30b}".repeat(30_000));
    for absurd in
        ["word ".repeat(20_000), "W".repeat(100_000), tower, "\u{202e}\0".repeat(50_000), "\n".repeat(9_999)]
    {
        let laid =
            fonts.lay(&Text { size_px: 60.0, max_width_px: 900.0, max_lines: 3, ..text(&absurd) }).unwrap();
        assert!(laid.lines <= 3 && laid.width_px <= 900.0, "{} {}", laid.lines, laid.width_px);
        assert!(laid.bitmap.width < 960 && laid.bitmap.height < 320);
    }
}

#[test]
fn absurd_numbers_are_put_in_range_or_refused() {
    let fonts = Fonts::default();
    for number in [f32::NAN, f32::INFINITY, -1.0, 0.0, 1e30] {
        let odd = Text {
            text: "I",
            size_px: number,
            max_width_px: number,
            line_height: number,
            letter_spacing: number,
            opacity: number,
            colour: [number; 3],
            outline: Some(Outline { colour: [number; 3], opacity: number, width_px: number }),
            shadow: Some(Shadow { colour: [1.0; 3], opacity: 1.0, blur_px: number, offset_px: [number; 2] }),
            ..Text::default()
        };
        if let Err(error) = fonts.lay(&odd) {
            assert_eq!(error.exit_code(), 2, "{error}");
        }
    }
    let huge = Text {
        size_px: 1_024.0,
        max_lines: 64,
        max_width_px: 9_000.0,
        ..text("MMMMMMMM MMMMMMM MMMMMMMMM MMMMMM")
    };
    let error = fonts.lay(&huge).unwrap_err();
    assert!(error.to_string().contains("pixels") && error.hint().is_some(), "{error}");
}

#[test]
fn bad_font_files_are_refused_with_words() {
    let dir = tempfile::tempdir().unwrap();
    let why = |bytes: &[u8]| {
        let path = dir.path().join("odd.ttf");
        std::fs::write(&path, bytes).unwrap();
        let error = Fonts::new(&[path]).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(error.hint().unwrap().contains(".ttf"));
        error.to_string()
    };
    let whole = std::fs::read(data("NotoSansHebrew-subset.ttf")).unwrap();
    assert!(why(b"").ends_with("odd.ttf: empty file"));
    assert!(why(b"not a font").ends_with("it is no font, or damaged"));
    assert!(why(b"wOF2 and more").ends_with("it is a web font"));
    assert!(why(&whole[..200]).ends_with("it is no font, or damaged"));
    let missing = Fonts::new(&[dir.path().join("none.ttf")]).unwrap_err();
    assert_eq!(missing.exit_code(), 4);
    assert_eq!(Fonts::new(&vec![data("NotoSansHebrew-subset.ttf"); 17]).unwrap_err().exit_code(), 2);
}

#[test]
fn damaged_fonts_never_panic() {
    let dir = tempfile::tempdir().unwrap();
    let whole = std::fs::read(data("NotoSansArabic-subset.ttf")).unwrap();
    for at in (0..whole.len()).step_by(23) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x81;
        let path = dir.path().join("damaged.ttf");
        std::fs::write(&path, bytes).unwrap();
        let laid = Fonts::new(&[path]).and_then(|fonts| {
            fonts.lay(&Text { size_px: 20.0, max_width_px: 200.0, ..text("سلام لا Song") })
        });
        if let Ok(laid) = laid {
            assert!(laid.bitmap.texels.len() == (laid.bitmap.width * laid.bitmap.height) as usize);
        }
    }
}
