//! Which descriptors are changed, and which are left as they are.

use std::{io, thread};

use shaderpipe::pipe::{Method, Options, Pipe, Sink};

use super::readers::*;

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_of_our_own_is_enlarged_and_a_shared_one_left_as_it_is() {
    use rustix::{
        fs::{OFlags, fcntl_getfl},
        pipe::fcntl_getpipe_size,
    };
    let (reader, writer) = io::pipe().unwrap();
    let before = (
        fcntl_getpipe_size(&reader).unwrap(),
        fcntl_getfl(&writer).unwrap(),
    );
    let shared = std::os::fd::OwnedFd::from(writer.try_clone().unwrap());
    let pipe = Pipe::spawn(Sink::file(shared.into()), Options::default()).unwrap();
    pipe.send([1; 1]).unwrap();
    let stats = pipe.finish().unwrap();
    let after = (
        fcntl_getpipe_size(&reader).unwrap(),
        fcntl_getfl(&writer).unwrap(),
    );
    assert_eq!(before, after);
    assert!(!after.1.contains(OFlags::NONBLOCK));
    assert_eq!(stats.pipe_capacity, Some(before.0));

    let pipe = Pipe::<Vec<u8>>::spawn(Sink::owned(writer.into()), Options::default()).unwrap();
    let stats = pipe.finish().unwrap();
    assert_eq!(
        stats.pipe_capacity,
        Some(fcntl_getpipe_size(&reader).unwrap())
    );
    assert!(stats.pipe_capacity >= Some(before.0));
}

/// Another process may have made a descriptor nonblocking that we share and cannot reopen.
#[cfg(unix)]
#[test]
fn a_nonblocking_shared_descriptor_is_waited_for() {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};
    within_deadline(|| {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let pipe = Pipe::spawn(Sink::file(OwnedFd::from(ours).into()), depth_of(1)).unwrap();
        let progress = pipe.progress();
        let reader = thread::spawn(move || {
            wait_until("the socket is full", || progress.bytes() > 0);
            read_slowly(theirs)
        });
        pipe.send(noise(1, 3 << 20)).unwrap();
        let stats = pipe.finish().unwrap();
        assert!(reader.join().unwrap() == noise(1, 3 << 20));
        assert!(stats.system_calls.poll > 0);
    });
}

fn with(method: Method) -> Options {
    Options {
        method,
        ..Options::default()
    }
}

