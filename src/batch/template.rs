//! The names of outputs: text with `{fields}`, and what may not come out of them.

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
                        refuse_steps(&filled[begin..], from_field.take())?;
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
    refuse_steps(&filled[begin..], from_field)?;
    Ok(filled)
}

/// Refuses a part of a path that leads elsewhere, if a field has made it so.
fn refuse_steps(part: &str, from: Option<(String, String)>) -> Result<(), Unfillable> {
    match from {
        Some((field, value)) if matches!(part, "." | "..") => Err(Unfillable::Value {
            field,
            value,
            why: "leads out of the folder",
        }),
        _ => Ok(()),
    }
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
}
