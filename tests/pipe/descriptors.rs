//! Which descriptors are changed, and which are left as they are.

use std::{io, thread};

use shaderpipe::pipe::{Options, Pipe, Sink};

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
