//! Steps back and forth. What one gesture does is one step, however many values it goes through.

/// The most steps back.
const MOST: usize = 200;

/// A movement of the hand: what it moves, and the number of the press of the button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::preview) struct Gesture {
    pub(in crate::preview) name: String,
    pub(in crate::preview) press: u64,
}

/// What was, and what was undone.
#[derive(Clone, Debug)]
pub(in crate::preview) struct Undo<T> {
    past: Vec<T>,
    future: Vec<T>,
    /// The gesture that made the last step.
    gesture: Option<Gesture>,
}

impl<T> Default for Undo<T> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
            gesture: None,
        }
    }
}

impl<T: Clone + PartialEq> Undo<T> {
    /// `before` has become `now`, by a gesture or at once.
    pub(in crate::preview) fn changed(&mut self, before: T, now: &T, gesture: Option<Gesture>) {
        if before == *now {
            return;
        }
        let goes_on = gesture.is_some() && gesture == self.gesture;
        self.gesture = gesture;
        self.future.clear();
        if goes_on {
            return;
        }
        if self.past.len() == MOST {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    /// What was before, instead of `now`.
    pub(in crate::preview) fn undo(&mut self, now: &T) -> Option<T> {
        let back = self.past.pop()?;
        self.future.push(now.clone());
        self.gesture = None;
        Some(back)
    }

    /// What was undone, instead of `now`.
    pub(in crate::preview) fn redo(&mut self, now: &T) -> Option<T> {
        let forth = self.future.pop()?;
        self.past.push(now.clone());
        self.gesture = None;
        Some(forth)
    }

    pub(in crate::preview) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(in crate::preview) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gesture(name: &str, press: u64) -> Option<Gesture> {
        let name = name.to_owned();
        Some(Gesture { name, press })
    }

    /// A value that changes.
    #[derive(Default)]
    struct Held(u32, Undo<u32>);

    impl Held {
        fn set(&mut self, value: u32, gesture: Option<Gesture>) {
            let before = std::mem::replace(&mut self.0, value);
            self.1.changed(before, &self.0, gesture);
        }

        fn undo(&mut self) -> u32 {
            self.0 = self.1.undo(&self.0).unwrap_or(self.0);
            self.0
        }

        fn redo(&mut self) -> u32 {
            self.0 = self.1.redo(&self.0).unwrap_or(self.0);
            self.0
        }
    }

    #[test]
    fn a_drag_is_one_step_and_typed_values_are_one_each() {
        let mut held = Held::default();
        (1..=9).for_each(|value| held.set(value, gesture("a", 100)));
        held.set(10, None);
        held.set(11, None);
        assert_eq!([held.undo(), held.undo(), held.undo()], [10, 9, 0]);
        assert!(!held.1.can_undo());
        assert_eq!(held.undo(), 0);
        assert_eq!([held.redo(), held.redo(), held.redo()], [9, 10, 11]);
        assert_eq!(held.redo(), 11);
    }

    #[test]
    fn another_press_or_another_thing_is_another_step() {
        let mut held = Held::default();
        held.set(1, gesture("a", 1));
        held.set(2, gesture("a", 2));
        held.set(3, gesture("b", 2));
        held.set(4, gesture("b", 2));
        assert_eq!([held.undo(), held.undo(), held.undo()], [2, 1, 0]);
    }

    #[test]
    fn a_change_forgets_what_was_undone_and_a_drag_does_not_go_on_behind_an_undo() {
        let mut held = Held::default();
        held.set(1, gesture("a", 1));
        held.set(2, gesture("a", 1));
        held.undo();
        held.set(5, gesture("a", 1));
        assert!(!held.1.can_redo());
        assert_eq!(held.undo(), 0);
    }

    #[test]
    fn what_changes_nothing_is_no_step_and_steps_have_an_end() {
        let mut held = Held::default();
        held.set(0, None);
        assert!(!held.1.can_undo());
        (1..=1000).for_each(|value| held.set(value, None));
        let mut steps = 0;
        while held.1.can_undo() {
            held.undo();
            steps += 1;
        }
        assert_eq!((steps, held.0), (MOST, 1000 - MOST as u32));
    }
}
