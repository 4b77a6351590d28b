//! From what is written to a parameter's value: numbers, flags, options, colours.

use std::ops::Range;

use super::{Param, ParamError, ParamType};
use crate::scene::{Color, Diagnostic, ParamValue, Source, Widget, Written};

/// Why what is written is no value of a parameter.
#[derive(Debug, PartialEq)]
pub(super) enum Misfit {
    /// It is not of its type.
    Type,
    /// This component is out of its range.
    Range(f64),
}

/// A value as the command line has it: there, numbers have commas between them.
fn written(text: &str) -> Written {
    let number = |part: &str| match part.trim() {
        "true" => Some(1.0),
        "false" => Some(0.0),
        number => number
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite()),
    };
    match text.split(',').map(number).collect() {
        Some(numbers) => Written::Numbers(numbers),
        None => Written::Text(text.trim().to_owned()),
    }
}

impl Param {
    /// The value that a text stands for, as the command line has it: a number, numbers with commas,
    /// `true` or `false`, a colour such as `#ff8800`, or a menu's option.
    ///
    /// # Errors
    /// When it is not of the parameter's type, or outside its range.
    pub fn read(&self, text: &str) -> Result<ParamValue, ParamError> {
        let value = self.value_of(&written(text));
        value.map_err(|misfit| self.refusal(text, &misfit))
    }

    /// The text that [`read`](Self::read) takes `value` from, exactly: as people write it where that
    /// can be, else in numbers.
    pub fn text(&self, value: &[f64]) -> String {
        let plain = self.named(value).or_else(|| self.codes_text(value));
        let plain = plain.filter(|text| self.read(text).is_ok_and(|read| read == value));
        plain.unwrap_or_else(|| {
            let numbers: Vec<String> = value.iter().map(f64::to_string).collect();
            numbers.join(",")
        })
    }

    /// The name that a choice has.
    fn named(&self, value: &[f64]) -> Option<String> {
        match self.widget()? {
            Widget::Menu => self.spec.options.get(*value.first()? as usize).cloned(),
            widget if widget.is_choice() => Some((value.first() != Some(&0.0)).to_string()),
            _ => None,
        }
    }

    fn codes_text(&self, value: &[f64]) -> Option<String> {
        self.is_color().then(|| hex(&self.codes(value)))
    }

    /// Whether its values are colours: its widget or its default say so.
    pub fn is_color(&self) -> bool {
        let has_room = matches!(self.ty, ParamType::Vector(3 | 4));
        let default = self.spec.default.as_ref().map(|default| &default.value);
        let is_written = matches!(default, Some(Written::Text(_)));
        has_room && (self.widget() == Some(Widget::Color) || self.widget().is_none() && is_written)
    }

    /// The nearest colour that a display shows, in codes of 8 bits: red, green, blue and, where it has
    /// one, alpha.
    pub fn codes(&self, value: &[f64]) -> Vec<u8> {
        let is_light = |place: usize| place < 3 && self.color == Color::Linear;
        let code = |(place, number): (usize, &f64)| {
            let shown = if is_light(place) {
                encoded(*number)
            } else {
                *number
            };
            (shown * 255.0).round().clamp(0.0, 255.0) as u8
        };
        value.iter().enumerate().map(code).collect()
    }

    /// The value that is written.
    pub(super) fn value_of(&self, written: &Written) -> Result<ParamValue, Misfit> {
        let value = match written {
            Written::Numbers(numbers) => Some(numbers.clone()),
            Written::Flag(on) => Some(vec![f64::from(u8::from(*on))]),
            Written::Text(text) => match self.spec.options.iter().position(|name| name == text) {
                Some(option) => Some(vec![option as f64]),
                None => self.color_of(text),
            },
        };
        let value = value
            .filter(|value| self.holds(value))
            .ok_or(Misfit::Type)?;
        let within = |(number, (min, max)): (&f64, &(f64, f64))| (*min..=*max).contains(number);
        let mut pairs = value.iter().zip(&self.bounds);
        match pairs.find(|pair| !within(*pair)) {
            None => Ok(value),
            Some((outside, _)) => Err(Misfit::Range(*outside)),
        }
    }

    fn holds(&self, value: &[f64]) -> bool {
        let (lowest, highest) = self.ty.limits();
        let is_whole = self.ty.is_whole() || self.widget().is_some_and(Widget::is_choice);
        let fits = |number: &f64| {
            (lowest..=highest).contains(number) && (!is_whole || number.fract() == 0.0)
        };
        value.len() == self.ty.components() && value.iter().all(fits)
    }

    /// A colour in hexadecimal digits. It means what a display shows: a scene in linear light gets
    /// linear light.
    fn color_of(&self, text: &str) -> Option<ParamValue> {
        let mut components = hexadecimal(text)?;
        match self.ty {
            ParamType::Vector(3) => {}
            ParamType::Vector(4) if components.len() == 3 => components.push(1.0),
            ParamType::Vector(4) => {}
            _ => return None,
        }
        if self.color == Color::Linear {
            components[..3]
                .iter_mut()
                .for_each(|code| *code = decoded(*code));
        }
        Some(components)
    }

