// Moves the rows of one plane together: from a band with padded rows, as `convert` writes it, to
// their place in the frame, where a row may begin and end at any byte. One invocation writes one
// word: those words of a row that begin in it, and before the first row the rest of its first word.

struct Piece {
    // Where the plane's first row begins in the frame's binding, in bytes.
    target_byte: u32,
    // Bytes of a row, without padding.
    row_bytes: u32,
    rows: u32,
    // Where the plane begins in the band, and from row to row, in words.
    source: u32,
    stride: u32,
}

@group(0) @binding(0) var<storage, read> band: array<u32>;
@group(0) @binding(1) var<storage, read_write> frame: array<u32>;
@group(0) @binding(2) var<uniform> piece: Piece;

@compute @workgroup_size(64)
fn gather(@builtin(global_invocation_id) id: vec3u) {
    let row_begin = piece.target_byte + id.y * piece.row_bytes;
    let row_end = row_begin + piece.row_bytes;
    let first = select((row_begin + 3u) / 4u, row_begin / 4u, id.y == 0u);
    let word = first + id.x;
    let begin = word * 4u;
    if begin >= row_end {
        return;
    }
    if begin >= row_begin && begin + 4u <= row_end {
        frame[word] = source_word(id.y, begin - row_begin);
    } else {
        frame[word] = straddling(frame[word], begin);
    }
}

// Four bytes of a row from any of its bytes on.
fn source_word(row: u32, byte: u32) -> u32 {
    let at = piece.source + row * piece.stride + byte / 4u;
    let shift = (byte % 4u) * 8u;
    // Twice, as a shift by 32 is none.
    let high = (band[at + 1u] << (31u - shift)) << 1u;
    return (band[at] >> shift) | high;
}

// A word with bytes of several rows, or with bytes before or behind the plane, which stay.
fn straddling(before: u32, begin: u32) -> u32 {
    var value = before;
    for (var i = 0u; i < 4u; i += 1u) {
        if begin + i >= piece.target_byte {
            let byte = begin + i - piece.target_byte;
            let row = byte / piece.row_bytes;
            if row < piece.rows {
                let column = byte - row * piece.row_bytes;
                let source = band[piece.source + row * piece.stride + column / 4u];
                let sample = (source >> ((column % 4u) * 8u)) & 0xffu;
                value = insertBits(value, sample, i * 8u, 8u);
            }
        }
    }
    return value;
}
