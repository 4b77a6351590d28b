// Moves the rows of one plane together: from a band with padded rows, as `convert` writes it, to
// their place in the frame, where a row may begin and end at any byte.
//
// Two entry points, as drivers for the processor run both sides of a branch: `rows` writes the words
// that lie within a row, `borders` those in which a row, or the plane, begins or ends.

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

// One invocation for each SPAN words of a row, and one row of them for each row. Loads are what
// costs: each word is loaded once, and only the first of a span twice.
@compute @workgroup_size(64)
fn rows(@builtin(global_invocation_id) id: vec3u) {
    let row_begin = piece.target_byte + id.y * piece.row_bytes;
    let end = (row_begin + piece.row_bytes) / 4u;
    let first = (row_begin + 3u) / 4u + id.x * SPAN;
    let byte = first * 4u - row_begin;
    var source = piece.source + id.y * piece.stride + byte / 4u;
    let shift = (byte % 4u) * 8u;
    var low = band[source];
    for (var word = first; word < min(first + SPAN, end); word += 1u) {
        source += 1u;
        let high = band[source];
        // Twice, as a shift by 32 is none.
        frame[word] = (low >> shift) | ((high << (31u - shift)) << 1u);
        low = high;
    }
}

// One invocation for the beginning of each row, and one for the end of the last.
@compute @workgroup_size(64)
fn borders(@builtin(global_invocation_id) id: vec3u) {
    let border = piece.target_byte + id.x * piece.row_bytes;
    let begin = border / 4u * 4u;
    // A word with several borders in it belongs to the first.
    let is_first = id.x == 0u || border <= begin + piece.row_bytes;
    if id.x > piece.rows || border == begin || !is_first {
        return;
    }
    // Bytes before and behind the plane stay as they are.
    var value = frame[begin / 4u];
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
    frame[begin / 4u] = value;
}
