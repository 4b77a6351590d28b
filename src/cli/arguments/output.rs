//! The value of `-o`: a file, and behind it what holds for this output alone.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use shaderpipe::export::OutputOptions;
use shaderpipe::frame::PixelFormat;

use super::values::moment;

/// The keys that split a value of `-o`; every other comma belongs to the file's name.
const KEYS: [&str; 5] = ["codec", "crf", "preset", "pixel-format", "at"];

/// One `-o`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OutputArgument {
    pub(crate) path: PathBuf,
    pub(crate) options: OutputOptions,
}

impl OutputArgument {
    pub(crate) fn parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().try_map(Self::parse)
    }

    pub(crate) fn parse(value: OsString) -> Result<Self, String> {
        // A name that is no text has no options behind it.
        let Some(text) = value.to_str() else {
            return Ok(Self {
                path: value.into(),
                options: OutputOptions::default(),
            });
        };
        let mut options = OutputOptions::default();
        let mut rest = text;
        // From the last to the first, so that what is left in the end is the name.
        while let Some((before, key, value)) = split_last(rest) {
            set(&mut options, key, value)?;
            rest = before;
        }
        refuse_unknown_key(rest)?;
        // A flag that follows `-o` is a name forgotten; files that are written have an extension.
        if rest.starts_with('-') && rest != "-" && !rest.contains('.') {
            return Err(format!("write ./{rest} if that is a file"));
        }
        if rest.is_empty() {
            return Err("it names no file".to_owned());
        }
        Ok(Self {
            path: rest.into(),
            options,
        })
    }
}

/// The last `,KEY=VALUE` of `text`, and what is before it.
fn split_last(text: &str) -> Option<(&str, &'static str, &str)> {
    text.rmatch_indices(',').find_map(|(comma, _)| {
        let option = &text[comma + 1..];
        let (name, value) = option.split_once('=')?;
        let key = KEYS.into_iter().find(|key| *key == name)?;
        Some((&text[..comma], key, value))
    })
}

/// Refuses a name that ends like a key which there is not: files that are written have an extension.
fn refuse_unknown_key(name: &str) -> Result<(), String> {
    let tail = name
        .rsplit_once(',')
        .and_then(|(_, tail)| tail.split_once('='));
    let Some((key, value)) = tail else {
        return Ok(());
    };
    let is_word = |char: char| char.is_ascii_alphabetic() || "-_ ".contains(char);
    if !key.chars().all(is_word) || value.rsplit('.').next().is_some_and(is_extension) {
        return Ok(());
    }
    Err(format!(
        "there is no key '{}=': the keys behind a name are {}=",
        key.trim(),
        KEYS.join("=, ")
    ))
}

fn is_extension(text: &str) -> bool {
    let known = ["mp4", "mkv", "mov", "webm", "png"];
    known.iter().any(|known| text.eq_ignore_ascii_case(known))
}

fn set(options: &mut OutputOptions, key: &str, value: &str) -> Result<(), String> {
    let settings = &mut options.settings;
    let is_new = match key {
        "codec" => settings.codec.replace(value.to_owned()).is_none(),
        "preset" => settings.preset.replace(value.to_owned()).is_none(),
        "crf" => {
            let crf = value.parse();
            let crf = crf.map_err(|_| format!("crf={value} is no number"))?;
            settings.crf.replace(crf).is_none()
        }
        "at" => {
            let at = moment(value).map_err(|error| format!("at={value}: {error}"))?;
            options.at.replace(at).is_none()
        }
        _ => {
            let format = value.parse::<PixelFormat>();
            let format = format.map_err(|error| error.to_string())?;
            options.format.replace(format).is_none()
        }
    };
    if value.is_empty() {
        return Err(format!("{key}= has no value"));
    }
    match is_new {
        true => Ok(()),
        false => Err(format!("{key}= is given twice")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<OutputArgument, String> {
        OutputArgument::parse(text.into())
    }

    #[test]
    fn a_plain_name_is_a_name_whatever_is_in_it() {
        for name in [
            "a.mp4",
            "a,b.mp4",
            "one, two=3.mp4",
            "crf=4.mp4",
            "-",
            "a,crf.mp4",
        ] {
            let plain = parse(name).unwrap();
            assert_eq!(plain.path, PathBuf::from(name));
            assert_eq!(plain.options, OutputOptions::default());
        }
    }

    #[test]
    fn known_keys_split_in_any_order() {
        let raw = parse("-,pixel-format=gray").unwrap();
        assert_eq!(
            (raw.path, raw.options.format),
            ("-".into(), Some(PixelFormat::Gray))
        );
        let output =
            parse("a,b.mkv,pixel-format=yuv444p,crf=12.5,codec=libx265,preset=fast").unwrap();
        assert_eq!(output.path, PathBuf::from("a,b.mkv"));
        assert_eq!(output.options.format, Some(PixelFormat::Yuv444p));
        let settings = output.options.settings;
        assert_eq!(settings.crf, Some(12.5));
        assert_eq!(settings.codec.as_deref(), Some("libx265"));
        assert_eq!(settings.preset.as_deref(), Some("fast"));
        assert_eq!(parse("a.png,at=1.5").unwrap().options.at, Some(1.5));
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (text, word) in [
            ("a.mp4,crf=low", "crf=low"),
            ("a.mp4,quality=3", "no key 'quality='"),
            ("a.mp4,CRF=3", "no key 'CRF='"),
            ("a.mp4, crf=3", "no key 'crf='"),
            ("a.mp4,crf=1,crf=2", "twice"),
            ("a.mp4,codec=", "codec="),
            ("a.mp4,pixel-format=yuv", "'yuv'"),
            ("a.png,at=-1", "at=-1"),
            (",crf=3", "no file"),
            ("--size", "./--size"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
