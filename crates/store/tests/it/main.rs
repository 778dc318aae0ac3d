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
mod log;
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
    deltas::a_delta_makes_the_next_version,
    deltas::a_delta_that_does_not_fit_changes_nothing,
    deltas::full_and_deltas_equal_the_next_full,
    states::unchanged_records_keep_their_key,
    states::old_keys_show_what_was,
    states::first_seen_survives_changes,
    states::a_sources_own_times_stay,
    states::markings_and_samples_come_back,
    reads::records_of_one_id_come_from_all_datasets,
    reads::referring_records_are_found,
    reads::other_ids_lead_to_their_record,
    reads::a_scan_shows_the_current_records,
    reads::a_scan_ends_with_its_visitors_error,
    changes::a_difference_shows_both_sides,
    changes::what_came_back_as_it_was_is_no_difference,
    changes::a_difference_is_read_in_pages,
    changes::versions_that_are_not_kept_have_no_difference,
    changes::related_records_tell_whom_they_describe,
    subjects::subjects_are_kept_until_they_are_removed,
    subjects::too_many_subjects_change_nothing,
    subjects::a_subject_is_screened_again_when_it_changes,
    subjects::events_come_in_their_order,
    subjects::subjects_leave_when_their_time_is_past,
    alerts::alerts_are_kept_with_their_life,
    alerts::too_many_alerts_change_nothing,
    alerts::alerts_are_listed_by_what_they_are_now,
    alerts::what_is_searched_follows_alerts,
    alerts::what_has_left_is_erased,
    cases::a_case_is_led_by_a_named_person,
    cases::one_question_and_record_is_one_case,
    cases::cases_are_listed,
    cases::a_rejection_is_remembered_until_it_is_taken_back,
    cases::what_a_subject_hits_is_a_case,
    cases::a_confirmed_hit_stays_with_who_was_meant,
    approvals::an_approval_is_given_by_another_and_used_once,
    approvals::requests_are_listed_and_limited,
    owed::what_is_owed_waits_until_it_is_sent,
    partners::what_is_sent_stands_in_its_sequence,
    partners::a_body_that_is_voided_is_told_anew,
    partners::a_share_goes_on_where_it_was,
    partners::questions_are_taken_up_once_and_counted,
    policies::the_newest_policy_holds,
    webhooks::webhooks_remember_how_far_they_are,
    newer::what_is_newer_is_told,
    removal::erased_versions_are_gone,
    removal::a_removed_dataset_is_gone,
    restrictions::what_is_restricted_is_marked_wherever_it_is_read,
    restrictions::restrictions_are_kept_with_who_and_why,
    disputes::disputes_are_kept_until_they_end,
    redresses::redress_tokens_are_kept_until_they_end,
    keeping::decisions_are_kept_in_order,
    keeping::contradicting_decisions_are_refused,
    keeping::settings_are_kept,
    accounts::tokens_are_kept,
    accounts::accounts_are_kept_as_they_are_changed,
    accounts::wrong_passwords_are_counted_until_somebody_signs_in,
    accounts::sessions_end_with_their_account_and_their_time,
    keeping::the_generation_changes_with_the_data,
}

fn new_store(folder: &std::path::Path) -> SqliteStore {
    SqliteStore::init(&folder.join("home"), Timestamp(1_000)).unwrap()
}
