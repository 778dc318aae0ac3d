//! The store from outside: one suite for every engine, and what only SQLite's home can show.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod backup;
mod durability;
mod erasing;
mod fixture;
mod holding;
mod home;
mod made_up;
mod suite;

use comity_model::Timestamp;
use comity_store::SqliteStore;

/// Runs every check of the suite on a new SQLite home.
macro_rules! suite_for_sqlite {
    ($($group:ident :: $check:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $check() {
                    let folder = tempfile::tempdir().unwrap();
                    let store = super::new_store(folder.path());
                    crate::suite::$group::$check(&store).await;
                    use comity_store::Store as _;
                    assert_eq!(store.check().await.unwrap(), [""; 0]);
                }
            )*
        }
    };
}

suite_for_sqlite! {
    imports::an_import_lands_whole,
    imports::a_dropped_import_leaves_the_old_version,
    imports::a_failed_import_leaves_the_old_version,
    imports::rows_with_one_id_become_one_record,
    imports::imports_take_turns_and_reads_go_on,
    imports::a_cancelled_wait_opens_nothing,
    states::unchanged_records_keep_their_key,
    states::old_keys_show_what_was,
    states::first_seen_survives_changes,
    states::a_sources_own_times_stay,
    states::markings_and_samples_come_back,
    reads::records_of_one_id_come_from_all_datasets,
    reads::referring_records_are_found,
    reads::a_scan_shows_the_current_records,
    reads::a_scan_ends_with_its_visitors_error,
    removal::erased_versions_are_gone,
    removal::a_removed_dataset_is_gone,
    keeping::decisions_are_kept_in_order,
    keeping::contradicting_decisions_are_refused,
    keeping::tokens_and_settings_are_kept,
    keeping::the_generation_changes_with_the_data,
}

fn new_store(folder: &std::path::Path) -> SqliteStore {
    SqliteStore::init(&folder.join("home"), Timestamp(1_000)).unwrap()
}
