//! What is remembered, and what makes it out of date.

use super::*;

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
                version: VERSION.to_owned(),
                ffmpeg: Some("5".to_owned()),
                encoder_threads: 8,
                adapter: String::new(),
                driver: String::new(),
            },
            processors: 8,
        }
    }

    /// What a manifest that is read anew says, with an FFmpeg and processors.
    fn reason(&self, ffmpeg: &str, processors: u32) -> Option<String> {
        let mut now = Now {
            ffmpeg: Some(ffmpeg.to_owned()),
            processors,
            hashes: &Hashes::default(),
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
            processors: 8,
            hashes: &Hashes::default(),
        };
        Manifest::default().reason(&outputs, &trial.options, &mut now)
    };
    assert_eq!(reason(&trial), None);
    fs::write(&trial.input, "other").unwrap();
    assert_eq!(reason(&trial), None);
    fs::write(copy.path().join("a.wgsl"), "other").unwrap();
    assert!(reason(&trial).unwrap().contains("scene has changed"));
}
