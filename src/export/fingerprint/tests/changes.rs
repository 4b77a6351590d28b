//! Files that change while they are drawn, or between two looks.

use std::time::SystemTime;

use super::*;

/// The identity of a job, what is done while it is drawn, and what becomes of the identity.
fn confirmed(files: &Files, meanwhile: impl FnOnce()) -> Result<Identity, String> {
    let job = files.job(&request());
    let hashes = Hashes::default();
    let mut identity = job.identity(&hashes).unwrap();
    meanwhile();
    let confirmed = identity.confirm(&hashes);
    confirmed.map_err(|error| error.to_string())?;
    Ok(identity)
}

#[test]
fn what_is_changed_while_it_is_drawn_is_noticed() {
    let files = Files::new();
    let identity = confirmed(&files, || ()).unwrap();
    assert!(identity.inputs.iter().all(|input| input.stamp.is_some()));
    for name in ["scene.wgsl", "lib/shapes.wgsl", "wall.png"] {
        let before = fs::read_to_string(files.path(name)).unwrap();
        let written = fs::metadata(files.path(name)).unwrap().modified().unwrap();
        let change = || {
            // Of the same size, with the time of the other: nothing but its text tells.
            files.write(name, &before.replace(' ', "_"));
            let file = fs::File::options().append(true).open(files.path(name));
            file.unwrap().set_modified(written).unwrap();
        };
        let error = confirmed(&files, change).unwrap_err();
        assert!(error.contains(name) && error.contains("changed"), "{error}");
        files.write(name, &before);
        let error = confirmed(&files, || fs::remove_file(files.path(name)).unwrap());
        assert!(error.unwrap_err().contains(name));
        files.write(name, &before);
    }
    // What was there meanwhile may have been drawn.
    let back = || {
        std::thread::sleep(Duration::from_millis(30));
        files.write("wall.png", "another");
        files.write("wall.png", "not looked at");
    };
    #[cfg(unix)]
    assert!(confirmed(&files, back).unwrap_err().contains("wall.png"));
    #[cfg(not(unix))]
    back();
}

#[test]
fn texts_are_those_that_were_compiled() {
    let files = Files::new();
    let job = files.job(&request());
    let before = print(&job);
    files.write("lib/shapes.wgsl", "fn disc(x: f32) -> f32 { return -x; }\n");
    assert_eq!(print(&job), before);
    assert_ne!(files.print(&request()), before);
}

#[test]
fn a_file_of_tomorrow_is_known_as_any_other() {
    let files = Files::new();
    let tomorrow = SystemTime::now() + Duration::from_secs(86_400);
    for name in ["scene.wgsl", "wall.png"] {
        let file = fs::File::options().append(true).open(files.path(name));
        file.unwrap().set_modified(tomorrow).unwrap();
    }
    confirmed(&files, || ()).unwrap();
}

#[cfg(unix)]
#[test]
fn links_are_known_by_their_own_names() {
    use std::os::unix::fs::symlink;
    let files = Files::new();
    fs::create_dir(files.path("other")).unwrap();
    files.write("lib/wall.png", "one");
    files.write("other/wall.png", "two");
    files.write(
        "other/shapes.wgsl",
        "fn disc(x: f32) -> f32 { return x + 1.0; }\n",
    );
    files.write("lib/again.wgsl", "fn again(x: f32) -> f32 { return x; }\n");
    symlink("lib", files.path("link")).unwrap();
    symlink("again.wgsl", files.path("lib/same.wgsl")).unwrap();
    let scene = SCENE.replace("\"wall.png\"", "\"link/wall.png\"");
    let imports = "#import \"link/shapes.wgsl\"::disc\n#import \"lib/again.wgsl\" as one\n\
                   #import \"lib/same.wgsl\" as other";
    let scene = scene.replace("#import \"lib/shapes.wgsl\"::disc", imports);
    files.write("scene.wgsl", &scene);
    let identity = confirmed(&files, || ()).unwrap();
    let inputs = identity.inputs.iter();
    let named: Vec<_> = inputs
        .map(|input| (input.role.as_str(), input.path.clone()))
        .collect();
    let expected = [
        ("scene", "scene.wgsl"),
        ("import link/shapes.wgsl", "link/shapes.wgsl"),
        ("import lib/again.wgsl", "lib/again.wgsl"),
        ("import lib/same.wgsl", "lib/same.wgsl"),
        ("texture wall", "link/wall.png"),
    ];
    assert_eq!(named, expected.map(|(role, path)| (role, files.path(path))));
    let lead = |to: &str| {
        fs::remove_file(files.path("link")).unwrap();
        symlink(to, files.path("link")).unwrap();
    };
    let error = confirmed(&files, || lead("other")).unwrap_err();
    assert!(error.contains("link/shapes.wgsl"), "{error}");
    assert_ne!(files.print(&request()), identity.fingerprint);
    lead("lib");
    assert_eq!(files.print(&request()), identity.fingerprint);
}
