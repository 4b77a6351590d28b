//! What front matter says of a parameter: `[params.NAME]`.
//!
//! Its type is in the WGSL: whether values fit it is for [`crate::shader`] to find out.

use std::ops::Range;

use super::pass::Placed;
use super::table::{Entry, Table};
use super::{Diagnostic, Easing, nearest};

/// A parameter's value: one number for each component, one to four.
pub type ParamValue = Vec<f64>;

/// A value as it is written, before its type is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// One number for each component, one to four.
    Numbers(Vec<f64>),
    /// `true` or `false`.
    Flag(bool),
    /// The name of an option, or a colour such as `#ff8800`.
    Text(String),
}

/// What front matter says of one parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParamSpec {
    /// The value it has unless another is set.
    pub default: Option<Placed<Written>>,
    /// The least value: of every component, or of each.
    pub min: Option<Placed<ParamValue>>,
    /// The largest value: of every component, or of each.
    pub max: Option<Placed<ParamValue>>,
    /// The distance between values that a control offers.
    pub step: Option<f64>,
    /// Its name for people.
    pub label: Option<String>,
    /// The control that a panel shows.
    pub widget: Option<Placed<Widget>>,
    /// The names of a menu's values, from 0 on.
    pub options: Vec<String>,
    /// The values it goes through unless another is set, in the order of time.
    pub keys: Vec<Key>,
    /// How it follows what keys and settings give.
    pub spring: Option<Placed<Spring>>,
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
    /// A button: 1 while it is pressed.
    Event,
}

/// A value that a parameter has at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Seconds since frame 0.
    pub time: f64,
    /// The value.
    pub value: Placed<Written>,
    /// How it goes from here to the next key, where that is said.
    pub easing: Option<Placed<Easing>>,
}

/// How a value follows its goal: second-order dynamics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spring {
    /// Swings a second, if nothing damps them.
    pub frequency: f64,
    /// The damping ratio: below 1 it swings past the goal, from 1 on it does not.
    pub damping: f64,
    /// How it takes a change of the goal up: 0 from rest, 1 at once, below 0 by going back first.
    pub response: f64,
}

const WIDGETS: [(&str, Widget); 6] = [
    ("slider", Widget::Slider),
    ("color", Widget::Color),
    ("checkbox", Widget::Checkbox),
    ("menu", Widget::Menu),
    ("point", Widget::Point),
    ("event", Widget::Event),
];

/// The largest number in a spring: beyond, what it does to a value is no number any more.
const STIFFEST: f64 = 1e6;

impl Widget {
    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        let mut widgets = WIDGETS.iter();
        let found = widgets.find(|(_, widget)| *widget == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether there is nothing between its values.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Checkbox | Self::Menu | Self::Event)
    }
}

impl ParamSpec {
    pub(super) fn read(entry: &Entry<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut table = entry.table("a parameter", "{ default = 1.0 }")?;
        let bound = |e: Entry<'_>| Ok::<_, Box<Diagnostic>>(e.placed(e.components()?));
        let control = |e: Entry<'_>| Ok::<_, Box<Diagnostic>>(e.placed(e.one_of(&WIDGETS)?));
        let mut spec = Self {
            default: table.get("default").map(|e| e.written()).transpose()?,
            min: table.get("min").map(bound).transpose()?,
            max: table.get("max").map(bound).transpose()?,
            step: table.get("step").map(|e| e.positive()).transpose()?,
            label: table.get("label").map(|e| e.string()).transpose()?,
            widget: table.get("widget").map(control).transpose()?,
            options: Vec::new(),
            keys: keys(&mut table, entry.key())?,
            spring: table.get("spring").map(|e| spring(&e)).transpose()?,
            span: entry.key_span(),
        };
        spec.read_options(&mut table)?;
        spec.check_range(&mut table)?;
        table.finish()?;
        Ok(spec)
    }

    /// The control that a panel shows, where one is asked for.
    pub fn widget(&self) -> Option<Widget> {
        self.widget.as_ref().map(|widget| widget.value)
    }

    fn read_options(&mut self, table: &mut Table<'_>) -> Result<(), Box<Diagnostic>> {
        let Some(entry) = table.get("options") else {
            return match &self.widget {
                Some(widget) if widget.value == Widget::Menu => Err((*table
                    .mistake(widget.span.clone(), "a menu needs the names of its values"))
                .help("add `options = [\"first\", \"second\"]`: they stand for 0 and 1")
                .into()),
                _ => Ok(()),
            };
        };
        let widget = self
            .widget
            .get_or_insert_with(|| entry.placed(Widget::Menu));
        if widget.value != Widget::Menu {
            let wrong = entry.wrong("only a menu has options");
            return Err((*wrong).help("write `widget = \"menu\"`").into());
        }
        for option in entry.names()? {
            if option.value.is_empty() || self.options.contains(&option.value) {
                let message = "every option needs a name of its own";
                return Err(table.mistake(option.span, message));
            }
            self.options.push(option.value);
        }
        match self.options.is_empty() {
            true => Err(entry.wrong("a menu needs at least one option")),
            false => Ok(()),
        }
    }

