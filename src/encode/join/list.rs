//! What FFmpeg is asked in order to join parts: the list for its `concat` reader, and its arguments.
//!
//! Pure: runs nothing, opens nothing.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::Part;
use super::stream::reading;
use crate::encode::settings::Container;
use crate::frame::Rate;

/// The list of `parts`: where each begins is told in whole microseconds of its own, so that nothing
/// adds up.
pub(super) fn list(parts: &[Part], rate: Rate) -> Vec<u8> {
    let mut list = b"ffconcat version 1.0\n".to_vec();
    let mut first = 0;
    for part in parts {
        let end = first + part.frames;
        let length = microseconds(end, rate) - microseconds(first, rate);
        list.extend(b"file 'file:");
        list.extend(quoted(absolute(&part.path).as_os_str()));
        let (seconds, rest) = (length / 1_000_000, length % 1_000_000);
        list.extend(format!("'\nduration {seconds}.{rest:06}\n").bytes());
        first = end;
    }
    list
}

/// What stands between the quotes for `path`: all but a quote is what it is there.
fn quoted(path: &OsStr) -> Vec<u8> {
    let mut quoted = Vec::new();
    for &byte in path.as_encoded_bytes() {
        match byte {
            b'\'' => quoted.extend(br"'\''"),
            byte => quoted.push(byte),
        }
    }
    quoted
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether the list can name `path`: it has a line for each.
pub(super) fn is_listable(path: &Path) -> bool {
    let path = absolute(path);
    let bytes = path.as_os_str().as_encoded_bytes();
    !bytes.iter().any(|byte| b"\n\r".contains(byte))
}

fn microseconds(frame: u64, rate: Rate) -> u128 {
    let (frames, seconds) = (u128::from(rate.numerator()), u128::from(rate.denominator()));
    (u128::from(frame) * seconds * 2_000_000 + frames) / (frames * 2)
}

/// Everything FFmpeg is told: the list comes through its standard input.
pub(super) fn arguments(
    first: &Path,
    rate: Rate,
    delay: u64,
    container: Container,
    comment: Option<&str>,
    extra: &[OsString],
    path: &Path,
) -> Vec<OsString> {
    let mut args: Vec<OsString> = Vec::new();
    let mut add = |words: &str| args.extend(words.split(' ').map(OsString::from));
    add("-hide_banner -nostdin -loglevel warning -xerror -y -copyts");
    add("-thread_queue_size 64 -f concat -safe 0 -auto_convert 0");
    add("-protocol_whitelist file,pipe,fd -format_whitelist concat,mov,matroska -i pipe:0");
    // The list has no title nor other words of the parts.
    add("-thread_queue_size 64");
    args.extend(reading(container, first));
    let mut add = |words: &str| args.extend(words.split(' ').map(OsString::from));
    add("-map 0:v:0 -c copy -map_metadata 1 -map_chapters -1 -bsf:v");
    args.push(snap(rate, delay).into());
    args.push("-metadata".into());
    args.push(format!("comment={}", comment.unwrap_or_default()).into());
    let mut add = |words: &str| args.extend(words.split(' ').map(OsString::from));
    if matches!(container, Container::Mp4 | Container::Mov) {
        add("-movflags +faststart");
    }
    add("-progress pipe:1 -nostats -f");
    args.push(container.muxer().into());
    args.extend(of_container(extra));
    let mut output = OsString::from("file:");
    output.push(path);
    args.push(output);
    args
}

/// The filter that puts every packet on the frame grid, as the encoder of one run had it. Times of
/// parts and the places of parts were rounded each by itself; the nearest frame is the one that was
/// meant. A little more than a half is a half that the division missed.
fn snap(rate: Rate, delay: u64) -> String {
    let (frames, seconds) = (rate.numerator(), rate.denominator());
    let at = |frame: &str| format!("round({frame}*{seconds}/({frames}*TB)+1e-7)");
    // Parts whose encoder reorders less than others' would run into their neighbours.
    format!(
        "setts=pts={}:dts={}:duration={}",
        at(&format!("round(PTS*TB*{frames}/{seconds})")),
        at(&format!("(N-{delay})")),
        at("1"),
    )
}

/// Options of the file, among those meant for one whose frames are encoded.
const OF_CONTAINER: [&str; 4] = ["-movflags", "-brand", "-timecode", "-write_tmcd"];

/// What joined parts need of the output options that they were encoded with: what is of the file, and not
/// of its frames.
pub fn of_container(extra: &[OsString]) -> Vec<OsString> {
    let pairs = extra.windows(2);
    let kept = pairs.filter(|pair| OF_CONTAINER.iter().any(|option| pair[0] == *option));
    kept.flat_map(<[OsString]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_do_not_add_up_what_is_rounded() {
        let part = |path: &str, frames| Part {
            path: path.into(),
            frames,
        };
        let rate = "30000/1001".parse().unwrap();
        let parts: Vec<_> = (0..30).map(|_| part("/a b/it's -x.mp4", 1)).collect();
        let list = String::from_utf8(list(&parts, rate)).unwrap();
        assert!(list.starts_with("ffconcat version 1.0\nfile 'file:/a b/it'\\''s -x.mp4'\n"));
        let lengths = list
            .lines()
            .filter_map(|line| line.strip_prefix("duration "));
        let sum: f64 = lengths.map(|length| length.parse::<f64>().unwrap()).sum();
        assert!((sum - 1.001).abs() < 1e-9, "{sum}");
        assert!(list.contains("duration 0.033366\n") && list.contains("duration 0.033367\n"));
    }

    #[test]
    fn names_that_break_lines_are_known() {
        assert!(is_listable(Path::new("a 'b' \\ \u{2028}.mp4")));
        assert!(!is_listable(Path::new("a\nb.mp4")));
        assert!(!is_listable(Path::new("a\rb.mp4")));
    }

    #[test]
    fn only_options_of_the_file_are_kept() {
        let words = [
            "-tune",
            "grain",
            "-movflags",
            "+frag_keyframe",
            "-vf",
            "hflip",
        ];
        let kept = of_container(&words.map(OsString::from));
        assert_eq!(kept, ["-movflags", "+frag_keyframe"]);
    }
}
