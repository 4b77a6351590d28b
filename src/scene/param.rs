//! What front matter says of a parameter.

use std::ops::Range;

use super::Diagnostic;
use super::table::{Entry, Table};

/// A parameter's value: one number for each component, one to four.
pub type ParamValue = Vec<f64>;

/// What front matter says of one parameter. Its type is in the WGSL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParamSpec {
    /// The value it has unless another is set.
    pub default: Option<ParamValue>,
    /// The least value of each component.
    pub min: Option<f64>,
    /// The largest value of each component.
    pub max: Option<f64>,
    /// The distance between values that a control offers.
    pub step: Option<f64>,
    /// Its name for people.
    pub label: Option<String>,
    /// The control that a panel shows.
    pub widget: Option<Widget>,
    /// The bytes of the source that name it.
    pub span: Range<usize>,
}

/// The control that a panel shows for a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget {
    /// A slider from `min` to `max`.
    Slider,
    /// A colour picker.
    Color,
    /// On or off.
    Checkbox,
    /// One of several.
    Menu,
    /// A place in the picture.
    Point,
    /// A button.
    Event,
}

const WIDGETS: [(&str, Widget); 6] = [
    ("slider", Widget::Slider),
    ("color", Widget::Color),
    ("checkbox", Widget::Checkbox),
    ("menu", Widget::Menu),
    ("point", Widget::Point),
    ("event", Widget::Event),
];

impl ParamSpec {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut table = entry.table("a parameter")?;
        let spec = Self {
            default: table.get("default").map(|e| e.components()).transpose()?,
            min: table.get("min").map(|e| e.number()).transpose()?,
            max: table.get("max").map(|e| e.number()).transpose()?,
            step: table.get("step").map(|e| e.positive()).transpose()?,
            label: table.get("label").map(|e| e.string()).transpose()?,
            widget: table
                .get("widget")
                .map(|e| e.one_of(&WIDGETS))
                .transpose()?,
            span: entry.key_span(),
        };
        spec.check(entry, &mut table)?;
        table.finish()?;
        Ok(spec)
    }

    fn check(&self, entry: &Entry<'_>, table: &mut Table<'_>) -> Result<(), Box<Diagnostic>> {
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            return Err(entry.wrong(format!("min = {min} is above max = {max}")));
        }
        if let (Some(default), Some(at)) = (&self.default, table.get("default"))
            && let Some(outside) = default.iter().find(|value| !self.contains(**value))
        {
            return Err(at.wrong(format!(
                "the default {outside} is out of range: {}",
                self.range()
            )));
        }
        Ok(())
    }

    /// Whether a component may have this value.
    pub fn contains(&self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    /// The value nearest to `value` that a component may have.
    pub fn nearest(&self, value: f64) -> f64 {
        let value = self.min.map_or(value, |min| value.max(min));
        self.max.map_or(value, |max| value.min(max))
    }

    /// The values that a component may have, in words.
    pub fn range(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("at most {max}"),
            (None, None) => "any number".to_owned(),
        }
    }
}
