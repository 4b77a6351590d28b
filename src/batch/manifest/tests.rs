//! What is remembered, and what makes it out of date.

use std::fs::File;

use super::folder::NAME;
use super::*;
use crate::export::{Hashes, VERSION};

struct Trial {
    folder: tempfile::TempDir,
    outputs: Vec<PathBuf>,
    input: PathBuf,
    options: BTreeMap<String, Vec<String>>,
}

impl Trial {
    /// A job that has been done.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (output, input) = (folder.path().join("a.mp4"), folder.path().join("a.wgsl"));
        fs::write(&output, "video").unwrap();
        fs::write(&input, "scene").unwrap();
        let options = [("crf".to_owned(), vec!["18".to_owned()])];
        let trial = Self {
            folder,
            outputs: vec![output],
            input,
            options: options.into_iter().collect(),
        };
        Manifest::default().remember(trial.finished()).unwrap();
        trial
    }

    fn finished(&self) -> Finished {
        let input = Hashes::default().look("scene".to_owned(), &self.input);
        Finished {
            outputs: vec![OutputFile::look(&self.outputs[0]).unwrap()],
            options: self.options.clone(),
            identity: Identity {
                fingerprint: String::new(),
                inputs: vec![input.unwrap()],
                settings: String::new(),
                plan: "plan".to_owned(),
                version: VERSION.to_owned(),
                ffmpeg: Some("5".to_owned()),
                encoder_threads: 8,
                adapter: String::new(),
                driver: String::new(),
            },
        }
    }

    /// What a manifest that is read anew says, with an FFmpeg and threads of the encoder.
    fn reason(&self, ffmpeg: &str, threads: u32) -> Option<String> {
        self.planned(ffmpeg, threads, None)
    }

    /// The same with a plan, which says all of `crf`.
    fn planned(&self, ffmpeg: &str, threads: u32, plan: Option<&str>) -> Option<String> {
        let mut now = Now {
            ffmpeg: Some(ffmpeg.to_owned()),
            encoder_threads: Some(threads),
            plan,
            planned: &["crf"],
            seen: &mut Seen::default(),
        };
        Manifest::default().reason(&self.outputs, &self.options, &mut now)
    }
}

#[test]
fn what_is_done_is_up_to_date_until_something_changes() {
    let mut trial = Trial::new();
    assert_eq!(trial.reason("5", 8), None);
    assert_eq!(trial.reason("6", 8).unwrap(), "FFmpeg was 5, and is 6");
    assert!(
        trial
            .reason("5", 4)
            .unwrap()
            .contains("had 8 threads, and has 4")
    );
    // The same text again is the same.
    fs::write(&trial.input, "scene").unwrap();
    assert_eq!(trial.reason("5", 8), None);
    fs::write(&trial.input, "other").unwrap();
    assert!(trial.reason("5", 8).unwrap().contains("scene has changed"));
    fs::write(&trial.input, "scene").unwrap();
    trial
        .options
        .insert("crf".to_owned(), vec!["20".to_owned()]);
    assert_eq!(trial.reason("5", 8).unwrap(), "crf was 18, and is 20");
    trial
        .options
        .insert("crf".to_owned(), vec!["18".to_owned()]);
    trial.options.insert("loop".to_owned(), Vec::new());
    assert_eq!(trial.reason("5", 8).unwrap(), "loop was not set, and is on");
    trial.options.remove("loop");
    fs::write(&trial.outputs[0], "other").unwrap();
    assert!(trial.reason("5", 8).unwrap().contains("somebody else"));
    fs::remove_file(&trial.outputs[0]).unwrap();
    assert!(trial.reason("5", 8).unwrap().contains("is not there"));
}

#[test]
fn a_torn_line_costs_one_job() {
    let trial = Trial::new();
    let path = trial.folder.path().join(NAME);
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len() - 2] {
        fs::write(&path, &whole[..length]).unwrap();
        let reason = trial.reason("5", 8).unwrap();
        assert!(reason.contains("not been rendered"), "{length}: {reason}");
        Manifest::default().remember(trial.finished()).unwrap();
        assert_eq!(trial.reason("5", 8), None, "{length}");
    }
}

#[test]
fn it_does_not_grow_with_the_number_of_runs() {
    let trial = Trial::new();
    let path = trial.folder.path().join(NAME);
    let line = fs::metadata(&path).unwrap().len();
    let mut manifest = Manifest::default();
    for _ in 0..100 {
        manifest.remember(trial.finished()).unwrap();
    }
    assert!(fs::metadata(&path).unwrap().len() <= 20 * line);
    assert_eq!(trial.reason("5", 8), None);
}

