use comity_model::Record;

use super::Gate;

/// Something that is made of records and can be let out once each statement of it has passed.
///
/// An implementation hands each record that it holds to the gate and keeps what comes back; what
/// it holds besides must be about nobody, or worked out within the asker's view.
pub trait Disclose: Sized {
    /// What is left of it; none if it has to look as if it were not there.
    fn disclose(self, gate: &Gate<'_>) -> Option<Self>;
}

impl Disclose for Record {
    fn disclose(self, gate: &Gate<'_>) -> Option<Record> {
        gate.record(self)
    }
}

/// Those that are left. Nothing tells how many are not.
impl<T: Disclose> Disclose for Vec<T> {
    fn disclose(self, gate: &Gate<'_>) -> Option<Vec<T>> {
        Some(self.into_iter().filter_map(|each| each.disclose(gate)).collect())
    }
}

/// None, where it is not there or has to look so.
impl<T: Disclose> Disclose for Option<T> {
    fn disclose(self, gate: &Gate<'_>) -> Option<Option<T>> {
        Some(self.and_then(|one| one.disclose(gate)))
    }
}
