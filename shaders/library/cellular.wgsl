#define_import_path shaderpipe::cellular

#import shaderpipe::hash::{pcg_2d, pcg_3d, random_point_2d, random_point_3d}

// Cells about scattered points: stones, scales, cracks, stars. There is one point to each square or
// cube. Worley, "A cellular texture basis function", 1996. `jitter` says how irregular they are,
// from 0 (a grid) to 1 (a point may lie anywhere in its square).

// What `cells_2d` finds around a place.
struct Cell {
    // Distances to the nearest and to the second nearest point.
    nearest: f32,
    second: f32,
    // Distance to the border of the cell: 0 on it.
    border: f32,
    // 32 random bits of the cell, to colour it by: `hash::unit_float(cell.id)`.
    id: u32,
    // The point that the cell is around.
    point: vec2f,
}

// The point of one square.
fn point_2d(square: vec2i, jitter: f32) -> vec2f {
    return vec2f(square) + 0.5 + jitter * (random_point_2d(square) - 0.5);
}

// The cell that `p` lies in. Looks at 5 by 5 squares, which leaves no point out. The border's
// distance is that to the line half way between two points: Quilez, "Voronoi borders", 2012.
fn cells_2d(p: vec2f, jitter: f32) -> Cell {
    let home = vec2i(floor(p));
    var cell = Cell(1e10, 1e10, 1e10, 0u, vec2f(0.0));
    var square = home;
    for (var k = 0; k < 25; k++) {
        let candidate = home + vec2i(k % 5, k / 5) - 2;
        let point = point_2d(candidate, jitter);
        let distance = length(point - p);
        if distance < cell.nearest {
            cell.second = cell.nearest;
            cell.nearest = distance;
            cell.point = point;
            square = candidate;
        } else {
            cell.second = min(cell.second, distance);
        }
    }
    for (var k = 0; k < 25; k++) {
        let candidate = square + vec2i(k % 5, k / 5) - 2;
        if any(candidate != square) {
            let other = point_2d(candidate, jitter);
            let across = normalize(other - cell.point);
            cell.border = min(cell.border, dot(0.5 * (cell.point + other) - p, across));
        }
    }
    cell.id = pcg_2d(bitcast<vec2u>(square) ^ vec2u(0x5bd1e995u)).x;
    return cell;
}

// What `cells_3d` finds around a place: as `Cell`, without the border.
struct SpaceCell {
    nearest: f32,
    second: f32,
    id: u32,
    point: vec3f,
}

// The cell in space that `p` lies in. Looks at the 3 by 3 by 3 cubes around: distances above 1 are
// rarely too large.
fn cells_3d(p: vec3f, jitter: f32) -> SpaceCell {
    let home = vec3i(floor(p));
    var cell = SpaceCell(1e10, 1e10, 0u, vec3f(0.0));
    var cube = home;
    for (var k = 0; k < 27; k++) {
        let candidate = home + vec3i(k % 3, (k / 3) % 3, k / 9) - 1;
        let point = vec3f(candidate) + 0.5 + jitter * (random_point_3d(candidate) - 0.5);
        let distance = length(point - p);
        if distance < cell.nearest {
            cell.second = cell.nearest;
            cell.nearest = distance;
            cell.point = point;
            cube = candidate;
        } else {
            cell.second = min(cell.second, distance);
        }
    }
    cell.id = pcg_3d(bitcast<vec3u>(cube) ^ vec3u(0x5bd1e995u)).x;
    return cell;
}
