//! From the text of a flag to its value.

use std::convert::Infallible;
use std::error::Error;
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use shaderpipe::bench::pipe::{Load, Memory, Method as BenchMethod};
use shaderpipe::export::{MAX_SHUTTER, SSAA_RANGE, SsaaFilter};
use shaderpipe::frame::{Orbit, PixelFormat, Place, Pointer};
use shaderpipe::gpu::AdapterChoice;
use shaderpipe::pipe::Method;

/// One of `names`, which help and completions show.
fn named<T>(names: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: Error + Send + Sync> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| name.parse::<T>())
}

pub(super) fn pixel_format() -> impl TypedValueParser<Value = PixelFormat> {
    named(PixelFormat::ALL.map(PixelFormat::name))
}

pub(super) fn transport() -> impl TypedValueParser<Value = Method> {
    named(Method::ALL.map(Method::name))
}

pub(super) fn bench_method() -> impl TypedValueParser<Value = BenchMethod> {
    named(BenchMethod::ALL.map(BenchMethod::name))
}

pub(super) fn load() -> impl TypedValueParser<Value = Load> {
    named(Load::ALL.map(Load::name))
}

pub(super) fn memory() -> impl TypedValueParser<Value = Memory> {
    named(Memory::ALL.map(Memory::name))
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write it as NAME=VALUE, such as speed=0.5".to_owned()),
    }
}

pub(super) fn file_assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.trim().is_empty() && !file.is_empty() => {
            Ok((name.trim().to_owned(), file.to_owned()))
        }
        _ => Err("write it as NAME=FILE, such as wall=photo.jpg".to_owned()),
    }
}

/// A number of bytes, or of their binary multiples K, M, G.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => Some(0),
        "k" | "kb" | "kib" => Some(10),
        "m" | "mb" | "mib" => Some(20),
        "g" | "gb" | "gib" => Some(30),
        _ => None,
    };
    let number = digits.parse::<u64>().ok().filter(|number| *number > 0);
    number
        .zip(shift)
        .and_then(|(number, shift)| number.checked_mul(1 << shift))
        .ok_or_else(|| "write it as a number of bytes, such as 512M or 4G".to_owned())
}

pub(super) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds > 0.0 => Ok(seconds),
        _ => Err("it must be a number of seconds above 0".to_owned()),
    }
}

pub(super) fn moment(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ => Err("it must be a number of seconds, 0 or more".to_owned()),
    }
}

/// How a view is turned.
pub(super) fn view(text: &str) -> Result<Orbit, String> {
    match numbers(text).as_deref() {
        Some(&[longitude, latitude, distance]) if distance > 0.0 => Ok(Orbit {
            longitude,
            latitude,
            distance,
        }),
        _ => Err(
            "write it as LONGITUDE,LATITUDE,DISTANCE, such as 0.5,-0.2,1: the distance is above 0"
                .to_owned(),
        ),
    }
}

/// Where the mouse was left, and where its button was pressed before.
pub(super) fn mouse(text: &str) -> Result<Pointer, String> {
    let left = |at: Place, pressed_at: Place| Pointer {
        at,
        pressed_at: Some(pressed_at),
        ..Pointer::default()
    };
    match numbers(text).as_deref() {
        Some(&[x, y]) => Ok(left([x, y], [x, y])),
        Some(&[x, y, from_x, from_y]) => Ok(left([x, y], [from_x, from_y])),
        _ => Err("write it as X,Y, such as 0.5,0.25: parts of the picture's sides".to_owned()),
    }
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    let number = |text: &str| text.trim().parse().ok().filter(|it: &f64| it.is_finite());
    text.split(',').map(number).collect()
}

pub(super) fn ssaa(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if SSAA_RANGE.contains(&factor) => Ok(factor),
        _ => {
            let (least, most) = (SSAA_RANGE.start(), SSAA_RANGE.end());
            Err(format!("it must be a number from {least} to {most}"))
        }
    }
}

pub(super) fn ssaa_filter() -> impl TypedValueParser<Value = SsaaFilter> {
    let filters = SsaaFilter::ALL;
    PossibleValuesParser::new(filters.map(SsaaFilter::name)).try_map(move |name| {
        let mut filters = filters.into_iter();
        filters
            .find(|filter| filter.name() == name)
            .ok_or("no filter")
    })
}

pub(super) fn shutter(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(degrees) if degrees > 0.0 && degrees <= MAX_SHUTTER => Ok(degrees),
        _ => Err(format!(
            "it must be a number of degrees above 0, {MAX_SHUTTER} at most"
        )),
    }
}

pub(super) fn adapter(text: &str) -> Result<AdapterChoice, Infallible> {
    text.parse()
}
