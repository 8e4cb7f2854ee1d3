use super::{
    boxes::{Fields, child, children, put, put_u32},
    *,
};
use std::io::Cursor;

const VIDEO: u32 = 1;
const SOUND: u32 = 2;
/// Bytes of picture and sound in each fragment, as `mdat` has them.
const PICTURES: &[u8] = b"PPPppp";
const PACKETS: &[u8] = b"ssssss";

fn full(kind: &[u8; 4], flags: u32, numbers: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, *kind, |out| {
        put_u32(out, flags);
        numbers.iter().for_each(|n| put_u32(out, *n));
        Ok(())
    })
    .unwrap();
    out
}

fn around(kind: &[u8; 4], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, *kind, |out| {
        out.extend(parts.concat());
        Ok(())
    })
    .unwrap();
    out
}

fn trak(id: u32, format: &[u8; 4], hz: u32) -> Vec<u8> {
    let stsd = around(b"stsd", &[vec![0, 0, 0, 0, 0, 0, 0, 1], around(format, &[b"description".to_vec()])]);
    let stbl = around(b"stbl", &[stsd, full(b"stts", 0, &[0]), full(b"stsz", 0, &[0, 0])]);
    let minf = around(b"minf", &[full(b"vmhd", 1, &[0, 0]), stbl]);
    let mdia = around(b"mdia", &[full(b"mdhd", 0, &[0, 0, hz, 0, 0x55c4_0000]), minf]);
    around(b"trak", &[full(b"tkhd", 3, &[7, 8, id, 0, 0, 99]), mdia])
}

/// Two fragments, each of three pictures (30 a second, two decoded ahead; the first is a key) and two packets of sound
/// (48 kHz, the first is not to be heard), written as libav does it: all shifted so that nothing begins before 0.
fn fragmented(reserve: usize) -> Vec<u8> {
    let mvhd = full(b"mvhd", 0, &[0, 0, 48_000, 0, 0x1_0000, 2]);
    let trex = |id| full(b"trex", 0, &[id, 1, 0, 0, 0]);
    let mvex = around(b"mvex", &[trex(VIDEO), trex(SOUND)]);
    let udta = around(b"udta", &[b"\0\0\0\x0cnametags".to_vec()]);
    let moov =
        around(b"moov", &[mvhd, trak(VIDEO, b"avc1", 15_360), trak(SOUND, b"mp4a", 48_000), mvex, udta]);
    let mut file = around(b"ftyp", &[b"iso5\0\0\x02\0iso5iso6mp41".to_vec()]);
    file.extend(moov);
    file.extend(around(b"free", &[vec![0; reserve]]));
    for n in 0..2 {
        // Its length is known once it was made once.
        let moof = |offset: u32| {
            let tfhd = |id| full(b"tfhd", 0x2_0038, &[id, 512, 2, 0x101_0000]);
            let tfdt = |time| full(b"tfdt", 1 << 24, &[0, time]);
            let pictures: [&[u32]; 2] =
                [&[3, offset, 0x200_0000, 1024, 2048, 512], &[3, offset, 512, 1536, 512]];
            let pictures = full(b"trun", 0x801 | if n == 0 { 4 } else { 0 }, pictures[n as usize]);
            let video = around(b"traf", &[tfhd(VIDEO), tfdt(n * 1536), pictures]);
            // Shifted by two picture frames, 3,200 samples, which the first packet lasts.
            let sound: [&[u32]; 2] = [&[2, offset + 6, 3200, 2, 1024, 4], &[2, offset + 6, 1024, 3, 100, 3]];
            let key = full(b"tfhd", 0x2_0038, &[SOUND, 1024, 2, 0x200_0000]);
            let sound = full(b"trun", 0x301, sound[n as usize]);
            let sound = around(b"traf", &[key, tfdt([0, 4224][n as usize]), sound]);
            around(b"moof", &[full(b"mfhd", 0, &[n + 1]), video, sound])
        };
        let len = moof(0).len() as u32;
        file.extend(moof(len + 8));
        file.extend(around(b"mdat", &[PICTURES.to_vec(), PACKETS.to_vec()]));
    }
    file
}

const STARTS: [Start; 2] = [Start { dts: -1024, next_dts: -512 }, Start { dts: -1024, next_dts: 0 }];

/// Keeps what is written, and where.
struct Journal {
    file: Cursor<Vec<u8>>,
    writes: Vec<(u64, usize)>,
}

