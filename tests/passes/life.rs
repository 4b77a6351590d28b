//! Game of Life on the GPU, cell by cell against one on the processor.

use shaderpipe::frame::Size;

use super::{Drawing, open};

const SIZE: Size = Size::new(48, 27);
const GENERATIONS: u64 = 500;

const SCENE: &str = "//! [[pass]]\n//! entry = \"seed\"\n//! target = \"cells\"\n//! once = true\n\
    //! [[pass]]\n//! entry = \"live\"\n//! target = \"cells\"\n//! format = \"r8uint\"\n\
    //! [[pass]]\n//! entry = \"image\"\n\
    @group(0) @binding(0) var cells: texture_2d<u32>;\n\
    @fragment fn seed(@builtin(position) p: vec4f) -> @location(0) u32 {\n\
      let cell = u32(p.x) + 48u * u32(p.y);\n\
      return (cell * 2654435769u >> 13u) & 1u; }\n\
    @fragment fn live(@builtin(position) p: vec4f) -> @location(0) u32 {\n\
      let size = vec2i(textureDimensions(cells));\n\
      let at = vec2i(p.xy);\n var around = 0u;\n\
      for (var k = 0; k < 9; k++) { if k != 4 {\n\
        let near = at + vec2i(k % 3 - 1, k / 3 - 1) + size;\n\
        around += textureLoad(cells, near % size, 0).r; } }\n\
      return u32(around == 3u || (around == 2u && textureLoad(cells, at, 0).r == 1u)); }\n\
    @fragment fn image(@builtin(position) p: vec4f) -> @location(0) vec4f {\n\
      return vec4f(f32(textureLoad(cells, vec2u(p.xy), 0).r)); }\n";

fn next(cells: &[bool]) -> Vec<bool> {
    let (width, height) = (SIZE.width as usize, SIZE.height as usize);
    let alive = |x: usize, y: usize| usize::from(cells[x % width + width * (y % height)]);
    (0..cells.len())
        .map(|cell| {
            let (x, y) = (cell % width + width, cell / width + height);
            let rows = [y - 1, y, y + 1];
            let all: usize = rows
                .iter()
                .map(|&y| alive(x - 1, y) + alive(x, y) + alive(x + 1, y))
                .sum();
            let around = all - alive(x, y);
            around == 3 || (around == 2 && cells[cell])
        })
        .collect()
}

#[test]
fn five_hundred_generations_are_the_processors() {
    let mut drawing = Drawing::new(&open(), SCENE, SIZE);
    let mut cells: Vec<bool> = (0..SIZE.width * SIZE.height)
        .map(|cell| (cell.wrapping_mul(2_654_435_769) >> 13) & 1 == 1)
        .collect();
    let mut changed = 0;
    for generation in 0..GENERATIONS {
        let now = next(&cells);
        changed += cells.iter().zip(&now).filter(|(a, b)| a != b).count();
        cells = now;
        let drawn = drawing.frame(generation);
        let drawn: Vec<bool> = drawn.iter().map(|texel| texel[0] == 1.0).collect();
        assert!(drawn == cells, "generation {generation}");
    }
    assert!(changed > 1000, "it is a lively one");
}
