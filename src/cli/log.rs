//! The library's log, told as everything else that a user should know.

use std::fmt::{Debug, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::console::Console;

/// Has `console` tell what the library logs: warnings, or what `RUST_LOG` asks for.
pub(super) fn tell_by(console: Console) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("shaderpipe=warn"));
    // Fails only when there is a log already.
    let _ = Registry::default()
        .with(filter)
        .with(Log(console))
        .try_init();
}

struct Log(Console);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut words = Words::default();
        event.record(&mut words);
        let kind = match *event.metadata().level() {
            // Nothing that is logged ends a command.
            Level::ERROR | Level::WARN => "warning",
            Level::INFO => "note",
            Level::DEBUG | Level::TRACE => "debug",
        };
        self.0.notice(kind, &words.0);
    }
}

/// The message of an event, and behind it what else it holds.
#[derive(Default)]
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let is_message = field.name() == "message";
        let text = match is_message {
            true => format!("{value:?}"),
            false => format!(" {}={value:?}", field.name()),
        };
        match is_message {
            true => self.0.insert_str(0, &text),
            // Writing to a text cannot fail.
            false => drop(self.0.write_str(&text)),
        }
    }
}
