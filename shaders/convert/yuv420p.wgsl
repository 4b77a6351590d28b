// yuv420p: a plane of Y', and planes of Cb and Cr of half its width and height, rounded up.
// Chroma is sited left: at the column of even luma samples, midway between two rows.

override CHROMA_WIDTH: u32 = (WIDTH + 1u) / 2u;
override LUMA_BYTES: u32 = WIDTH * HEIGHT;
override CHROMA_BYTES: u32 = CHROMA_WIDTH * ((HEIGHT + 1u) / 2u);
override FRAME_BYTES: u32 = LUMA_BYTES + 2u * CHROMA_BYTES;
override FRAME_WORDS: u32 = (FRAME_BYTES + 3u) / 4u;

// Two pixels, one above the other: both Y', and the sum of their differences.
struct Column {
    y: vec2f,
    differences: vec2f,
}

fn column_at(column: u32, upper: u32, lower: u32) -> Column {
    let a = ycc_at(column, upper);
    let b = ycc_at(column, lower);
    return Column(vec2f(a.y, b.y), a.differences + b.differences);
}

// [1 2 1]/4 across and [1 1]/2 down.
fn chroma(left: Column, middle: Column, right: Column) -> vec2f {
    return (left.differences + 2.0 * middle.differences + right.differences) * 0.125;
}

// One invocation writes 8×2 luma samples and 4 of each chroma plane; width and height are multiples
// of that.
@compute @workgroup_size(64)
fn blocks(@builtin(global_invocation_id) id: vec3u) {
    if id.x >= WIDTH / 8u || id.y >= HEIGHT / 2u {
        return;
    }
    let x = id.x * 8u;
    let upper = id.y * 2u;
    let lower = upper + 1u;
    let edge = column_at(max(x, 1u) - 1u, upper, lower);
    let c0 = column_at(x, upper, lower);
    let c1 = column_at(x + 1u, upper, lower);
    let c2 = column_at(x + 2u, upper, lower);
    let c3 = column_at(x + 3u, upper, lower);
    let c4 = column_at(x + 4u, upper, lower);
    let c5 = column_at(x + 5u, upper, lower);
    let c6 = column_at(x + 6u, upper, lower);
    let c7 = column_at(x + 7u, upper, lower);

    let word = upper * (WIDTH / 4u) + id.x * 2u;
    let below = word + WIDTH / 4u;
    // The dither's columns repeat every 8, so they are the same in every block.
    frame[word] = pack_row(luma_codes(vec4f(c0.y.x, c1.y.x, c2.y.x, c3.y.x)), 0u, upper);
    frame[word + 1u] = pack_row(luma_codes(vec4f(c4.y.x, c5.y.x, c6.y.x, c7.y.x)), 4u, upper);
    frame[below] = pack_row(luma_codes(vec4f(c0.y.y, c1.y.y, c2.y.y, c3.y.y)), 0u, lower);
    frame[below + 1u] = pack_row(luma_codes(vec4f(c4.y.y, c5.y.y, c6.y.y, c7.y.y)), 4u, lower);

    let d0 = chroma(edge, c0, c1);
    let d1 = chroma(c1, c2, c3);
    let d2 = chroma(c3, c4, c5);
    let d3 = chroma(c5, c6, c7);
    let r = rounding(id.x * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(id.y));
    let chroma_word = LUMA_BYTES / 4u + id.y * (WIDTH / 8u) + id.x;
    frame[chroma_word] = pack(cb_codes(vec4f(d0.x, d1.x, d2.x, d3.x)), r);
    frame[chroma_word + CHROMA_BYTES / 4u] = pack(cr_codes(vec4f(d0.y, d1.y, d2.y, d3.y)), r);
}

fn frame_byte(index: u32) -> u32 {
    if index < LUMA_BYTES {
        let row = index / WIDTH;
        let column = index - row * WIDTH;
        return quantise(luma_codes(vec4f(ycc_at(column, row).y)).x, column, row);
    }
    let first = index - LUMA_BYTES;
    let is_cr = first >= CHROMA_BYTES;
    let sample = select(first, first - CHROMA_BYTES, is_cr);
    let row = sample / CHROMA_WIDTH;
    let column = sample - row * CHROMA_WIDTH;
    let upper = row * 2u;
    let lower = min(upper + 1u, HEIGHT - 1u);
    let left = column_at(max(column * 2u, 1u) - 1u, upper, lower);
    let middle = column_at(column * 2u, upper, lower);
    let right = column_at(min(column * 2u + 1u, WIDTH - 1u), upper, lower);
    let differences = chroma(left, middle, right);
    let code = select(
        cb_codes(vec4f(differences.x)).x,
        cr_codes(vec4f(differences.y)).x,
        is_cr,
    );
    return quantise(code, column, row);
}
