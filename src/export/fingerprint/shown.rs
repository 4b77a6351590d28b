//! Files that an export shows: what is drawn while they change is not what its fingerprint says.

use std::sync::{Mutex, PoisonError};

use super::{Hashes, Identity, IdentityError, InputFile};

/// The pictures and videos of an export, as they were before the first frame was drawn.
#[derive(Debug)]
pub(in crate::export) struct Shown(Mutex<Vec<InputFile>>);

impl Shown {
    /// Texts are not among them: they have been read.
    pub(in crate::export) fn of(identity: &Identity) -> Self {
        let inputs = identity.inputs.iter();
        let shown = inputs.filter(|input| input.stamp.is_some()).cloned();
        Self(Mutex::new(shown.collect()))
    }

    /// Looks at them again.
    ///
    /// # Errors
    /// When one has been changed.
    pub(in crate::export) fn confirm(&self) -> Result<(), IdentityError> {
        let hashes = Hashes::default();
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.iter_mut().try_for_each(|file| {
            hashes.remember(file);
            file.confirm(&hashes)
        })
    }
}
