//! In what two parts of different videos differ, in words.

use std::collections::BTreeMap;

use serde_json::Value;

use super::record::Record;

/// FFmpeg's options that say what the settings say, too.
const TOLD: [&str; 3] = ["-video_size", "-framerate", "-pixel_format"];

/// In what the part `other` is unlike `one`; empty where the records do not tell.
pub(super) fn differences(one: &Record, other: &Record) -> Vec<String> {
    let mut found = apart_from_threads(one, other);
    let (theirs, ours) = (other.encoder_threads, one.encoder_threads);
    if theirs != ours {
        found.push(format!(
            "an encoder of {theirs} threads instead of {ours} (give every part `-- -threads {ours}`)"
        ));
    }
    found
}

/// In what `other` is unlike `one` but for the encoder's threads, which who renders alone cannot choose
/// any more.
pub(in crate::export) fn apart_from_threads(one: &Record, other: &Record) -> Vec<String> {
    let mut found = Vec::new();
    let mut roles: Vec<_> = one.inputs.keys().chain(other.inputs.keys()).collect();
    roles.sort_unstable();
    roles.dedup();
    for role in roles {
        found.extend(match (one.inputs.get(role), other.inputs.get(role)) {
            (Some(hash), Some(others)) if hash != others => Some(format!("the {role} has changed")),
            (Some(_), None) => Some(format!("without the {role}")),
            (None, Some(_)) => Some(format!("with the {role}")),
            _ => None,
        });
    }
    compare("", &one.settings, &other.settings, &mut found);
    let version = |record: &Record| record.ffmpeg.clone().unwrap_or_default();
    for (what, theirs, ours) in [
        ("shaderpipe", &other.version, &one.version),
        ("FFmpeg", &version(other), &version(one)),
    ] {
        if theirs != ours {
            found.push(format!("{what} {theirs} instead of {ours}"));
        }
    }
    found
}

fn compare(name: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let keys: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
            for key in keys {
                compare(key, &one[key], &other[key], found);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if name == "ffmpeg" => {
            compare_options(ours, theirs, found);
        }
        (Value::Array(ours), Value::Array(theirs)) if name == "outputs" => {
            for (one, other) in ours.iter().zip(theirs) {
                compare("", one, other, found);
            }
        }
        _ if one == other => {}
        (Value::Null, other) => found.push(format!("{name} set to {}", text(other))),
        (one, Value::Null) => found.push(format!("{name} not set to {}", text(one))),
        _ => found.push(format!("{name} {} instead of {}", text(other), text(one))),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
        value => value.to_string(),
    }
}

fn compare_options(one: &[Value], other: &[Value], found: &mut Vec<String>) {
    let (ours, theirs) = (options(one), options(other));
    let names: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    for name in names {
        if TOLD.contains(name) {
            continue;
        }
        found.extend(match (ours.get(name), theirs.get(name)) {
            (Some(value), Some(others)) if value != others => {
                Some(format!("{name} {others} instead of {value}"))
            }
            (Some(value), None) => Some(format!("without {}", format!("{name} {value}").trim())),
            (None, Some(value)) => Some(format!("with {}", format!("{name} {value}").trim())),
            _ => None,
        });
    }
}

/// Each option with all that is said of it.
fn options(words: &[Value]) -> BTreeMap<&str, String> {
    let mut options: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = None;
    for word in words.iter().filter_map(Value::as_str) {
        let is_option = word.starts_with('-') && word.parse::<f64>().is_err();
        match (is_option, last) {
            (true, _) => {
                options.entry(word).or_default();
                last = Some(word);
            }
            (false, Some(option)) => {
                let said = options.entry(option).or_default();
                if !said.is_empty() {
                    said.push_str(", ");
                }
                said.push_str(word);
            }
            (false, None) => {}
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::*;

    #[test]
    fn what_differs_is_told() {
        let one = record(0..100);
        assert!(differences(&one, &record(100..200)).is_empty());
        let changed = |change: fn(&mut Record)| {
            let mut other = record(0..100);
            change(&mut other);
            differences(&one, &other).join("; ")
        };
        let of = |settings: fn(&mut Value)| {
            let mut other = record(0..100);
            settings(&mut other.settings);
            differences(&one, &other).join("; ")
        };
        assert_eq!(
            of(|all| all["width"] = 128.into()),
            "width 128 instead of 64"
        );
        assert_eq!(
            of(|all| all["params"]["speed"][0] = 2.into()),
            "speed 2 instead of 1.0"
        );
        assert_eq!(
            of(|all| all["params"] = serde_json::json!({})),
            "speed not set to 1.0"
        );
        assert_eq!(
            of(|all| all["outputs"][0]["ffmpeg"][3] = "20".into()),
            "-crf 20 instead of 18"
        );
        assert_eq!(
            of(|all| all["outputs"][0]["ffmpeg"][4] = "-x".into()),
            "with -x; without -y"
        );
        assert_eq!(of(|all| all["outputs"][0]["ffmpeg"][1] = "1x1".into()), "");
        let scene = |other: &mut Record| {
            other.inputs.insert("scene".to_owned(), "b".to_owned());
        };
        assert_eq!(changed(scene), "the scene has changed");
        assert_eq!(changed(|other| other.inputs.clear()), "without the scene");
        let threads = changed(|other| other.encoder_threads = 8);
        assert!(threads.contains("8 threads instead of 2") && threads.contains("-threads 2"));
        let version = changed(|other| other.ffmpeg = Some("8.0".to_owned()));
        assert_eq!(version, "FFmpeg 8.0 instead of 5.1");
    }
}
