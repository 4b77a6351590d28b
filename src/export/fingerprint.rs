//! Stand-in.

use serde::{Deserialize, Serialize};

use super::{ExportError, Job};
use crate::gpu::Gpu;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub fingerprint: String,
}

impl Job {
    pub(super) fn identity(&self, _: &Gpu) -> Result<Identity, ExportError> {
        Ok(Identity {
            fingerprint: format!("{:?}{:?}{:?}", self.scene, self.params, self.plan),
        })
    }
}

impl Identity {
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        (self != other)
            .then(|| "something".to_owned())
            .into_iter()
            .collect()
    }
}