/// Neither is done to a descriptor from elsewhere: not by `auto`, and not if it is asked for.
#[test]
fn nothing_is_lent_to_a_sink_that_is_not_ours() {
    for &kind in KINDS {
        #[cfg(target_os = "linux")]
        if kind == Kind::Owned {
            continue;
        }
        for method in [Method::Vmsplice, Method::Copy] {
            let (sink, _reader) = kind.sink();
            let error = Pipe::<Vec<u8>>::spawn(sink, with(method)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::Unsupported, "{kind:?}");
            let told = error.to_string();
            assert!(
                told.starts_with(method.name()) && told.contains("use auto or write"),
                "{told}"
            );
        }
        for method in [Method::Auto, Method::Write] {
            within_deadline(move || {
                let (sink, reader) = kind.sink();
                let reader = thread::spawn(move || read_slowly(reader));
                let pipe = Pipe::spawn(sink, with(method)).unwrap();
                for index in 0..60 {
                    pipe.send(noise(index, 100_000)).unwrap();
                }
                let stats = pipe.finish().unwrap();
                assert_eq!((stats.transport, stats.system_calls.vmsplice), ("write", 0));
                assert!(!stats.reason.is_empty());
                reader.join().unwrap();
            });
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_lent_to_what_is_no_pipe() {
    use std::os::{fd::OwnedFd, unix::net::UnixStream};
    for method in [Method::Vmsplice, Method::Copy] {
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let sink = Sink::owned(OwnedFd::from(ours));
        let error = Pipe::<Vec<u8>>::spawn(sink, with(method)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
        let error = Pipe::<Vec<u8>>::spawn(Sink::stdout(), with(method)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
    }
    within_deadline(|| {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let reader = thread::spawn(move || read_slowly(theirs));
        let pipe = Pipe::spawn(Sink::owned(OwnedFd::from(ours)), Options::default()).unwrap();
        pipe.send(noise(1, 1 << 20)).unwrap();
        assert_eq!(pipe.finish().unwrap().transport, "write");
        assert!(reader.join().unwrap() == noise(1, 1 << 20));
    });
}

/// After its last reader has gone, another may open it and read what the pages hold by then.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_lent_to_a_pipe_with_a_name() {
    use std::{fs::File, os::fd::OwnedFd};

    use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat, open};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fifo");
    mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
    let ends = |path| -> (File, OwnedFd) {
        // A writing end cannot be opened before there is a reader, nor a reader wait for it here.
        let reader = open(path, OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty()).unwrap();
        let writer = open(path, OFlags::WRONLY, Mode::empty()).unwrap();
        rustix::fs::fcntl_setfl(&reader, OFlags::empty()).unwrap();
        (reader.into(), writer)
    };
    for method in [Method::Vmsplice, Method::Copy] {
        let (_reader, writer) = ends(&path);
        let error = Pipe::<Vec<u8>>::spawn(Sink::owned(writer), with(method)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Unsupported);
        assert!(error.to_string().contains("without a name"), "{error}");
    }
    for method in [Method::Auto, Method::Write] {
        let (reader, writer) = ends(&path);
        within_deadline(move || {
            let reader = thread::spawn(move || read_slowly(reader));
            let pipe = Pipe::spawn(Sink::owned(writer), with(method)).unwrap();
            pipe.send(noise(1, 3 << 20)).unwrap();
            let stats = pipe.finish().unwrap();
            assert_eq!((stats.transport, stats.system_calls.vmsplice), ("write", 0));
            assert!(stats.pipe_capacity.is_some(), "it is a pipe all the same");
            assert!(reader.join().unwrap() == noise(1, 3 << 20));
        });
    }
}

/// A child may enlarge the pipe that it reads: room in it is no room in the ring then.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_enlarges_the_pipe_changes_nothing() {
    use super::pool::{Pool, check};
    for method in [Method::Vmsplice, Method::Copy, Method::Auto] {
        within_deadline(move || {
            let (sink, reader) = Kind::Owned.sink();
            let options = Options {
                capacity: 4096,
                ..with(method)
            };
            let pipe = Pipe::spawn(sink, options).unwrap();
            rustix::pipe::fcntl_setpipe_size(&reader, 1 << 20).unwrap();
            let sizes = [300_000; 40];
            let nap = std::time::Duration::from_millis(2);
            let reader = thread::spawn(move || check(reader, &sizes, nap));
            let pool = Pool::new(2);
            assert_eq!(pool.feed(&pipe, &sizes), sizes.len());
            pipe.finish().unwrap();
            reader.join().unwrap();
        });
    }
}

/// Blocking writes of a chunk are what other programs do: the measure to compare with.
#[test]
fn an_asked_for_chunk_is_what_every_write_gets() {
    use std::sync::{Arc, Mutex};
    struct Noting(Arc<Mutex<Vec<usize>>>);
    impl io::Write for Noting {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for (chunk, expected) in [
        (8192, vec![8192, 8192, 3616]),
        (20_000, vec![20_000]),
        (usize::MAX, vec![20_000]),
    ] {
        let noted = Arc::default();
        let options = Options {
            chunk: Some(chunk),
            ..Options::default()
        };
        let sink = Sink::portable(Box::new(Noting(Arc::clone(&noted))));
        let pipe = Pipe::spawn(sink, options).unwrap();
        for _ in 0..3 {
            pipe.send(vec![0; 20_000]).unwrap();
        }
        let stats = pipe.finish().unwrap();
        assert_eq!(*noted.lock().unwrap(), expected.repeat(3));
        assert_eq!(stats.chunk, chunk);
        assert_eq!(stats.system_calls.write, 3 * expected.len() as u64);
    }
}
