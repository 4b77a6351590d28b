//! Videos whose time does not only go on: it jumps, and goes back from moment to moment where the shutter is
//! open for longer than a frame lasts. Counted in FFmpeg's processes, as a jump back takes one.

use std::time::Duration;

use shaderpipe::decode::{Playback, VideoFile};
use shaderpipe::encode::Ffmpeg;

use crate::folder::Folder;
use crate::probe::INSTALL;
use crate::run::shaderpipe;
use crate::videos::{SHOW, number, numbered, scene};

/// FFmpeg, which notes that it was started.
fn counted(folder: &Folder) -> std::path::PathBuf {
    folder.write("starts", "");
    let script = "echo started >>\"$(dirname \"$0\")/starts\"; exec ffmpeg \"$@\"";
    folder.program("counted", script)
}

fn starts(folder: &Folder) -> usize {
    folder
        .read("starts")
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

/// Plays the moments of `frames` frames, four each over two frames of the scene's 30 a second.
fn play(folder: &Folder, frames: u64, goes_back: f64) {
    let ffmpeg = Ffmpeg::find(Some(&counted(folder))).unwrap();
    let playback = Playback {
        start: 0.0,
        speed: 1.0,
        repeats: true,
        goes_back,
    };
    let limit = Some(Duration::from_secs(60));
    let path = folder.path("film.mp4");
    let file = VideoFile::open(&ffmpeg, &path, playback, limit, &|| false).unwrap();
    let mut video = file.start(&|| false).unwrap();
    let mut shown = None;
    for frame in 0..frames {
        for moment in 0..4 {
            let sixtieths = 2 * frame + moment;
            let time = sixtieths as f64 / 60.0;
            let given = video.frame_at(time, &|| false).unwrap();
            let given = given.map(|texels| {
                let row = texels[8 * 64 * 4..9 * 64 * 4].chunks_exact(16);
                number(&row.map(|block| block[8]).collect::<Vec<u8>>())
            });
            shown = given.or(shown);
            // 24 frames a second, of which there are 60.
            assert_eq!(shown, Some(sixtieths * 24 / 60 % 60), "at {time} s");
        }
    }
}

#[test]
fn a_time_that_goes_back_a_little_starts_no_process() {
    let folder = numbered("film.mp4", "24", 60, &["--", "-bf", "2"]);
    play(&folder, 200, 1.0 / 60.0);
    // One for each lap.
    assert_eq!(starts(&folder), 3);
    // What is not kept is decoded again.
    play(&folder, 12, 0.0);
    assert!(starts(&folder) > 3, "{}", starts(&folder));
}

#[test]
fn a_shutter_that_is_open_for_two_frames_starts_no_process_for_each() {
    let folder = numbered("film.mp4", "24", 60, &[]);
    let keys = "duration = 5.0\n[videos.clip]\nfile = \"film.mp4\"\nspeed = 1.5";
    folder.write("scene.wgsl", scene(1, keys, SHOW));
    let program = counted(&folder);
    let render = |args: &[&str]| {
        let blurred = ["render", "scene.wgsl", "-o", "-", "--pixel-format", "gray"];
        let run = shaderpipe(blurred)
            .args(["--fps", "20", "--motion-blur", "6", "--shutter", "720"])
            .args(["--ffmpeg".as_ref(), program.as_os_str()]);
        run.args(args).folder(folder.root()).end().done().stdout
    };
    let all = render(&[]);
    assert_eq!(all.len(), 100 * 16);
    // A lap is 2.5 s of the video, which lasts 7.5 s: the fourth is made ready, or has begun.
    assert_eq!(starts(&folder), 4);
    for index in [0, 32, 33, 67, 99] {
        let alone = render(&["--start", &index.to_string(), "--frames", "1"]);
        assert_eq!(alone, all[index * 16..][..16], "frame {index}");
    }
}

#[test]
fn time_may_jump_anywhere() {
    let folder = numbered("film.mp4", "24", 720, &["--", "-bf", "3", "-g", "48"]);
    let ffmpeg = Ffmpeg::find(None).expect(INSTALL);
    let playback = Playback {
        start: 0.0,
        speed: 1.0,
        repeats: false,
        goes_back: 0.0,
    };
    let limit = Some(Duration::from_secs(60));
    let path = folder.path("film.mp4");
    let open = |cancelled| VideoFile::open(&ffmpeg, &path, playback, limit, &move || cancelled);
    let file = open(false).unwrap();
    // Known before anything is decoded.
    assert_eq!((file.size().width, file.is_deep()), (64, false));
    let mut video = file.start(&|| false).unwrap();
    assert_eq!((video.size().width, video.is_deep()), (64, false));
    let mut before = None;
    for time in [
        20.0, 20.01, 3.5, 29.99, 12.3, 0.0, 29.0, 28.99, 100.0, 15.5, 15.5,
    ] {
        let expected = (f64::floor(time * 24.0) as u64).min(719);
        let frame = video.frame_at(time, &|| false).unwrap();
        let bits = frame.map(|texels| {
            let row = &texels[8 * 64 * 4..9 * 64 * 4];
            row.chunks_exact(16)
                .map(|block| block[8])
                .collect::<Vec<u8>>()
        });
        match bits {
            Some(bits) => assert_eq!(number(&bits), expected, "at {time}"),
            None => assert_eq!(before, Some(expected), "at {time}"),
        }
        before = Some(expected);
    }
    let error = open(false).unwrap().start(&|| true);
    assert!(error.unwrap_err().to_string().contains("cancelled"));
    assert!(open(true).unwrap_err().to_string().contains("cancelled"));
}
