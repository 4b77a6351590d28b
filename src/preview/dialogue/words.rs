//! What is wrong with a form, in words of the form: what is told on the command line names flags.

/// Flags, and what the form calls them. Longer ones come first.
const FIELDS: [(&str, &str); 16] = [
    ("--start or --frames", "frames"),
    ("--frames A..B", "frames A..B"),
    ("--ssaa-filter", "the filter of supersampling"),
    ("--motion-blur", "motion blur"),
    ("--pixel-format", "pixel format"),
    ("--duration", "duration"),
    ("--shutter", "the shutter"),
    ("--preset", "preset"),
    ("--frames", "frames"),
    ("--codec", "codec"),
    ("--size", "size"),
    ("--ssaa", "supersampling"),
    ("--crf", "quality"),
    ("--fps", "frames a second"),
    ("--at", "time"),
    ("leave out --no-clobber", "tick that it is replaced"),
];

/// What stands of the ways out that only a command line has.
const ELSEWHERE: [&str; 1] = ["give it to another output alone ("];

/// `message` with fields instead of flags.
pub(super) fn of_form(message: &str) -> String {
    let mut words = message.to_owned();
    for begin in ELSEWHERE {
        while let Some(start) = words.find(begin) {
            let Some(length) = words[start..].find("), ") else {
                break;
            };
            words.replace_range(start..start + length + 3, "");
        }
    }
    for (flag, field) in FIELDS {
        words = words.replace(flag, field);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_becomes_the_field_that_it_stands_for() {
        for (flags, fields) in [
            (
                "--crf 99: libx264 takes 0 to 51, lower is better",
                "quality 99: libx264 takes 0 to 51, lower is better",
            ),
            (
                "a .png file cannot hold yuv420p: use --pixel-format rgb24, or leave it out",
                "a .png file cannot hold yuv420p: use pixel format rgb24, or leave it out",
            ),
            (
                "choose a smaller --ssaa or --size (--memory-limit)",
                "choose a smaller supersampling or size (--memory-limit)",
            ),
            (
                "leave --crf out, give it to another output alone (-o FILE,crf=2), or lower it",
                "leave quality out, or lower it",
            ),
        ] {
            assert_eq!(of_form(flags), fields);
        }
    }
}
