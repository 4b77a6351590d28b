//! What is not gone on from.

use std::fs;

use shaderpipe::frame::Size;
use shaderpipe::render::{Quality, RenderError, SavedState, StateError};

use super::{Run, SMALL, made, made_up, open};

#[test]
fn a_file_that_ends_early_is_refused() {
    let gpu = open();
    let job = made(&made_up::past("rgba16float"), SMALL, Quality::default());
    let mut run = Run::new(&gpu, &job);
    drop(run.frame(0));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    run.save()
        .write(&mut fs::File::create(&path).unwrap(), "frame 1")
        .unwrap();
    let whole = fs::read(&path).unwrap();
    for part in 0..16 {
        fs::write(&path, &whole[..whole.len() * part / 16]).unwrap();
        let read = SavedState::read(&mut fs::File::open(&path).unwrap(), "frame 1");
        let error = read.unwrap_err();
        let is_told = match error {
            StateError::NoState => part == 0,
            StateError::Damaged => part > 0,
            _ => false,
        };
        assert!(is_told, "{part} of 16: {error}");
    }
    fs::write(&path, &whole).unwrap();
    SavedState::read(&mut fs::File::open(&path).unwrap(), "frame 1").unwrap();
}

#[test]
fn what_was_saved_of_something_else_is_refused_and_changes_nothing() {
    let gpu = open();
    let plain = Quality::default();
    let job = made(&made_up::past("rgba16float"), SMALL, plain);
    let mut run = Run::new(&gpu, &job);
    (0..3).for_each(|index| drop(run.frame(index)));
    let before = run.save();
    let others = [
        (made_up::past("rgba8unorm"), SMALL),
        (made_up::past("rgba16float"), Size::new(34, 61)),
        (
            made_up::past("rgba16float").replace("history = 3", "history = 4"),
            SMALL,
        ),
        (
            made_up::past("rgba16float")
                .replace("\"a\"", "\"b\"")
                .replace("a_history", "b_history"),
            SMALL,
        ),
        (super::drawn_anew().to_owned(), SMALL),
    ];
    for (text, size) in others {
        let other = made(&text, size, plain);
        let state = Run::new(&gpu, &other).save();
        let refused = run.renderer.restore(&state, &|| false);
        assert!(
            matches!(refused, Err(RenderError::State(StateError::Other { .. }))),
            "{text}"
        );
        assert!(run.save() == before);
        let mut other = Run::new(&gpu, &other);
        assert!(
            other.renderer.restore(&before, &|| false).is_err(),
            "{text}"
        );
    }
}

#[test]
fn both_can_be_cancelled() {
    let gpu = open();
    let job = made(&made_up::past("rgba16float"), SMALL, Quality::default());
    let mut run = Run::new(&gpu, &job);
    drop(run.frame(0));
    let state = run.save();
    assert!(matches!(
        run.renderer.save(&|| true),
        Err(RenderError::Cancelled)
    ));
    let restored = run.renderer.restore(&state, &|| true);
    assert!(matches!(restored, Err(RenderError::Cancelled)));
}
