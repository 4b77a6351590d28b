//! `shaderpipe::cellular`.

use super::hash::*;
use super::*;

/// The number that sets a cell's id apart from its point.
const SALT: u32 = 0x5bd1_e995;

fn point<const N: usize>(cell: [i32; N], random: [f64; N], jitter: f64) -> [f64; N] {
    std::array::from_fn(|k| f64::from(cell[k]) + 0.5 + jitter * (random[k] - 0.5))
}

fn point_2d(cell: [i32; 2], jitter: f64) -> [f64; 2] {
    point(cell, pcg_2d(cell.map(|x| x as u32)).map(unit), jitter)
}

fn point_3d(cell: [i32; 3], jitter: f64) -> [f64; 3] {
    point(cell, pcg_3d(cell.map(|x| x as u32)).map(unit), jitter)
}

/// Every cell within `reach` of the one that `p` lies in, with the distance of its point; the nearest
/// first.
fn around<const N: usize>(
    p: [f64; N],
    reach: i32,
    point: impl Fn([i32; N]) -> [f64; N],
) -> Vec<(f64, [i32; N])> {
    let side = 2 * reach + 1;
    let mut cells: Vec<_> = (0..side.pow(N as u32))
        .map(|k| {
            let cell = std::array::from_fn(|axis| {
                p[axis].floor() as i32 + k / side.pow(axis as u32) % side - reach
            });
            (length(along(point(cell), p, -1.0)), cell)
        })
        .collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    cells
}

fn place(i: Inputs) -> [f64; 2] {
    [64.0 * i[0], 64.0 * i[1]]
}

/// What is held against the reference at once: a shader that asks for a cell several times takes long
/// to compile.
const PRELUDE: &str = "
fn numbers(cell: cellular::Cell) -> vec3f {
    return vec3f(cell.nearest, cell.second, hash::unit_float(cell.id));
}

fn places(cell: cellular::Cell) -> vec3f {
    return vec3f(cell.point, cell.border);
}

fn numbers_in_space(cell: cellular::SpaceCell) -> vec3f {
    return vec3f(cell.nearest, cell.second, hash::unit_float(cell.id));
}
";

pub(crate) fn cases() -> Cases {
    let mut module = Cases::of(&["cellular", "hash"]).with_prelude(PRELUDE);
    module.check(
        "cellular::point_2d(vec2i(32768.0 * vec2f(a, b)), c)",
        0.01,
        |i| point_2d([whole(i[0]), whole(i[1])], i[2]),
    );
    for jitter in [0.5, 1.0] {
        let call = format!("cellular::cells_2d(64.0 * vec2f(a, b), {jitter:?})");
        let cell = format!("numbers({call})");
        // Looked for twice as far as the library does.
        module.check(&cell, 2e-5, move |i| {
            let cells = around(place(i), 4, |cell| point_2d(cell, jitter));
            let id = unit(pcg_2d(cells[0].1.map(|x| x as u32 ^ SALT))[0]);
            [cells[0].0, cells[1].0, id]
        });
        let border = format!("places({call})");
        module.check(&border, 4e-5, move |i| {
            let p = place(i);
            let cells = around(p, 4, |cell| point_2d(cell, jitter));
            let home = point_2d(cells[0].1, jitter);
            let border = cells[1..].iter().map(|(far, cell)| {
                // The difference of the squares falls evenly from one point to the other.
                let apart = length(along(point_2d(*cell, jitter), home, -1.0));
                (far.powi(2) - cells[0].0.powi(2)) / (2.0 * apart)
            });
            [home[0], home[1], border.fold(f64::MAX, f64::min)]
        });
    }
    let call = "cellular::cells_3d(64.0 * vec3f(a, b, c), 0.75)";
    let space = |i: Inputs| [64.0 * i[0], 64.0 * i[1], 64.0 * i[2]];
    module.check(&format!("numbers_in_space({call})"), 2e-5, move |i| {
        let cells = around(space(i), 1, |cell| point_3d(cell, 0.75));
        let id = unit(pcg_3d(cells[0].1.map(|x| x as u32 ^ SALT))[0]);
        [cells[0].0, cells[1].0, id]
    });
    module.check(&format!("{call}.point"), 2e-5, move |i| {
        let cells = around(space(i), 1, |cell| point_3d(cell, 0.75));
        point_3d(cells[0].1, 0.75)
    });
    module
}

#[test]
fn cellular() {
    cases().run();
}