impl Read for Journal {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl Seek for Journal {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Write for Journal {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes.push((self.file.position(), bytes.len()));
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn finished(bytes: Vec<u8>) -> io::Result<Journal> {
    let mut journal = Journal { file: Cursor::new(bytes), writes: Vec::new() };
    finish(&mut journal, &STARTS)?;
    Ok(journal)
}

/// The numbers in a box behind its version and flags.
fn numbers(body: &[u8]) -> Vec<u32> {
    let mut fields = Fields(body);
    std::iter::from_fn(|| fields.u32().ok()).skip(1).collect()
}

fn inside<'a>(mut body: &'a [u8], path: &[&[u8; 4]]) -> &'a [u8] {
    for kind in path {
        body = child(body, **kind).unwrap().body;
    }
    body
}

#[test]
fn the_index_says_of_every_sample_where_it_is_and_when() {
    let before = fragmented(2000);
    let after = finished(before.clone()).unwrap().file.into_inner();
    assert_eq!(after.len(), before.len());
    let mut at = 0;
    let mut kinds = Vec::new();
    while at < after.len() as u64 {
        let head = Head::read(&mut Cursor::new(&after), at, after.len() as u64).unwrap();
        kinds.push(String::from_utf8(head.kind.to_vec()).unwrap());
        at = head.end;
    }
    assert_eq!(kinds, ["ftyp", "free", "moov", "free", "mdat"]);
    assert_eq!(&after[8..32], b"isom\0\0\x02\0isomiso2avc1mp41");
    let fragments = before.windows(4).position(|w| w == b"moof").unwrap() - 4;
    assert!(after[fragments..] == before[fragments..], "what was written stays where it is");

    let start = after.windows(4).position(|w| w == b"moov").unwrap() - 4;
    let moov = children(&after[start..]).next().unwrap().unwrap().body;
    assert!(child(moov, *b"mvex").is_err());
    assert_eq!(inside(moov, &[b"udta", b"name"]), b"tags");
    // 6 pictures last 200 ms; the sound is shorter.
    assert_eq!(numbers(inside(moov, &[b"mvhd"])), [0, 0, 48_000, 9600, 0x1_0000, 3]);
    let traks: Vec<_> =
        children(moov).map(Result::unwrap).filter(|c| c.kind == *b"trak").map(|c| c.body).collect();
    for (trak, id, length, from) in [(traks[0], VIDEO, 9600, 1024), (traks[1], SOUND, 2148, 1024)] {
        assert_eq!(numbers(inside(trak, &[b"tkhd"])), [7, 8, id, 0, length, 99]);
        assert_eq!(numbers(inside(trak, &[b"edts", b"elst"])), [1, length, from, 0x1_0000]);
    }
    let lengths = [traks[0], traks[1]].map(|trak| numbers(inside(trak, &[b"mdia", b"mdhd"]))[3]);
    assert_eq!(lengths, [6 * 512, 3 * 1024 + 100]);
    let table = |track: usize, kind| numbers(inside(traks[track], &[b"mdia", b"minf", b"stbl", kind]));
    assert_eq!(table(0, b"stts"), [1, 6, 512]);
    assert_eq!(table(0, b"stss"), [1, 1]);
    assert_eq!(table(0, b"ctts"), [5, 1, 1024, 1, 2048, 2, 512, 1, 1536, 1, 512]);
    assert_eq!(table(0, b"stsz"), [0, 6, 2, 2, 2, 2, 2, 2]);
    assert_eq!(table(0, b"stsc"), [1, 1, 3, 1]);
    assert_eq!(table(1, b"stts"), [2, 3, 1024, 1, 100]);
    assert_eq!(table(1, b"stsz"), [0, 4, 2, 4, 3, 3]);
    assert_eq!(table(1, b"sbgp")[1..], [1, 4, 1]);
    let stbl = inside(traks[1], &[b"mdia", b"minf", b"stbl"]);
    assert!(child(stbl, *b"stss").is_err() && child(stbl, *b"ctts").is_err());
    for (track, data) in [(0, PICTURES), (1, PACKETS)] {
        let places = table(track, b"co64");
        assert_eq!(places.len(), 1 + 2 * 2);
        for place in [places[2], places[4]] {
            assert_eq!(&after[place as usize..][..data.len()], data);
        }
    }
}

#[test]
fn one_small_write_turns_one_whole_file_into_the_other() {
    let before = fragmented(2000);
    let journal = finished(before.clone()).unwrap();
    let reserve = before.windows(4).position(|w| w == b"free").unwrap() as u64 + 4;
    let switch = journal.writes.iter().position(|(at, _)| *at == 0).unwrap();
    let front = journal.writes[switch].1 as u64;
    assert!(front < 64, "{front}");
    let all_in = |writes: &[(u64, usize)], from, to| {
        assert!(
            writes.iter().all(|(at, len)| (from..=to).contains(at) && at + *len as u64 <= to),
            "{writes:?}"
        );
    };
    // Before it, only the reserve is written; after it, only what it made free.
    all_in(&journal.writes[..switch], reserve, reserve + 2000);
    all_in(&journal.writes[switch + 1..], front, reserve);
    let after = journal.file.into_inner();
    assert!(after[front as usize..reserve as usize].iter().all(|byte| *byte == 0));
}

#[test]
fn an_index_that_does_not_fit_leaves_the_file_as_it_is() {
    let fits = |reserve| finished(fragmented(reserve)).is_ok();
    let least = (0..2000).find(|reserve| fits(*reserve)).unwrap();
    let head = fragmented(0).windows(4).position(|w| w == b"free").unwrap() as u64 - 4;
    assert!((least as u64) < head + reserve(6, 4, 1));
    let mut small = Journal { file: Cursor::new(fragmented(least - 1)), writes: Vec::new() };
    assert_eq!(finish(&mut small, &STARTS).unwrap_err().kind(), io::ErrorKind::InvalidData);
    assert!(small.writes.is_empty());
}

#[test]
fn a_file_that_was_cut_is_an_error_unless_whole_fragments_are_left() {
    let whole = fragmented(2000);
    let behind = |(at, _): (usize, &[u8])| at + PICTURES.len() + PACKETS.len();
    let data = [PICTURES, PACKETS].concat();
    let fragments: Vec<usize> =
        whole.windows(data.len()).enumerate().filter(|(_, bytes)| *bytes == data).map(behind).collect();
    assert_eq!((fragments.len(), fragments[1]), (2, whole.len()));
    for len in 0..=whole.len() {
        assert_eq!(finished(whole[..len].to_vec()).is_ok(), fragments.contains(&len), "{len} bytes");
    }
}

#[test]
fn damage_never_panics() {
    let whole = fragmented(2000);
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = value;
            let _ = finished(damaged);
        }
    }
}
