//! What FFmpeg and ffprobe are asked to do with a video: pure functions.

use std::ffi::OsString;
use std::path::Path;

use super::probe::Probed;

/// The kinds of files that are read: how their names end, and FFmpeg's demuxer. None of them can name
/// other files.
const KINDS: [(&str, &str); 22] = [
    ("mp4", "mov"),
    ("m4v", "mov"),
    ("mov", "mov"),
    ("mkv", "matroska"),
    ("webm", "matroska"),
    ("avi", "avi"),
    ("ts", "mpegts"),
    ("mts", "mpegts"),
    ("m2ts", "mpegts"),
    ("mpg", "mpeg"),
    ("mpeg", "mpeg"),
    ("vob", "mpeg"),
    ("ogv", "ogg"),
    ("ogg", "ogg"),
    ("flv", "flv"),
    ("wmv", "asf"),
    ("asf", "asf"),
    ("mxf", "mxf"),
    ("gif", "gif"),
    ("ivf", "ivf"),
    ("nut", "nut"),
    ("y4m", "yuv4mpegpipe"),
];

/// Pixels that FFmpeg may decode in one frame: twice a 16K frame. A file may claim any number.
const MAX_PIXELS: &str = "268435456";

/// Seconds before the time that is looked for: where frames are stored out of order, the place that
/// FFmpeg finds for a time may show a later one.
const SEEK_MARGIN: f64 = 1.0;

/// FFmpeg's demuxer for the file at `path`, by its name.
pub(super) fn demuxer(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let mut kinds = KINDS.iter();
    let (_, demuxer) = kinds.find(|(known, _)| *known == extension)?;
    Some(demuxer)
}

/// Whether the file at `path` is taken for a video, by its name.
pub fn is_video_name(path: &Path) -> bool {
    demuxer(path).is_some()
}

/// Every ending that is known, for people.
pub(super) fn extensions() -> String {
    KINDS
        .map(|(extension, _)| format!(".{extension}"))
        .join(", ")
}

/// Whether places in such files are found by an index, with the times of frames as they are from the
/// start.
pub(super) fn seeks_exactly(demuxer: &str) -> bool {
    ["mov", "matroska"].contains(&demuxer)
}

/// Opens the file and nothing else.
fn input(args: &mut Vec<OsString>, demuxer: &str, path: &Path) {
    // Without the prefix a name such as `concat:a` would be read as a protocol.
    let mut url = OsString::from("file:");
    url.push(path);
    args.extend(["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i"].map(OsString::from));
    args.push(url);
}

/// ffprobe's arguments to tell of the first video in a file what `entries` names, in `form`.
pub(super) fn probing(demuxer: &str, path: &Path, entries: &str, form: &str) -> Vec<OsString> {
    let mut args: Vec<OsString> = ["-hide_banner", "-v", "error", "-select_streams", "V:0"]
        .map(OsString::from)
        .into();
    args.extend(["-show_entries", entries, "-of", form].map(OsString::from));
    input(&mut args, demuxer, path);
    args
}

/// FFmpeg's arguments to write every frame from about `seconds` on to its standard output, with its
/// time in the video.
pub(super) fn decoding(probed: &Probed, path: &Path, seconds: Option<f64>) -> Vec<OsString> {
    let mut args: Vec<OsString> = ["-hide_banner", "-nostdin", "-loglevel", "error"]
        .map(OsString::from)
        .into();
    args.extend(["-max_pixels", MAX_PIXELS, "-copyts"].map(OsString::from));
    if let Some(seconds) = seconds {
        // From the key frame before: the frame shown at a time may have begun before it.
        let seconds = format!("{:.6}", (seconds - SEEK_MARGIN).max(0.0));
        args.extend(["-noaccurate_seek", "-ss", &seconds].map(OsString::from));
    }
    input(&mut args, probed.demuxer, path);
    let unit = format!(
        "{}/{}",
        probed.time_base.numerator, probed.time_base.denominator
    );
    args.extend(["-map", "0:V:0", "-map_metadata", "-1"].map(OsString::from));
    args.extend(["-vf", &filter(probed), "-fps_mode", "passthrough"].map(OsString::from));
    // Else times would be rounded to the frames of the rate that FFmpeg takes it to have.
    args.extend(["-enc_time_base", &unit, "-c:v", "rawvideo"].map(OsString::from));
    args.extend(
        [
            "-flush_packets",
            "1",
            "-write_index",
            "0",
            "-f",
            "nut",
            "pipe:1",
        ]
        .map(OsString::from),
    );
    args
}

/// Full-range RGB of 8 bits, or of 16 for a video that has more, with times from the video's start.
fn filter(probed: &Probed) -> String {
    let start = match probed.start {
        Some(start) => start.to_string(),
        None => "STARTPTS".to_owned(),
    };
    // What does not say how it was encoded is by its size what players take it for.
    let matrix = match (probed.has_matrix, probed.size.height) {
        (true, _) => "auto",
        (false, 0..720) => "bt601",
        (false, _) => "bt709",
    };
    format!(
        "setpts=PTS-({start}),\
         scale=in_color_matrix={matrix}:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp,\
         format=pix_fmts=rgba|rgba64le"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::nut::TimeBase;
    use crate::frame::Size;

    fn words(args: &[OsString]) -> String {
        let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
        words.join(" ")
    }

    #[test]
    fn files_are_what_their_names_say_and_playlists_are_nothing() {
        for (name, kind) in [
            ("a.mp4", Some("mov")),
            ("a.MKV", Some("matroska")),
            ("a.b.webm", Some("matroska")),
            ("a.m3u8", None),
            ("a.mpd", None),
            ("a.ffconcat", None),
            ("a.txt", None),
            ("mp4", None),
        ] {
            assert_eq!(demuxer(Path::new(name)), kind, "{name}");
        }
        assert!(extensions().starts_with(".mp4, .m4v"));
    }

    #[test]
    fn only_the_file_is_opened_and_every_frame_keeps_its_time() {
        let probed = Probed {
            demuxer: "mov",
            time_base: TimeBase {
                numerator: 1,
                denominator: 24_000,
            },
            start: Some(-5),
            size: Size::new(1920, 1080),
            is_deep: false,
            has_matrix: false,
        };
        let args = words(&decoding(&probed, Path::new("/a b.mp4"), None));
        for words in [
            "-protocol_whitelist file,pipe -f mov -i file:/a b.mp4 -map",
            "-copyts",
            "-fps_mode passthrough -enc_time_base 1/24000",
            "setpts=PTS-(-5),scale=in_color_matrix=bt709:",
        ] {
            assert!(args.contains(words), "{args}");
        }
        assert!(!args.contains("-ss"), "{args}");
        let args = words(&decoding(&probed, Path::new("/a.mp4"), Some(20.5)));
        assert!(
            args.contains("-noaccurate_seek -ss 19.500000 -protocol"),
            "{args}"
        );
        let args = words(&probing(
            "mov",
            Path::new("/a.mp4"),
            "packet=pts",
            "csv=p=0",
        ));
        assert!(
            args.ends_with("-protocol_whitelist file,pipe -f mov -i file:/a.mp4"),
            "{args}"
        );
    }
}
