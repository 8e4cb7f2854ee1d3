//! Y4M and null: the frames themselves.

use super::*;

#[test]
fn null_and_y4m_give_the_same_checksum_and_the_file_holds_the_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frames.y4m");
    // 70 pixels: rows are shorter than their stride.
    let mut job = job(song(8_000, 1, 48_000, &[]), "30000/1001", "70x38", Output::Null);
    let null = render(&job).unwrap();
    job.output = to_file(&path);
    let y4m = render(&job).unwrap();
    assert!(null.written.checksum.is_some());
    assert_eq!(null.written.checksum, y4m.written.checksum);

    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(y4m.written.bytes, bytes.len() as u64);
    let mut expected =
        b"YUV4MPEG2 W70 H38 F30000:1001 Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=LIMITED\n".to_vec();
    for n in 0..5 {
        expected.extend_from_slice(b"FRAME\n");
        for (w, h) in [(70, 38), (35, 19), (35, 19)] {
            expected.extend((0..w * h).map(|i| (16 + (i % w + 2 * (i / w) + 3 * n) % 220) as u8));
        }
    }
    assert!(bytes == expected);

    // A picture that differs must not have the same sum.
    job.output = Output::Null;
    job.trim = Trim::Frames(0..4);
    assert_ne!(render(&job).unwrap().written.checksum, y4m.written.checksum);
}

#[test]
fn other_programs_read_the_y4m_with_its_range_and_siting() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frames.y4m");
    render(&job(song(8_000, 1, 48_000, &[]), "30", "64x36", to_file(&path))).unwrap();
    let entries = "stream=width,height,pix_fmt,color_range,chroma_location,r_frame_rate,nb_read_frames";
    let args = ["-count_frames", "-of", "default=nw=1", "-show_entries", entries, "FILE"];
    let Some(shown) = tool("ffprobe", &args, &path) else { return };
    let shown = String::from_utf8(shown).unwrap();
    for line in ["color_range=tv", "chroma_location=center", "r_frame_rate=30/1", "nb_read_frames=5"] {
        assert!(shown.lines().any(|l| l == line), "{line} is not in\n{shown}");
    }
}
