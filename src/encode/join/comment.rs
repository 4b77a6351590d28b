//! The comments that video files carry.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::run::run;
use super::several::each;
use super::stream::reading;
use super::{JoinError, JoinProgress};
use crate::encode::ffmpeg::Ffmpeg;
use crate::encode::settings::Container;

/// As much of the metadata is looked at.
const MOST_BYTES: usize = 4 << 20;

/// The comment in the metadata of each file, where it has one.
///
/// # Errors
/// When a file cannot be read as a video of this kind.
pub fn read_comments(
    ffmpeg: &Ffmpeg,
    paths: &[PathBuf],
    container: Container,
    progress: &dyn JoinProgress,
) -> Result<Vec<Option<String>>, JoinError> {
    each(paths, |path| read(ffmpeg, path, container, progress))
}

fn read(
    ffmpeg: &Ffmpeg,
    path: &Path,
    container: Container,
    progress: &dyn JoinProgress,
) -> Result<Option<String>, JoinError> {
    let words = "-hide_banner -nostdin -loglevel error";
    let mut args: Vec<OsString> = words.split(' ').map(OsString::from).collect();
    args.extend(reading(container, path));
    args.extend("-f ffmetadata pipe:1".split(' ').map(OsString::from));
    let mut text = String::new();
    let take = |line: &str| {
        if text.len() < MOST_BYTES {
            text.push_str(line);
            text.push('\n');
        }
    };
    match run(ffmpeg, &args, &[], progress, take) {
        Ok(()) => Ok(comment(&text)),
        Err(stopped) => Err(stopped.or(|source| JoinError::Unreadable {
            path: path.to_owned(),
            source,
        })),
    }
}

/// The comment in what FFmpeg's `ffmetadata` says: lines `KEY=VALUE`, whose signs of its own have a
/// backslash before them, line breaks among them. Sections `[…]` are of streams and chapters.
fn comment(text: &str) -> Option<String> {
    let mut line = String::new();
    let mut key: Option<String> = None;
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => line.extend(signs.next()),
            '[' if line.is_empty() && key.is_none() => return None,
            '=' if key.is_none() => key = Some(std::mem::take(&mut line)),
            '\n' => {
                // Matroska writes names in capitals.
                if key
                    .take()
                    .is_some_and(|key| key.eq_ignore_ascii_case("comment"))
                {
                    return Some(line);
                }
                line.clear();
            }
            sign => line.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::comment;

    #[test]
    fn comments_are_found_and_read_back() {
        let text =
            ";FFMETADATA1\ntitle=a\\=b\ncomment={\"a\":\"b\\;c\\=\\\\\"\\\\n\\\nx\"}\nencoder=x\n";
        assert_eq!(comment(text).unwrap(), "{\"a\":\"b;c=\\\"\\n\nx\"}");
        assert_eq!(comment(";FFMETADATA1\nCOMMENT=x\n").unwrap(), "x");
        assert_eq!(
            comment(";FFMETADATA1\ntitle=x\n[CHAPTER]\ncomment=y\n"),
            None
        );
    }
}
