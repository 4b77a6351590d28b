//! What a terminal shows in the end.

use std::num::NonZeroU16;

use crate::run::{BINARY, shell};
use crate::scenes;

/// What is left on a terminal of `columns` when a batch of eight jobs has ended.
fn left_at(columns: u16) -> Vec<String> {
    let folder = scenes();
    folder.write(
        "jobs.toml",
        "[[job]]\nscene = [\"scenes/a.wgsl\", \"scenes/b.wgsl\"]\nduration = 1\n\
         output = \"out/a-rather-long-name-{scene}-{seed}.mp4\"\nmatrix.seed = [1, 2, 3, 4]\n",
    );
    let inner = format!("stty cols {columns} rows 50; {BINARY} batch jobs.toml --jobs 3");
    let run = shell(&format!("TERM=xterm script -qec '{inner}' /dev/null"));
    let ended = run.folder(folder.root()).end().done();
    let size = |cells| NonZeroU16::new(cells).unwrap();
    let mut screen = vt100::Parser::new(size(50), size(columns), 0);
    screen.process(ended.text().as_bytes());
    let rows = screen.screen().rows(0, columns);
    rows.filter(|row| !row.trim().is_empty()).collect()
}

#[test]
fn a_table_leaves_nothing_but_what_was_said() {
    for columns in [120, 40] {
        let rows = left_at(columns);
        let text = rows.join("\n");
        assert!(!text.contains(['█', '░']), "{text}");
        let done = rows.iter().filter(|row| row.starts_with("done: out/"));
        assert_eq!(done.count(), 8, "{text}");
        assert!(rows.last().unwrap().contains("8 rendered"), "{text}");
    }
}