    /// Its type in words, and an example of how a value is written on the command line.
    pub(super) fn described(&self) -> (String, String) {
        let (words, example) = match self.ty {
            _ if self.widget() == Some(Widget::Menu) => {
                let first = self.spec.options.first().cloned().unwrap_or_default();
                return (self.range(), first);
            }
            _ if self.widget().is_some_and(Widget::is_choice) => ("true or false", "true"),
            ParamType::F32 => ("a number", "0.5"),
            ParamType::I32 => ("a whole number", "-3"),
            ParamType::U32 => ("a whole number of 0 or more", "3"),
            ParamType::Vector(2) => ("two numbers", "0.5,1"),
            ParamType::Vector(3) if self.widget() == Some(Widget::Color) => ("a colour", "#ff8800"),
            ParamType::Vector(3) => ("three numbers", "1,0.5,0"),
            ParamType::Vector(_) if self.widget() == Some(Widget::Color) => {
                ("a colour with alpha", "#ff8800cc")
            }
            ParamType::Vector(_) => ("four numbers", "1,0.5,0,1"),
        };
        (format!("{words} ({})", self.ty.name()), example.to_owned())
    }

    /// An example of how a value is written in a file.
    fn toml_example(&self) -> String {
        let (_, example) = self.described();
        match self.ty {
            _ if example.starts_with('#') || self.widget() == Some(Widget::Menu) => {
                format!("{example:?}")
            }
            ParamType::Vector(_) => format!("[{}]", example.replace(',', ", ")),
            _ => example,
        }
    }

    /// The mistake that `what`, written in a file as the key `key`, does not fit.
    pub(super) fn mistake(
        &self,
        source: &Source,
        span: Range<usize>,
        (what, key): (&str, &str),
        misfit: &Misfit,
    ) -> Box<Diagnostic> {
        let name = &self.name;
        let (message, help) = match misfit {
            Misfit::Type => (
                format!("{what} does not fit the type of `{name}`"),
                format!(
                    "it is {}: write it as `{key} = {}`",
                    self.described().0,
                    self.toml_example()
                ),
            ),
            Misfit::Range(outside) => (
                format!("{what} is out of range: {outside}"),
                format!("`{name}` is {}", self.range()),
            ),
        };
        Diagnostic::new(source, Some(span), message)
            .help(help)
            .into()
    }
}

/// The components of `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`, 0 to 1.
fn hexadecimal(text: &str) -> Option<Vec<f64>> {
    let digits = text.strip_prefix('#')?;
    let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits?;
    let byte = |pair: &[u32]| f64::from(16 * pair[0] + pair[pair.len() - 1]) / 255.0;
    match digits.len() {
        3 | 4 => Some(digits.chunks(1).map(byte).collect()),
        6 | 8 => Some(digits.chunks(2).map(byte).collect()),
        _ => None,
    }
}

/// Codes in hexadecimal digits, as [`hexadecimal`] reads them.
fn hex(codes: &[u8]) -> String {
    let digits = codes.iter().map(|code| format!("{code:02x}"));
    std::iter::once("#".to_owned()).chain(digits).collect()
}

/// The sRGB code of linear light.
fn encoded(light: f64) -> f64 {
    match light {
        light if light <= 0.003_130_8 => 12.92 * light,
        light => 1.055 * light.powf(1.0 / 2.4) - 0.055,
    }
}

/// The linear light of an sRGB code (IEC 61966-2-1).
fn decoded(code: f64) -> f64 {
    match code {
        code if code <= 0.04045 => code / 12.92,
        code => ((code + 0.055) / 1.055).powf(2.4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_three_four_six_or_eight_digits() {
        let bytes = |text| {
            let components = hexadecimal(text)?;
            Some(components.iter().map(|one| one * 255.0).collect::<Vec<_>>())
        };
        assert_eq!(bytes("#f80"), Some(vec![255.0, 136.0, 0.0]));
        assert_eq!(bytes("#F80c"), Some(vec![255.0, 136.0, 0.0, 204.0]));
        assert_eq!(bytes("#ff8801"), Some(vec![255.0, 136.0, 1.0]));
        assert_eq!(bytes("#10203040"), Some(vec![16.0, 32.0, 48.0, 64.0]));
        for text in ["", "#", "f80", "#f8", "#ff88000", "#gg0000", "#ééé", "#+12"] {
            assert_eq!(bytes(text), None, "{text}");
        }
        assert!((decoded(0.5) - 0.214_041_14).abs() < 1e-8);
        assert_eq!((decoded(0.0), decoded(1.0)), (0.0, 1.0));
    }

    #[test]
    fn every_code_is_written_as_the_digits_it_is_read_from() {
        for code in 0..=255_u8 {
            let light = decoded(f64::from(code) / 255.0);
            assert_eq!((encoded(light) * 255.0).round() as u8, code);
            let text = hex(&[code, 0, 255 - code, 7]);
            let read: Vec<_> = hexadecimal(&text).unwrap();
            let codes: Vec<_> = read.iter().map(|one| (one * 255.0).round() as u8).collect();
            assert_eq!(codes, [code, 0, 255 - code, 7]);
        }
    }
}