    fn check_range(&self, table: &mut Table<'_>) -> Result<(), Box<Diagnostic>> {
        for key in ["min", "max", "step"] {
            if let Some(entry) = table.get(key)
                && self.widget().is_some_and(Widget::is_choice)
            {
                let name = self.widget().map_or("", Widget::name);
                let message = format!("the widget \"{name}\" has no `{key}`: its values are given");
                return Err(entry.wrong(message));
            }
        }
        if let Some(widget) = &self.widget
            && widget.value == Widget::Slider
            && (self.min.is_none() || self.max.is_none())
        {
            let wrong = table.mistake(widget.span.clone(), "a slider needs its two ends");
            return Err((*wrong).help("add `min` and `max`").into());
        }
        let (Some(min), Some(max)) = (&self.min, &self.max) else {
            return Ok(());
        };
        let count = min.value.len().max(max.value.len());
        let of = |values: &[f64], index: usize| values[index.min(values.len() - 1)];
        for index in 0..count {
            let (low, high) = (of(&min.value, index), of(&max.value, index));
            if low > high {
                let message = format!("min = {low} is above max = {high}");
                return Err(table.mistake(min.span.clone(), &message));
            }
        }
        Ok(())
    }
}

/// The keys of the parameter `name`.
fn keys(table: &mut Table<'_>, name: &str) -> Result<Vec<Key>, Box<Diagnostic>> {
    let Some(entry) = table.get("keys") else {
        return Ok(Vec::new());
    };
    let mut keys: Vec<Key> = Vec::new();
    for (mut table, span) in entry.tables("a key", &format!("[[params.{name}.keys]]"))? {
        let mut needed = |key, example: &str| {
            table.get(key).ok_or_else(|| {
                let wrong = table.mistake(span.clone(), &format!("a key needs its `{key}`"));
                Box::new((*wrong).help(format!("add `{key} = {example}`")))
            })
        };
        let (at, value) = (needed("time", "0.5")?, needed("value", "1.0")?);
        let time = at.number()?;
        if time < 0.0 {
            return Err(at.wrong("a key's `time` must be 0 or more: it is in seconds"));
        }
        if let Some(before) = keys.last()
            && before.time >= time
        {
            let message = match before.time == time {
                true => format!("two keys have the time {time} s"),
                false => format!(
                    "the key at {time} s comes behind the one at {} s",
                    before.time
                ),
            };
            let help = "every key comes later than the one before it";
            return Err((*at.wrong(message)).help(help).into());
        }
        let easing = table.get("easing").map(|e| easing(&e)).transpose()?;
        keys.push(Key {
            time,
            value: value.written()?,
            easing,
        });
        table.finish()?;
    }
    match keys.is_empty() {
        true => Err(entry.wrong("a parameter with `keys` needs at least one")),
        false => Ok(keys),
    }
}

fn easing(entry: &Entry<'_>) -> Result<Placed<Easing>, Box<Diagnostic>> {
    if let Ok(points) = entry.components() {
        let within = |x: f64| (0.0..=1.0).contains(&x);
        return match points[..] {
            [x1, y1, x2, y2] if within(x1) && within(x2) => {
                Ok(entry.placed(Easing::Bezier([x1, y1, x2, y2])))
            }
            _ => Err(
                (*entry.wrong("a Bézier curve is [x1, y1, x2, y2], with both x from 0 to 1"))
                    .help("such as [0.25, 0.1, 0.25, 1.0], the `ease` of CSS")
                    .into(),
            ),
        };
    }
    let text = entry.string()?;
    let named = Easing::named();
    if let Some((_, easing)) = named.iter().find(|(name, _)| *name == text) {
        return Ok(entry.placed(*easing));
    }
    let near = || nearest(&text, named.iter().map(|(name, _)| name.as_str()));
    let quoted = |near| format!("\"{near}\"");
    let help = match Easing::meant(&text).or_else(|| near().map(quoted)) {
        Some(meant) => format!("did you mean {meant}?"),
        None => "use \"linear\", \"step\", or one of sine, quad, cubic, quart, quint, expo, circ, \
                 back, elastic and bounce with _in, _out or _in_out, such as \"cubic_in_out\""
            .to_owned(),
    };
    let message = format!("there is no easing \"{text}\"");
    Err((*entry.wrong(message)).help(help).into())
}

fn spring(entry: &Entry<'_>) -> Result<Placed<Spring>, Box<Diagnostic>> {
    let mut table = entry.table("a spring", "{ frequency = 2.0 }")?;
    let mut number = |key, least: f64| {
        let Some(entry) = table.get(key) else {
            return Ok(None);
        };
        let number = entry.number()?;
        match (least..=STIFFEST).contains(&number) {
            true => Ok(Some(number)),
            false => Err(entry.wrong(format!("`{key}` must be from {least} to {STIFFEST}"))),
        }
    };
    let frequency = number("frequency", 1.0 / STIFFEST)?;
    let damping = number("damping", 0.0)?;
    let response = number("response", -STIFFEST)?;
    table.finish()?;
    let Some(frequency) = frequency else {
        let wrong = entry.wrong("a spring needs its `frequency`");
        return Err((*wrong)
            .help("add `frequency = 2.0`: swings a second")
            .into());
    };
    Ok(entry.placed(Spring {
        frequency,
        damping: damping.unwrap_or(1.0),
        response: response.unwrap_or(0.0),
    }))
}

#[cfg(test)]
mod tests;
