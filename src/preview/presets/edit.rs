//! Changes one preset in a file's text and keeps all else: other presets, their order, comments.

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

/// Why a text cannot be changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EditError {
    #[error("the preset file is no TOML: mend it by hand first: {0}")]
    Syntax(String),
    #[error("'{0}' is a value at the top of the preset file: choose another name")]
    Value(String),
    #[error("a preset needs a name")]
    Unnamed,
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().to_owned()))
}

/// The text with the preset `name`, whose values are these and no others, as `--set` takes them.
pub(super) fn save(
    text: &str,
    name: &str,
    values: &[(String, String)],
) -> Result<String, EditError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EditError::Unnamed);
    }
    let mut document = parse(text)?;
    if !document.contains_key(name) {
        let mut table = Table::new();
        // Behind all that is there, a line apart: comments at the end are not about it.
        let mut before = document.trailing().as_str().unwrap_or_default().to_owned();
        if !before.is_empty() && !before.ends_with('\n') {
            before.push('\n');
        }
        if !text.trim().is_empty() {
            before.push('\n');
        }
        document.set_trailing("");
        table.decor_mut().set_prefix(before);
        document.insert(name, Item::Table(table));
    }
    let Some(table) = document.get_mut(name).and_then(Item::as_table_like_mut) else {
        return Err(EditError::Value(name.to_owned()));
    };
    let gone = |key: &str| !values.iter().any(|(name, _)| name == key);
    let old: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    for key in old.iter().filter(|key| gone(key)) {
        table.remove(key);
    }
    for (key, text) in values {
        set(table, key, value(text));
    }
    Ok(document.to_string())
}

/// Sets a value where it stands, with the comments about it.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// The text without the preset `name`. The comments above it stay: nobody knows whether they are about it.
pub(super) fn delete(text: &str, name: &str) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let Some(Item::Table(gone)) = document.remove(name) else {
        return Ok(document.to_string());
    };
    let above = gone.decor().prefix().and_then(|prefix| prefix.as_str());
    let above = above.unwrap_or_default();
    if !above.contains('#') {
        return Ok(document.to_string());
    }
    // Before what stood behind it, a line apart; at the end, before what is said there.
    let place = |table: &Table| {
        table
            .position()
            .filter(|place| Some(*place) > gone.position())
    };
    let tables = document.iter_mut();
    let tables = tables.filter_map(|(_, item)| item.as_table_mut());
    let next = tables
        .filter_map(|table| Some((place(table)?, table)))
        .min_by_key(|(place, _)| *place);
    match next {
        Some((_, table)) => {
            let decor = table.decor_mut();
            let own = decor.prefix().and_then(|prefix| prefix.as_str());
            let own = own.unwrap_or_default();
            let gap = if own.starts_with('\n') { "" } else { "\n" };
            let prefix = format!("{above}{gap}{own}");
            decor.set_prefix(prefix);
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default();
            let trailing = format!("{above}{own}");
            document.set_trailing(trailing);
        }
    }
    Ok(document.to_string())
}

/// What a text is in a file.
fn value(text: &str) -> Value {
    let parts: Option<Vec<Value>> = text.split(',').map(number).collect();
    match parts {
        None => Value::from(text),
        Some(mut parts) if parts.len() == 1 => parts.remove(0),
        Some(parts) => Value::from(Array::from_iter(parts)),
    }
}

