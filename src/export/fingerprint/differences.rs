//! In what two exports of different fingerprints differ, in words.

use serde_json::Value;

use super::Identity;

impl Identity {
    /// What has changed between this and `now`, a line each; empty if both have one fingerprint.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        if self.fingerprint == now.fingerprint {
            return Vec::new();
        }
        let mut changes = self.changed_files(now);
        let settings = |identity: &Self| {
            serde_json::from_str(&identity.settings).unwrap_or(Value::String(String::new()))
        };
        compare("", &settings(self), &settings(now), &mut changes);
        let mut version = |what: &str, before: &str, now: &str| {
            if before != now {
                changes.push(format!("{what} was {before}, and is {now}"));
            }
        };
        let unknown = || "unknown".to_owned();
        let ffmpeg = |identity: &Self| identity.ffmpeg.clone().unwrap_or_else(unknown);
        let threads = |identity: &Self| identity.encoder_threads.to_string();
        version("shaderpipe", &self.version, &now.version);
        version("FFmpeg", &ffmpeg(self), &ffmpeg(now));
        version(
            "the number of encoder threads",
            &threads(self),
            &threads(now),
        );
        if changes.is_empty() {
            changes.push("its fingerprint is another".to_owned());
        }
        changes
    }

    /// What draws now in place of what drew before, if that is something else: pictures may differ by
    /// what two drivers round differently.
    pub fn drawn_elsewhere(&self, now: &Self) -> Option<String> {
        let name = |identity: &Self| format!("{} ({})", identity.adapter, identity.driver);
        (name(self) != name(now)).then(|| format!("{}, not {}", name(now), name(self)))
    }

    fn changed_files(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for file in &now.inputs {
            match self.inputs.iter().find(|old| old.role == file.role) {
                Some(old) if old.hash == file.hash => {}
                Some(_) => changes.push(format!("'{}' has changed", file.path.display())),
                None => changes.push(format!("it reads '{}', too", file.path.display())),
            }
        }
        let is_gone = |role: &str| now.inputs.iter().all(|file| file.role != role);
        let gone = self.inputs.iter().filter(|file| is_gone(&file.role));
        changes.extend(
            gone.map(|file| format!("it does not read '{}' any more", file.path.display())),
        );
        changes
    }
}

/// Where two settings differ; `name` is theirs.
fn compare(name: &str, before: &Value, now: &Value, changes: &mut Vec<String>) {
    if before == now {
        return;
    }
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            let mut keys: Vec<_> = before.keys().chain(now.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let of = |object: &serde_json::Map<String, Value>| {
                    object.get(key).cloned().unwrap_or_default()
                };
                let name = match name {
                    "params" => format!("the parameter {key}"),
                    _ => key.clone(),
                };
                compare(&name, &of(before), &of(now), changes);
            }
        }
        (Value::Array(before), Value::Array(now)) if name == "ffmpeg" => {
            let (before, now) = (around(before, now), around(now, before));
            changes.push(format!(
                "FFmpeg was asked for `{before}`, and is for `{now}`"
            ));
        }
        (Value::Array(before), Value::Array(now)) if name == "outputs" => {
            before
                .iter()
                .zip(now)
                .for_each(|(before, now)| compare("", before, now, changes));
        }
        _ => changes.push(format!("{name} was {}, and is {}", word(before), word(now))),
    }
}

/// The first of `words` that `others` have not at its place, with the option before it.
fn around(words: &[Value], others: &[Value]) -> String {
    let same = words
        .iter()
        .zip(others)
        .take_while(|(one, other)| one == other);
    let place = same.count();
    let from = place.saturating_sub(1);
    let words = words.iter().skip(from).take(2).map(word);
    words.collect::<Vec<_>>().join(" ")
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "the scene's own".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::InputFile;
    use super::*;

    fn identity(fingerprint: &str, settings: &str, files: &[(&str, &str)]) -> Identity {
        let file = |(role, hash): &(&str, &str)| InputFile {
            role: (*role).to_owned(),
            path: format!("/a/{role}").into(),
            bytes: 1,
            modified: None,
            hash: (*hash).to_owned(),
        };
        Identity {
            fingerprint: fingerprint.to_owned(),
            inputs: files.iter().map(file).collect(),
            settings: settings.to_owned(),
            version: "1".to_owned(),
            ffmpeg: Some("5.1".to_owned()),
            encoder_threads: 2,
            adapter: "x".to_owned(),
            driver: "y".to_owned(),
        }
    }

    #[test]
    fn every_change_is_told() {
        let before =
            r#"{"width":64,"params":{"a":[1.0]},"outputs":[{"ffmpeg":["-crf","18","-x"]}]}"#;
        let now = r#"{"width":32,"params":{"b":[2.0]},"outputs":[{"ffmpeg":["-crf","20","-x"]}]}"#;
        let before = identity("1", before, &[("scene", "1"), ("texture", "2")]);
        let now = Identity {
            ffmpeg: None,
            ..identity("2", now, &[("scene", "2"), ("video", "3")])
        };
        let expected = [
            "'/a/scene' has changed",
            "it reads '/a/video', too",
            "it does not read '/a/texture' any more",
            "FFmpeg was asked for `-crf 18`, and is for `-crf 20`",
            "the parameter a was [1.0], and is the scene's own",
            "the parameter b was the scene's own, and is [2.0]",
            "width was 64, and is 32",
            "FFmpeg was 5.1, and is unknown",
        ];
        assert_eq!(before.changes(&now), expected);
        assert!(before.changes(&before).is_empty());
        assert_eq!(before.drawn_elsewhere(&now), None);
    }

    #[test]
    fn another_device_is_told() {
        let before = identity("1", "{}", &[]);
        let now = Identity {
            driver: "z".to_owned(),
            ..before.clone()
        };
        assert_eq!(before.drawn_elsewhere(&now).unwrap(), "x (z), not x (y)");
    }
}
