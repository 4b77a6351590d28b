//! `shaderpipe check`: whether scenes are valid, without drawing them.

use std::fmt::Display;
use std::path::Path;

use serde_json::{Value, json};
use shaderpipe::export::media_mistakes;
use shaderpipe::scene::{Diagnostic, SceneError, printable};
use shaderpipe::shader;

use super::arguments::CheckArguments;
use super::console::{self, Console, Quiet};
use super::job::load;

/// One reason why a scene is not valid.
enum Mistake {
    /// In the text of a file.
    Placed(Box<Diagnostic>),
    /// Of the file as a whole, such as that it cannot be read.
    Unplaced(anyhow::Error),
}

pub(super) fn check(arguments: &CheckArguments, console: &Console) -> anyhow::Result<()> {
    let mut failed = 0;
    let mut told = 0;
    for path in &arguments.scenes {
        let mistakes = mistakes(path, arguments);
        failed += usize::from(!mistakes.is_empty());
        told += mistakes.len();
        if arguments.json {
            for mistake in &mistakes {
                console::print(&format!("{}\n", described(path, mistake)))?;
            }
        } else if mistakes.is_empty() {
            console::print(&format!("{}: ok\n", path.display()))?;
        }
        if !arguments.json {
            for mistake in mistakes {
                console.error(&match mistake {
                    Mistake::Placed(diagnostic) => diagnostic.into(),
                    Mistake::Unplaced(error) => error,
                });
            }
        }
    }
    if arguments.json {
        let scenes = arguments.scenes.len();
        let summary = json!({
            "event": "summary", "scenes": scenes, "failed": failed, "diagnostics": told,
        });
        console::print(&format!("{summary}\n"))?;
    }
    match failed {
        0 => Ok(()),
        _ => Err(Quiet::Told.into()),
    }
}

/// What is wrong with the scene at `path`.
fn mistakes(path: &Path, arguments: &CheckArguments) -> Vec<Mistake> {
    let placed = |diagnostic| Mistake::Placed(Box::new(diagnostic));
    match load(path, &arguments.access) {
        Ok(scene) => {
            let mistakes = shader::check(&scene).into_iter();
            mistakes.chain(media_mistakes(&scene)).map(placed).collect()
        }
        Err(error) => vec![match error.downcast::<SceneError>() {
            Ok(SceneError::Invalid(diagnostic)) => Mistake::Placed(diagnostic),
            Ok(error) => Mistake::Unplaced(error.into()),
            Err(error) => Mistake::Unplaced(error),
        }],
    }
}

fn described(scene: &Path, mistake: &Mistake) -> Value {
    let text = |text: &dyn Display| printable(&text.to_string());
    let scene = text(&scene.display());
    let mut object = json!({
        "event": "diagnostic",
        "scene": scene,
        "file": scene,
        "line": null,
        "column": null,
        "end_line": null,
        "end_column": null,
        "severity": "error",
        "message": null,
        "label": null,
        "help": null,
    });
    match mistake {
        Mistake::Unplaced(error) => object["message"] = text(&format!("{error:#}")).into(),
        Mistake::Placed(diagnostic) => {
            object["file"] = text(&diagnostic.path().display()).into();
            if let (Some(start), Some(end)) = (diagnostic.position(), diagnostic.end()) {
                (object["line"], object["column"]) = (start.0.into(), start.1.into());
                (object["end_line"], object["end_column"]) = (end.0.into(), end.1.into());
            }
            object["message"] = text(&diagnostic.message()).into();
            if !diagnostic.label_text().is_empty() {
                object["label"] = text(&diagnostic.label_text()).into();
            }
            object["help"] = diagnostic.help_text().map(|help| text(&help)).into();
        }
    }
    object
}
