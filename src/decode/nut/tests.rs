//! NUT streams made by hand, whole and broken.

use super::*;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value >>= 7;
        bytes.insert(0, 0x80 | (value & 0x7f) as u8);
    }
    bytes
}

fn packet(start: u64, numbers: &[u64]) -> Vec<u8> {
    let content: Vec<u8> = numbers.iter().flat_map(|number| varint(*number)).collect();
    let mut packet = start.to_be_bytes().to_vec();
    packet.extend(varint(content.len() as u64 + 4));
    packet.extend(content);
    // The checksum, which is not looked at.
    packet.extend([0; 4]);
    packet
}

/// A stream of 2x1 pixels in 1/48000 s with frames at these times, each coded as it says.
fn stream(frames: &[u64]) -> Vec<u8> {
    let mut stream = ID.to_vec();
    // One kind of frame, whose flags are all written.
    let main = [
        3,
        1,
        65536,
        1,
        1,
        48000,
        flag::CODED,
        6,
        0,
        1,
        0,
        0,
        0,
        256,
        0,
    ];
    stream.extend(packet(MAIN, &main));
    stream.extend(packet(
        STREAM,
        &[0, 0, 0, 0, 7, 128, 0, 0, 0, 2, 1, 0, 0, 0],
    ));
    // At 1000/48000 s.
    stream.extend(packet(SYNC_POINT, &[1000, 0]));
    for (number, coded) in (0_u8..).zip(frames) {
        stream.push(0);
        stream.extend(varint(flag::CODED_PTS | flag::SIZE));
        stream.extend(varint(*coded));
        stream.extend(varint(8));
        stream.extend([number; 8]);
    }
    stream
}

fn read(stream: &[u8]) -> io::Result<Vec<(i64, Vec<u8>)>> {
    let mut nut = Nut::open(stream)?;
    let mut frames = Vec::new();
    let mut texels = Vec::new();
    while let Some(pts) = nut.next_frame(&mut texels)? {
        frames.push((pts, texels.clone()));
    }
    Ok(frames)
}

#[test]
fn times_are_whole_or_the_last_bits_near_the_one_before() {
    // 1000 ends in 104 of 7 bits: 110 is 1006, 5 is 1029; 128 more than 2000 stands for itself.
    let frames = read(&stream(&[110, 5, 2128])).unwrap();
    let expected = [1006, 1029, 2000];
    assert_eq!(frames.len(), 3);
    for ((number, frame), pts) in (0_u8..).zip(frames).zip(expected) {
        assert_eq!(frame, (pts, vec![number; 8]));
    }
    let nut = Nut::open(&*stream(&[])).map(|nut| (nut.size(), nut.time_base()));
    let time_base = TimeBase {
        numerator: 1,
        denominator: 48000,
    };
    assert_eq!(nut.unwrap(), (Size::new(2, 1), time_base));
}

#[test]
fn broken_streams_are_errors() {
    let good = stream(&[110, 5, 2128]);
    for length in 0..good.len() {
        // Whole frames may be missing: then it just ends there.
        if let Ok(frames) = read(&good[..length]) {
            assert!(frames.len() < 3);
        }
    }
    for place in 0..good.len() {
        for value in [0, 1, 0x4e, 0x7f, 0x80, 0xff] {
            let mut broken = good.clone();
            broken[place] = value;
            // Whatever comes out, it comes to an end in little memory.
            let _ = read(&broken);
        }
    }
    assert!(read(b"not this").is_err());
    assert!(read(&ID[..10]).is_err());
}
