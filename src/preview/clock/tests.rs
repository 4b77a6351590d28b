//! The clock without a window.

use super::*;

fn at(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// 50 frames a second, 100 of them.
fn clock(in_order: bool) -> Clock {
    Clock::new(50.0, 100, in_order, 0)
}

#[test]
fn it_stands_until_it_is_played_and_again_when_it_is_paused() {
    let mut clock = clock(false);
    assert_eq!((clock.tick(at(3.0)), clock.next()), (0, None));
    clock.play(at(3.0));
    assert_eq!(clock.tick(at(3.1)), 5);
    clock.pause();
    assert_eq!((clock.tick(at(9.0)), clock.next()), (5, None));
    clock.play(at(9.0));
    assert_eq!(clock.tick(at(9.02)), 6);
}

#[test]
fn the_next_frame_is_due_when_a_tick_shows_it() {
    let mut clock = clock(false);
    clock.play(at(1.0));
    let mut now = clock.next().unwrap();
    for frame in 1..=300_u64 {
        assert_eq!(clock.tick(now), frame % 100);
        let early = now.saturating_sub(Duration::from_millis(1));
        assert_eq!(clock.clone().tick(early), frame % 100, "no way back");
        now = clock.next().unwrap();
    }
    assert!((now.as_secs_f64() - 1.0 - 6.01).abs() < 1e-3, "{now:?}");
}

#[test]
fn ticks_that_come_once_a_frame_show_each_frame_once_whatever_their_jitter() {
    let mut clock = clock(false);
    clock.play(at(0.0));
    for frame in 0..90_u32 {
        let jitter = [0.0, 0.009, -0.008, 0.004][frame as usize % 4];
        let now = (f64::from(frame) * 0.02 + jitter).max(0.0);
        assert_eq!(clock.tick(at(now)), u64::from(frame));
    }
}

#[test]
fn without_state_late_frames_are_skipped_and_with_state_time_slows_down() {
    let mut free = clock(false);
    free.play(at(0.0));
    assert_eq!([0.1, 0.2, 0.3].map(|now| free.tick(at(now))), [5, 10, 15]);
    assert!(!free.is_behind());
    let mut ordered = clock(true);
    ordered.play(at(0.0));
    assert_eq!([0.1, 0.2, 0.3].map(|now| ordered.tick(at(now))), [1, 2, 3]);
    assert!(ordered.is_behind());
    // It does not run after what it has missed.
    assert_eq!([0.32, 0.34].map(|now| ordered.tick(at(now))), [4, 5]);
    assert!(!ordered.is_behind());
}

#[test]
fn both_ends_lead_to_the_other() {
    let mut clock = clock(false);
    clock.step(-1);
    assert_eq!(clock.frame(), 99);
    clock.step(1);
    assert_eq!(clock.frame(), 0);
    clock.seek(at(0.0), 98);
    clock.play(at(0.0));
    let frames = [0.02, 0.04, 0.06].map(|now| clock.tick(at(now)));
    assert_eq!(frames, [99, 0, 1]);
}

#[test]
fn a_region_is_repeated_and_reached_from_outside() {
    for in_order in [false, true] {
        let mut clock = clock(in_order);
        clock.set_region(Some(10..13));
        clock.seek(at(0.0), 11);
        clock.play(at(0.0));
        let frames = [0.02, 0.04, 0.06, 0.08, 0.10].map(|now| clock.tick(at(now)));
        assert_eq!(frames, [12, 10, 11, 12, 10], "in order: {in_order}");
        clock.seek(at(1.0), 50);
        assert_eq!(clock.frame(), 50, "one may look outside");
        assert!((10..13).contains(&clock.tick(at(1.02))));
    }
    let mut clock = clock(false);
    clock.set_region(Some(90..300));
    assert_eq!(clock.region(), Some(90..100));
    clock.set_region(Some(7..7));
    assert_eq!(clock.region(), None);
}

#[test]
fn a_speed_holds_from_now_on() {
    let mut clock = clock(false);
    clock.play(at(0.0));
    assert_eq!(clock.tick(at(0.2)), 10);
    clock.set_speed(at(0.2), 0.5);
    assert_eq!(clock.tick(at(0.4)), 15);
    clock.set_speed(at(0.4), 2.0);
    assert_eq!(clock.tick(at(0.5)), 25);
    clock.set_speed(at(0.5), 1000.0);
    assert_eq!(clock.speed(), 8.0);
}

#[test]
fn another_version_of_the_scene_keeps_the_time() {
    let mut clock = clock(false);
    clock.seek(at(0.0), 50);
    clock.set_region(Some(25..75));
    clock.adopt(at(0.0), 100.0, 200, true);
    assert_eq!((clock.frame(), clock.seconds()), (100, 1.0));
    assert_eq!(clock.region(), Some(50..150));
    clock.adopt(at(0.0), 100.0, 60, true);
    assert_eq!((clock.frame(), clock.region()), (59, Some(50..60)));
    // Not one frame is lost to rounding.
    for frame in 0..100 {
        let mut clock = Clock::new(30000.0 / 1001.0, 100, false, frame);
        clock.adopt(at(0.0), 30000.0 / 1001.0, 100, false);
        assert_eq!(clock.frame(), frame);
    }
}

#[test]
fn a_loop_that_is_marked_behind_its_end_or_before_its_start_goes_to_the_scenes() {
    let mut clock = Clock::new(30.0, 100, false, 0);
    clock.set_region(Some(10..20));
    clock.seek(at(0.0), 15);
    clock.begin_region();
    assert_eq!(clock.region(), Some(15..20));
    clock.seek(at(0.0), 40);
    clock.begin_region();
    assert_eq!(clock.region(), Some(40..100));
    clock.seek(at(0.0), 5);
    clock.end_region();
    assert_eq!(clock.region(), Some(0..6));
}
