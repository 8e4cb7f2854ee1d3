//! `still` and `info`.

use crate::harness::Folder;
use std::fs;

/// Width, height and RGBA of a PNG.
fn png(folder: &Folder, name: &str) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(folder.path(name)).unwrap()))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

#[test]
fn a_still_is_the_frame_at_a_time() {
    let folder = Folder::with_song("a.wav");
    folder.tiny_still("a.wav --at 0:00.2 -o b.png").ok();
    let (width, height, pixels) = png(&folder, "b.png");
    assert_eq!((width, height), (160, 90));
    assert!(pixels.chunks_exact(4).any(|pixel| pixel != &pixels[..4]), "something is drawn");
    folder.tiny_still("a.wav").ok();
    assert_ne!(png(&folder, "a.png").2, pixels, "another time, another frame");
    let late = folder.tiny_still("a.wav --at 9:59 -o end.png").ok();
    assert!(late.stderr.contains("the song ends before 9:59"), "{}", late.stderr);
    folder.tiny_still("a.wav").fails(2, "a.png: exists");
    folder.tiny_still("a.wav -f").ok();
    folder.tiny_still("a.wav -o a.jpg").fails(2, "a.jpg");
    folder.tiny_still("missing.wav").fails(4, "missing.wav");
    assert_eq!(folder.names(), ["a.png", "a.wav", "b.png", "end.png"]);
}

#[test]
fn stills_may_have_odd_sizes() {
    let folder = Folder::with_song("a.wav");
    folder.run(["still", "a.wav", "--size", "161x91"]).ok();
    let (width, height, _) = png(&folder, "a.png");
    assert_eq!((width, height), (161, 91));
}

#[test]
fn info_tells_what_was_decoded() {
    let folder = Folder::with_song("a.wav");
    let info = folder.run(["info", "a.wav"]).ok();
    for words in ["a.wav", "8000 Hz", "mono", "2666 samples", "0.333", "tempo     no clear one"] {
        assert!(info.text().contains(words), "no '{words}' in {}", info.text());
    }
    folder.write("empty.wav", b"");
    folder.run(["info", "empty.wav"]).fails(3, "empty.wav");
    folder.run(["info", "missing.wav"]).fails(4, "missing.wav");
}

impl Folder {
    fn tiny_still(&self, words: &str) -> crate::harness::Ended {
        self.run(["still"].into_iter().chain(words.split_whitespace()).chain(["--size", "160x90"]))
    }
}
