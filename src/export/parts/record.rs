//! What a part says of itself: which frames it holds, and what decided them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::encode::of_container;
use crate::export::{Identity, PlannedOutput};
use crate::render::Timeline;

/// The form of the record that this version writes and reads.
const FORM: u32 = 1;

/// Settings longer than this are left out: a file has room for 64 KiB.
const MOST_SETTINGS: usize = 16 << 10;

/// The record of a part, as it stands in the comment of its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The form of the record.
    pub(super) shaderpipe_part: u32,
    /// That of the video it is a part of.
    pub fingerprint: String,
    /// The first frame that it holds.
    pub first: u64,
    /// The frame behind the last that it holds.
    pub end: u64,
    /// Frames of the whole scene.
    pub length: u64,
    /// Frames a second.
    pub fps: String,
    /// The name of the adapter that drew it.
    pub adapter: String,
    /// Name and version of its driver.
    pub driver: String,
    pub(super) version: String,
    pub(super) ffmpeg: Option<String>,
    pub(in crate::export) encoder_threads: u32,
    /// In what it is unlike another's is told by them; null where they are long.
    pub(super) settings: Value,
    /// What the joined file needs of FFmpeg's options.
    #[serde(default)]
    pub(super) container: Vec<String>,
    /// What each file is to the scene, and the hash of what it held.
    pub(super) inputs: BTreeMap<String, String>,
    /// The comment that the user wants in the file.
    pub(in crate::export) comment: Option<String>,
}

/// Why a comment is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRecord {
    /// It is another comment, or none.
    None,
    /// Another version wrote it.
    Form(u32),
}

impl Record {
    /// Of the frames of `timeline` that go to `output`, whose identity this is.
    pub(super) fn new(identity: Identity, output: &PlannedOutput, timeline: &Timeline) -> Self {
        let settings = match identity.settings.len() <= MOST_SETTINGS {
            true => serde_json::from_str(&identity.settings).unwrap_or_default(),
            false => Value::Null,
        };
        let inputs = identity.inputs.into_iter();
        let container = of_container(&output.settings.extra).into_iter();
        Self {
            shaderpipe_part: FORM,
            fingerprint: identity.fingerprint,
            first: timeline.frames.start,
            end: timeline.frames.end,
            length: timeline.length(),
            fps: timeline.rate.to_string(),
            adapter: identity.adapter,
            driver: identity.driver,
            version: identity.version,
            ffmpeg: identity.ffmpeg,
            encoder_threads: identity.encoder_threads,
            settings,
            container: container
                .map(|word| word.to_string_lossy().into_owned())
                .collect(),
            inputs: inputs.map(|file| (file.role, file.hash)).collect(),
            comment: users_comment(&output.settings.extra),
        }
    }

    /// The record of another part of the same video.
    pub(super) fn of_frames(&self, frames: Range<u64>) -> Self {
        Self {
            first: frames.start,
            end: frames.end,
            ..self.clone()
        }
    }

    /// The frames that it holds.
    pub fn frames(&self) -> Range<u64> {
        self.first..self.end
    }

    /// The text that the file carries.
    pub(in crate::export) fn text(&self) -> String {
        match serde_json::to_string(self) {
            Ok(text) => text,
            Err(error) => unreachable!("numbers and texts can be written: {error}"),
        }
    }

    /// The record that is the comment of a file.
    pub(super) fn read(comment: Option<&str>) -> Result<Self, NoRecord> {
        let value: Value = comment
            .and_then(|comment| serde_json::from_str(comment).ok())
            .ok_or(NoRecord::None)?;
        match value["shaderpipe_part"].as_u64() {
            None => return Err(NoRecord::None),
            Some(form) if form != u64::from(FORM) => {
                return Err(NoRecord::Form(u32::try_from(form).unwrap_or(u32::MAX)));
            }
            Some(_) => {}
        }
        let record: Self = serde_json::from_value(value).map_err(|_| NoRecord::None)?;
        match record.first < record.end {
            true => Ok(record),
            false => Err(NoRecord::None),
        }
    }

    /// The options of the file that it was written with.
    pub(super) fn container_options(&self) -> Vec<OsString> {
        self.container.iter().map(OsString::from).collect()
    }
}

/// The comment that options for FFmpeg give the file; the last one holds.
fn users_comment(extra: &[OsString]) -> Option<String> {
    let pairs = extra.windows(2);
    let given = pairs.filter(|pair| pair[0] == "-metadata" || pair[0] == "-metadata:g");
    let mut comments = given.filter_map(|pair| {
        let (key, value) = pair[1].to_str()?.split_once('=')?;
        key.eq_ignore_ascii_case("comment")
            .then(|| value.to_owned())
    });
    comments.next_back().filter(|comment| !comment.is_empty())
}

#[cfg(test)]
pub(in crate::export) mod tests {
    use super::*;

    pub(in crate::export) fn record(frames: Range<u64>) -> Record {
        Record {
            shaderpipe_part: FORM,
            fingerprint: "f".to_owned(),
            first: frames.start,
            end: frames.end,
            length: 300,
            fps: "60".to_owned(),
            adapter: "llvmpipe".to_owned(),
            driver: "Mesa".to_owned(),
            version: "1.0.0".to_owned(),
            ffmpeg: Some("5.1".to_owned()),
            encoder_threads: 2,
            settings: serde_json::json!({
                "width": 64,
                "params": { "speed": [1.0] },
                "outputs": [{ "kind": "mp4", "ffmpeg": ["-video_size", "64x36", "-crf", "18", "-y"] }],
            }),
            container: vec!["-movflags".to_owned(), "+frag_keyframe".to_owned()],
            inputs: [("scene".to_owned(), "a".to_owned())].into(),
            comment: None,
        }
    }

    #[test]
    fn records_come_back() {
        let record = record(100..250);
        assert_eq!(Record::read(Some(&record.text())), Ok(record.clone()));
        assert_eq!(record.container_options(), ["-movflags", "+frag_keyframe"]);
        for comment in [
            None,
            Some(""),
            Some("made by hand"),
            Some("{}"),
            Some("[1]"),
        ] {
            assert_eq!(Record::read(comment), Err(NoRecord::None), "{comment:?}");
        }
        let newer = r#"{"shaderpipe_part":2}"#;
        assert_eq!(Record::read(Some(newer)), Err(NoRecord::Form(2)));
        let empty = Record { end: 100, ..record };
        assert_eq!(Record::read(Some(&empty.text())), Err(NoRecord::None));
    }

    #[test]
    fn the_users_comment_is_kept() {
        let comment = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(Into::into).collect();
            users_comment(&words)
        };
        assert_eq!(comment(&["-metadata", "title=x"]), None);
        let two = [
            "-metadata",
            "comment=a",
            "-tune",
            "film",
            "-metadata",
            "Comment=b=c",
        ];
        assert_eq!(comment(&two).as_deref(), Some("b=c"));
    }
}