#[test]
fn files_that_are_copied_together_are_those_of_the_copy() {
    let trial = Trial::new();
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(trial.folder.path()).unwrap() {
        let from = entry.unwrap().path();
        let to = copy.path().join(from.file_name().unwrap());
        fs::copy(&from, &to).unwrap();
        let time = fs::metadata(&from).unwrap().modified().unwrap();
        File::options()
            .append(true)
            .open(&to)
            .unwrap()
            .set_modified(time)
            .unwrap();
    }
    let reason = |trial: &Trial| {
        let outputs = [copy.path().join("a.mp4")];
        let mut now = Now {
            ffmpeg: Some("5".to_owned()),
            encoder_threads: Some(8),
            plan: None,
            planned: &[],
            seen: &mut Seen::default(),
        };
        Manifest::default().reason(&outputs, &trial.options, &mut now)
    };
    assert_eq!(reason(&trial), None);
    fs::write(&trial.input, "other").unwrap();
    assert_eq!(reason(&trial), None);
    fs::write(copy.path().join("a.wgsl"), "other").unwrap();
    assert!(reason(&trial).unwrap().contains("scene has changed"));
}

#[test]
fn what_the_plan_says_is_the_same_however_it_is_asked_for() {
    let mut trial = Trial::new();
    let ask = |trial: &mut Trial, crf: &str| {
        let crf = ("crf".to_owned(), vec![crf.to_owned()]);
        trial.options.extend([crf]);
    };
    ask(&mut trial, "18.0");
    assert_eq!(trial.planned("5", 8, Some("plan")), None);
    ask(&mut trial, "20");
    let reason = trial.planned("5", 8, Some("other"));
    assert_eq!(reason.unwrap(), "crf was 18, and is 20");
    ask(&mut trial, "18");
    let reason = trial.planned("5", 8, Some("other"));
    assert_eq!(reason.unwrap(), "its settings are others");
    // What changed them tells more.
    fs::write(&trial.input, "other").unwrap();
    let reason = trial.planned("5", 8, Some("other"));
    assert!(reason.unwrap().contains("scene has changed"));
}

#[test]
fn batches_that_run_at_once_keep_what_the_others_have_done() {
    let trial = Trial::new();
    let done = |name: &str| {
        let output = trial.folder.path().join(name);
        fs::write(&output, name).unwrap();
        let mut finished = trial.finished();
        finished.outputs = vec![OutputFile::look(&output).unwrap()];
        finished
    };
    // All know the folder as it was.
    let mut batches: Vec<_> = (0..4)
        .map(|batch| {
            let mut manifest = Manifest::default();
            manifest.finished(&trial.outputs).unwrap();
            let jobs = (0..10).map(|job| done(&format!("{batch}-{job}.mp4")));
            (manifest, jobs.collect::<Vec<_>>())
        })
        .collect();
    // Often enough for the lines to be thinned out.
    for job in (0..10).flat_map(|_| 0..10) {
        for (manifest, jobs) in &mut batches {
            manifest.remember(jobs[job].clone()).unwrap();
        }
    }
    let mut manifest = Manifest::default();
    for name in (0..4).flat_map(|batch| (0..10).map(move |job| format!("{batch}-{job}.mp4"))) {
        let output = trial.folder.path().join(&name);
        assert!(manifest.finished(&[output]).is_some(), "{name}");
    }
    let whole = fs::read_to_string(trial.folder.path().join(NAME)).unwrap();
    for line in whole.lines() {
        assert!(serde_json::from_str::<Finished>(line).is_ok(), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_elsewhere_is_another_file() {
    use std::os::unix::fs::symlink;
    let trial = Trial::new();
    let path = |name: &str| trial.folder.path().join(name);
    let lead = |to: &str| {
        let _ = fs::remove_file(path("link"));
        symlink(to, path("link")).unwrap();
    };
    for (name, text) in [("one", "1"), ("two", "2")] {
        fs::create_dir(path(name)).unwrap();
        fs::write(path(name).join("a.png"), text).unwrap();
        let file = File::options().append(true).open(path(name).join("a.png"));
        let times = fs::FileTimes::new().set_modified(std::time::UNIX_EPOCH);
        file.unwrap().set_times(times).unwrap();
    }
    lead("one");
    let mut finished = trial.finished();
    let mut wall = Hashes::default()
        .look("texture wall".to_owned(), &path("link/a.png"))
        .unwrap();
    wall.is_settled = true;
    finished.identity.inputs.push(wall);
    Manifest::default().remember(finished).unwrap();
    assert_eq!(trial.reason("5", 8), None);
    lead("two");
    assert!(
        trial
            .reason("5", 8)
            .unwrap()
            .contains("texture wall has changed")
    );
    lead("one");
    assert_eq!(trial.reason("5", 8), None);
}