fn number(text: &str) -> Option<Value> {
    match text.trim() {
        "true" => Some(true.into()),
        "false" => Some(false.into()),
        text => match text.parse::<i64>() {
            Ok(whole) => Some(whole.into()),
            Err(_) => {
                let number = text.parse::<f64>().ok();
                number.filter(|number| number.is_finite()).map(Value::from)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Presets, Source, Written};

    fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        values.iter().map(owned).collect()
    }

    const LOOKS: &str = "# Looks for the show.\nspeed = 2.0 # for all\n\n\
        # Late.\n[dusk]\ntint = \"#ff8800\" # warm\nold = 1\n\n[dawn]\nmiddle = [0.5, 1]\n";

    #[test]
    fn another_preset_comes_behind_the_others() {
        let saved = save(
            LOOKS,
            "noon",
            &pairs(&[("tint", "#ffffff"), ("on", "true")]),
        )
        .unwrap();
        assert_eq!(
            saved,
            format!("{LOOKS}\n[noon]\ntint = \"#ffffff\"\non = true\n")
        );
        let noted = format!("{LOOKS}# The end.");
        let saved = save(&noted, "noon", &pairs(&[("on", "false")])).unwrap();
        assert_eq!(saved, format!("{noted}\n\n[noon]\non = false\n"));
        let saved = save("# Looks\n", "noon", &pairs(&[("on", "false")])).unwrap();
        assert_eq!(saved, "# Looks\n\n[noon]\non = false\n");
        let first = save("", "noon", &pairs(&[("speed", "0.1")])).unwrap();
        assert_eq!(first, "[noon]\nspeed = 0.1\n");
    }

    #[test]
    fn a_preset_is_replaced_where_it_stands_with_its_comments() {
        let values = pairs(&[("tint", "#102030"), ("middle", "0.25,-1")]);
        let saved = save(LOOKS, "dusk", &values).unwrap();
        let expected = LOOKS
            .replace("\"#ff8800\"", "\"#102030\"")
            .replace("old = 1\n", "middle = [0.25, -1]\n");
        assert_eq!(saved, expected);
    }

    #[test]
    fn one_is_deleted_and_the_others_stay() {
        let left = delete(LOOKS, "dawn").unwrap();
        assert_eq!(left, LOOKS.replace("\n[dawn]\nmiddle = [0.5, 1]\n", ""));
        assert_eq!(delete(LOOKS, "none").unwrap(), LOOKS);
        // What a person wrote above it stays.
        let left = delete(LOOKS, "dusk").unwrap();
        let dusk = "[dusk]\ntint = \"#ff8800\" # warm\nold = 1\n";
        assert_eq!(left, LOOKS.replace(dusk, ""));
        let left = delete(&left.replace("\n\n[dawn]", "\n\n# Cold.\n[dawn]"), "dawn").unwrap();
        assert!(left.ends_with("# Late.\n\n# Cold.\n"), "{left}");
        let close = "# a\n[a]\nx = 1\n# b\n[b]\nx = 2\n";
        assert_eq!(delete(close, "a").unwrap(), "# a\n\n# b\n[b]\nx = 2\n");
    }

    #[test]
    fn names_of_all_kinds_are_presets_but_not_those_of_values() {
        for name in ["two words", "a.b", "\"quoted\"", "ü"] {
            let saved = save(LOOKS, name, &pairs(&[("speed", "1")])).unwrap();
            let presets = Presets::parse(Source::new("looks.toml", &saved)).unwrap();
            assert!(presets.choose(Some(name)).is_ok(), "{saved}");
        }
        assert_eq!(
            save(LOOKS, "speed", &[]),
            Err(EditError::Value("speed".to_owned()))
        );
        assert_eq!(save(LOOKS, "  ", &[]), Err(EditError::Unnamed));
        assert!(matches!(save("a = ", "b", &[]), Err(EditError::Syntax(_))));
    }

    #[test]
    fn numbers_come_back_as_they_were() {
        for number in [
            0.1,
            1.0 / 3.0,
            f64::from(0.3_f32),
            -1e-12,
            1e21,
            f64::from(f32::MAX),
            f64::from(f32::MIN_POSITIVE),
            16_777_217.0,
            -0.0,
        ] {
            let text = number.to_string();
            let saved = save("", "a", &pairs(&[("x", &text)])).unwrap();
            let presets = Presets::parse(Source::new("looks.toml", &saved)).unwrap();
            let value = &presets.named[0].1[0].value.value;
            let Written::Numbers(read) = value else {
                panic!("{saved}")
            };
            assert_eq!(read[..], [number], "{saved}");
        }
    }
}
