//! Looks at several files at once: most of what a run of FFmpeg takes over a short file is its start.
//!
//! Knows nothing of what is looked for.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// What `look` gives for each of `items`, in their order; on as many threads as there are cores. After a
/// failure no more are begun, and that of the first item that failed is the whole's.
pub(super) fn each<T: Sync, R: Send, E: Send>(
    items: &[T],
    look: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while let Some((place, item)) = take(items, &next) {
            let result = look(item);
            if result.is_err() {
                next.store(items.len(), Ordering::Relaxed);
            }
            lock(&found).push((place, result));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        // This thread works, too: where no other can be had, it does all.
        for _ in 1..cores.min(items.len()) {
            let thread = thread::Builder::new().name("shaderpipe-look".to_owned());
            let _ = thread.spawn_scoped(scope, work);
        }
        work();
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, result)| result).collect()
}

fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let counted = |place: usize| (place < items.len()).then_some(place + 1);
    let place = next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, counted);
    let place = place.ok()?;
    Some((place, items.get(place)?))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_keep_their_order_and_the_first_failure_counts() {
        let items: Vec<u32> = (0..100).collect();
        let double = |item: &u32| Ok::<_, u32>(item * 2);
        assert_eq!(each(&items, double).unwrap()[99], 198);
        for _ in 0..20 {
            let late = |item: &u32| if *item < 7 { Ok(*item) } else { Err(*item) };
            assert_eq!(each(&items, late), Err(7));
        }
        assert_eq!(each(&[], double), Ok(Vec::new()));
    }
}
