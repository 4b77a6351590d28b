//! From the text of a recording to its events. Every mistake has its line and a way out.

use std::ops::Range;

use toml::de::DeTable;

use super::super::preset::settings;
use super::super::table::{Entry, Table};
use super::{Deed, Recorded, Recording, VERSION};
use crate::frame::{InputEvent, Key, Orbit, Place, Rate};
use crate::scene::{Diagnostic, Source, nearest};

/// The angles and distances that a view can be turned to: no hand turns farther, and floats hold them.
const MAX_ORBIT: f64 = 1e6;

const HEADER: &str = "[[event]]";

pub(super) fn parse(source: Source) -> Result<Recording, Box<Diagnostic>> {
    let text = source.text().to_owned();
    let document = DeTable::parse(&text).map_err(|error| not_toml(&source, &error))?;
    let mut table = Table::new(&source, document.get_ref(), "a recording");
    let version = table.get("version").map(|entry| entry.number());
    if version.transpose()? != Some(VERSION.into()) {
        let message = format!("this program replays recordings of `version = {VERSION}`");
        let place = table.get("version").map(|entry| entry.key_span());
        return Err(Diagnostic::new(&source, place, message)
            .help("is it a recording of input? `preview --record-input FILE` writes them")
            .into());
    }
    let rate = match table.get("fps") {
        Some(entry) => rate(&entry)?,
        None => {
            return Err(Diagnostic::new(
                &source,
                None,
                "it does not say how many frames a second it has",
            )
            .help("write `fps = \"60\"` at its top")
            .into());
        }
    };
    let events = match table.get("event") {
        Some(entry) => entry.tables("an event", HEADER)?,
        None => Vec::new(),
    };
    let events = events
        .into_iter()
        .map(|(table, span)| event(table, span))
        .collect::<Result<_, _>>()?;
    table.finish()?;
    Ok(Recording {
        source: source.clone(),
        rate,
        events,
    })
}

fn not_toml(source: &Source, error: &toml::de::Error) -> Diagnostic {
    let message = format!("a recording is TOML: {}", error.message());
    let diagnostic = Diagnostic::new(source, error.span(), message);
    let last = source.text().rfind(HEADER);
    match (last, error.span()) {
        (Some(last), Some(span)) if span.start >= last => {
            let (line, _) = source.position(last);
            diagnostic.help(format!(
                "if it was cut short, delete its last event: all from line {line} on"
            ))
        }
        _ => diagnostic.help("`preview --record-input FILE` writes recordings of input"),
    }
}

fn rate(entry: &Entry<'_>) -> Result<Rate, Box<Diagnostic>> {
    let text = entry.string()?;
    text.parse().map_err(|error: crate::frame::ParseRateError| {
        let diagnostic = *entry.wrong(error.to_string());
        diagnostic.help("write it as `fps = \"60\"`").into()
    })
}

fn event(mut table: Table<'_>, span: Range<usize>) -> Result<Recorded, Box<Diagnostic>> {
    let Some(frame) = table.get("frame") else {
        let missing = *table.mistake(span, "an event needs its `frame`");
        return Err(missing.help("write `frame = N`, counted from 0").into());
    };
    let frame = frame.count(0.0, u32::MAX.into())?.into();
    let mut found: Option<(&str, Deed)> = None;
    for key in DEEDS {
        let Some(entry) = table.get(key) else {
            continue;
        };
        if let Some((other, _)) = found {
            let message = format!("an event is one thing, and this is `{other}` and `{key}`");
            let diagnostic = *table.mistake(entry.key_span(), &message);
            return Err(diagnostic
                .help(format!("begin another {HEADER} with the same `frame`"))
                .into());
        }
        found = Some((key, deed(key, &entry)?));
    }
    let keys = table.entries().count();
    match found {
        // An unknown key says more than that none is known.
        None if keys > 1 => table.finish().and(Ok(Recorded {
            frame,
            deed: Deed::Drawn,
        })),
        None => {
            let diagnostic = *table.mistake(span, "nothing is done in this event");
            Err(diagnostic
                .help(format!("it has one of: {}", DEEDS.join(", ")))
                .into())
        }
        Some((_, deed)) => table.finish().map(|()| Recorded { frame, deed }),
    }
}

/// The keys of an event beside `frame`.
const DEEDS: [&str; 9] = [
    "press", "move", "release", "key_down", "key_up", "orbit", "set", "reset", "drawn",
];

fn deed(key: &'static str, entry: &Entry<'_>) -> Result<Deed, Box<Diagnostic>> {
    Ok(Deed::Hand(match key {
        "press" => InputEvent::Press(place(entry)?),
        "move" => InputEvent::Move(place(entry)?),
        "release" => {
            only_true(entry)?;
            InputEvent::Release
        }
        "key_down" => InputEvent::KeyDown(named_key(entry)?),
        "key_up" => InputEvent::KeyUp(named_key(entry)?),
        "orbit" => InputEvent::Orbit(orbit(entry)?),
        "set" => {
            return settings(
                entry
                    .table("the parameters that are set", "{ speed = 0.5 }")?
                    .entries(),
            )
            .map(Deed::Set);
        }
        "reset" => return entry.names().map(Deed::Reset),
        _ => {
            only_true(entry)?;
            return Ok(Deed::Drawn);
        }
    }))
}

fn only_true(entry: &Entry<'_>) -> Result<(), Box<Diagnostic>> {
    match entry.flag()? {
        true => Ok(()),
        false => {
            let key = entry.key();
            let diagnostic = *entry.wrong(format!("`{key}` can only be true"));
            Err(diagnostic.help("leave the event out").into())
        }
    }
}

fn place(entry: &Entry<'_>) -> Result<Place, Box<Diagnostic>> {
    let parts = entry.components()?;
    <[f64; 2]>::try_from(parts).map_err(|_| {
        let message = format!("`{}` must be two numbers", entry.key());
        let diagnostic = *entry.wrong(message);
        diagnostic
            .help("they are parts of the picture's width and height: [0.5, 0.5] is its middle")
            .into()
    })
}

fn orbit(entry: &Entry<'_>) -> Result<Orbit, Box<Diagnostic>> {
    let parts = entry.components()?;
    match parts[..] {
        [longitude, latitude, distance]
            if parts.iter().all(|part| part.abs() <= MAX_ORBIT) && distance >= 1.0 / MAX_ORBIT =>
        {
            Ok(Orbit {
                longitude,
                latitude,
                distance,
            })
        }
        _ => {
            let message = "`orbit` must be a longitude, a latitude and a factor above 0";
            let diagnostic = *entry.wrong(message);
            Err(diagnostic
                .help("[0.0, 0.0, 1.0] is the view that nobody has turned")
                .into())
        }
    }
}

fn named_key(entry: &Entry<'_>) -> Result<Key, Box<Diagnostic>> {
    let name = entry.string()?;
    Key::named(&name).ok_or_else(|| {
        let help = match nearest(&name, Key::names()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "a key is called by its place, such as KeyA, Digit1 or ArrowLeft".to_owned(),
        };
        let diagnostic = *entry.wrong(format!("there is no key \"{name}\""));
        diagnostic.help(help).into()
    })
}
