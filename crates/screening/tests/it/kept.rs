//! The kept index: what is read back is what was written, and damage is noticed.

use comity_screening::{ScreeningError, Snapshot};
use proptest::prelude::*;

use crate::support::{index, people};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_snapshot_survives_the_file(people in people(20)) {
        let snapshot = index(&people, |_| true);
        let mut file = Vec::new();
        snapshot.save(&mut file).unwrap();
        prop_assert_eq!(Snapshot::load(&mut file.as_slice()).unwrap(), snapshot);
    }

    #[test]
    fn damage_is_noticed(people in people(4), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
        let mut file = Vec::new();
        index(&people, |_| true).save(&mut file).unwrap();
        let at = at.index(file.len());
        if cut {
            file.truncate(at);
        } else {
            file[at] ^= 0x20;
        }
        let error = Snapshot::load(&mut file.as_slice()).unwrap_err();
        if at >= 12 {
            prop_assert_eq!(error, ScreeningError::Damaged);
        }
    }
}
