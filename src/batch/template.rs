//! The names of outputs: text with `{fields}`, and what may not come out of them.

use crate::scene::nearest;

/// A part of a template.
enum Piece<'a> {
    Text(String),
    Field(&'a str),
}

/// Why a template makes no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfillable {
    /// A brace without its twin.
    Brace,
    /// A field that nothing provides.
    Unknown(String),
    /// What a field would put in.
    Value {
        field: String,
        value: String,
        why: &'static str,
    },
}

impl Unfillable {
    /// What is wrong, and the way out, where the fields in `known` have values.
    pub(super) fn words(self, known: Vec<&str>) -> (String, String) {
        match self {
            Self::Brace => (
                "a brace of the output has no twin".to_owned(),
                "write {scene}, or {{ for a brace itself".to_owned(),
            ),
            Self::Unknown(field) => {
                let help = match nearest(&field, known) {
                    Some(near) => format!("did you mean {{{near}}}?"),
                    None => "a field is scene, size, width, height, index, an option or a parameter that the job sets, or an axis of its matrix".to_owned(),
                };
                (format!("nothing gives {{{field}}} a value"), help)
            }
            Self::Value { field, value, why } => (
                format!("{{{field}}} would be '{value}' in the name of the output, which {why}"),
                "give it another value, or leave it out of the name".to_owned(),
            ),
        }
    }
}

/// Fills every `{field}` of `template`; `{{` is a brace.
pub(super) fn fill(
    template: &str,
    value_of: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<String, Unfillable> {
    let mut filled = String::with_capacity(template.len() + 16);
    // What the folder or file that is being written has from fields.
    let mut from_field: Option<(String, String)> = None;
    let mut begin = 0;
    for piece in pieces(template)? {
        match piece {
            Piece::Text(text) => {
                for char in text.chars() {
                    if char == '/' || char == '\\' {
                        refuse_part(&filled[begin..], from_field.take())?;
                        begin = filled.len() + 1;
                    }
                    filled.push(char);
                }
            }
            Piece::Field(field) => {
                let value = value_of(field).ok_or_else(|| Unfillable::Unknown(field.to_owned()))?;
                if let Some(why) = fault_of(&value) {
                    let field = field.to_owned();
                    return Err(Unfillable::Value { field, value, why });
                }
                filled.push_str(&value);
                from_field = Some((field.to_owned(), value));
            }
        }
    }
    refuse_part(&filled[begin..], from_field)?;
    Ok(filled)
}

/// Refuses a part of a path that leads elsewhere, or is no name on every system, if a field has made it so.
fn refuse_part(part: &str, from: Option<(String, String)>) -> Result<(), Unfillable> {
    match (from, fault_of_part(part)) {
        (Some((field, value)), Some(why)) => Err(Unfillable::Value { field, value, why }),
        _ => Ok(()),
    }
}

fn fault_of_part(part: &str) -> Option<&'static str> {
    if matches!(part, "." | "..") {
        return Some("leads out of the folder");
    }
    if part.ends_with(['.', ' ']) {
        return Some("makes a name with a dot or a space at its end, which Windows drops");
    }
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    is_device(stem).then_some("makes a name that is a device's on Windows")
}

/// Whether Windows has a device of this name, whatever extension and folder are added to it.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&&*stem) {
        return true;
    }
    let number = stem.strip_prefix("COM").or(stem.strip_prefix("LPT"));
    let mut digits = number.unwrap_or_default().chars();
    let is_digit = |digit: char| matches!(digit, '1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}');
    digits.next().is_some_and(is_digit) && digits.next().is_none()
}

fn fault_of(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some("is empty");
    }
    if value.contains(['/', '\\']) {
        return Some("has a separator of folders in it");
    }
    if value.chars().any(char::is_control) {
        return Some("has a control character in it");
    }
    // Of drives and streams on Windows, wildcards and pipes.
    let is_reserved = |char| [':', '*', '?', '"', '<', '>', '|'].contains(&char);
    value
        .contains(is_reserved)
        .then_some("has a character in it that no portable file name has")
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, Unfillable> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..at + 1];
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = behind;
        } else if brace == "{" {
            let (field, behind) = rest.split_once('}').ok_or(Unfillable::Brace)?;
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Field(field.trim()));
            rest = behind;
        } else {
            return Err(Unfillable::Brace);
        }
    }
    text.push_str(rest);
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn filled(template: &str, value: &str) -> Result<String, Unfillable> {
        fill(template, &mut |field| {
            (field == "x").then(|| value.to_owned())
        })
    }

    #[test]
    fn fields_are_filled_in() {
        assert_eq!(filled("out/{x}-{ x }.mp4", "a").unwrap(), "out/a-a.mp4");
        assert_eq!(filled("{{x}}{x}", "a").unwrap(), "{x}a");
        assert_eq!(filled("../plain.mp4", "a").unwrap(), "../plain.mp4");
        assert_eq!(filled("{x}.mp4", "..").unwrap(), "...mp4");
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for template in ["{x", "x}", "{", "}", "a{b{x}"] {
            let error = filled(template, "a").unwrap_err();
            assert!(
                matches!(error, Unfillable::Brace | Unfillable::Unknown(_)),
                "{template}: {error:?}"
            );
        }
        assert_eq!(
            filled("{y}.mp4", "a").unwrap_err(),
            Unfillable::Unknown("y".to_owned())
        );
    }

    #[test]
    fn values_cannot_lead_out_of_the_folder() {
        for value in ["a/b", "a\\b", "", "a\0", "a\n", "c:", "*"] {
            assert!(filled("out/{x}.mp4", value).is_err(), "{value:?}");
        }
        for (template, value) in [
            ("out/{x}/a.mp4", ".."),
            ("out/{x}{x}/a.mp4", "."),
            ("out/.{x}/a.mp4", "."),
            ("out/{x}", ".."),
            ("out\\{x}\\a.mp4", ".."),
        ] {
            assert!(filled(template, value).is_err(), "{template} {value:?}");
        }
    }

    #[test]
    fn values_make_names_of_every_system() {
        for (template, value) in [
            ("{x}.mp4", "CON"),
            ("{x}.mp4", "nul.a"),
            ("{x}/a.mp4", "com1"),
            ("a/{x}", "LPT\u{b2}.png"),
            ("{x} .mp4", "aux"),
            ("{x}/a.mp4", "v1."),
            ("{x}\\a.mp4", "v "),
            ("a{x}/a.mp4", "..."),
        ] {
            assert!(filled(template, value).is_err(), "{template} {value:?}");
        }
        for (template, value) in [
            ("a-{x}.mp4", "CON"),
            ("{x}.mp4", "COM10"),
            ("{x}.mp4", "company"),
            ("{x}.mp4", "v1."),
            ("con/{x}.mp4", "a"),
        ] {
            assert!(filled(template, value).is_ok(), "{template} {value:?}");
        }
    }
}
