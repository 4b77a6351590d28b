//! From a matrix to its combinations: each axis is what one option, one parameter or a set of options
//! is in turn.

use super::error::BatchError;
use super::settings::text;
use super::sheet::{Entry, Item, Key, Sheet, Value};

/// What is in turn something else.
pub(super) struct Axis {
    /// The key that tells its values apart in names.
    pub(super) name: String,
    pub(super) choices: Vec<Choice>,
}

/// One value of an axis.
#[derive(Clone)]
pub(super) struct Choice {
    /// What a name shows of it, where that is not the value of an option.
    pub(super) label: Option<Item>,
    /// What it sets.
    pub(super) keys: Vec<Key>,
}

/// The axes of `entry`, in the order in which they are written.
pub(super) fn axes(sheet: &Sheet, entry: &Entry) -> Result<Vec<Axis>, BatchError> {
    let Some(matrix) = entry.get("matrix") else {
        return Ok(Vec::new());
    };
    let Value::Table(keys) = &matrix.item.value else {
        let message = format!("`matrix` cannot be {}", matrix.item.value.kind());
        let help = "write matrix.size = [[1920, 1080], [1080, 1920]]";
        return Err(sheet.mistake(&matrix.item.span, message, help));
    };
    let mut axes = Vec::new();
    for key in keys {
        match &key.item.value {
            _ if ["scene", "output", "matrix"].contains(&key.name.as_str()) => {
                let message = format!("`{}` cannot be in a matrix", key.name);
                let help = "`scene` and `output` of a job may be lists themselves";
                return Err(sheet.mistake(&key.span, message, help));
            }
            Value::Table(inner) if ASSIGNED.contains(&key.name.as_str()) => {
                for assigned in inner {
                    axes.push(of_name(sheet, key, assigned)?);
                }
            }
            _ => axes.push(of_option(sheet, key)?),
        }
    }
    Ok(axes)
}

/// The names of the table of parameters.
pub(super) const PARAMS: [&str; 2] = ["params", "set"];
/// Tables with an axis for each name that is assigned to.
const ASSIGNED: [&str; 4] = ["params", "set", "set-texture", "set-video"];

fn of_name(sheet: &Sheet, table: &Key, assigned: &Key) -> Result<Axis, BatchError> {
    let choices = list(sheet, assigned)?.iter().map(|item| {
        let one = Item {
            span: item.span.clone(),
            value: Value::Table(vec![assigned.with(item.clone())]),
        };
        Choice {
            label: None,
            keys: vec![table.with(one)],
        }
    });
    Ok(Axis {
        name: assigned.name.clone(),
        choices: choices.collect(),
    })
}

fn of_option(sheet: &Sheet, key: &Key) -> Result<Axis, BatchError> {
    let choices = list(sheet, key)?.iter().map(|item| match &item.value {
        Value::Table(keys) => of_set(sheet, key, item, keys),
        _ => Ok(Choice {
            label: None,
            keys: vec![key.with(item.clone())],
        }),
    });
    Ok(Axis {
        name: key.name.clone(),
        choices: choices.collect::<Result<_, _>>()?,
    })
}

/// A set of options that has a name of its own.
fn of_set(sheet: &Sheet, axis: &Key, item: &Item, keys: &[Key]) -> Result<Choice, BatchError> {
    let Some(label) = keys.iter().find(|key| key.name == "name") else {
        let message = format!("a set of options in `{}` has no name", axis.name);
        let help = format!(
            "write {{ name = \"tall\", size = [1080, 1920] }}: {{{}}} in the output shows it",
            axis.name
        );
        return Err(sheet.mistake(&item.span, message, help));
    };
    if text(&label.item.value).is_none() {
        let message = format!("the name of a set cannot be {}", label.item.value.kind());
        return Err(sheet.mistake(&label.item.span, message, "write a text"));
    }
    if keys
        .iter()
        .any(|key| ["matrix", "scene"].contains(&key.name.as_str()))
    {
        let message = "a set of options cannot have a matrix or scenes";
        return Err(sheet.mistake(&item.span, message, "write a [[job]] of its own for it"));
    }
    Ok(Choice {
        label: Some(label.item.clone()),
        keys: keys
            .iter()
            .filter(|key| key.name != "name")
            .cloned()
            .collect(),
    })
}

fn list<'a>(sheet: &Sheet, key: &'a Key) -> Result<&'a [Item], BatchError> {
    let help = format!("write {} = [a, b, c]: one job is made of each", key.name);
    match &key.item.value {
        Value::List(items) if !items.is_empty() => Ok(items),
        Value::List(_) => {
            let message = format!(
                "`{}` of the matrix is empty: no job would be left",
                key.name
            );
            Err(sheet.mistake(&key.item.span, message, help))
        }
        other => {
            let message = format!(
                "`{}` of the matrix must be a list, not {}",
                key.name,
                other.kind()
            );
            Err(sheet.mistake(&key.item.span, message, help))
        }
    }
}
