//! One suite, both stores: what holds for the embedded store holds for PostgreSQL.

mod commits;
mod crash;
mod home;
mod leaves;
mod ledger;
mod lists;
mod nodes;
mod postgres;
mod quotas;
mod registry;
mod rows;
mod sqlite;
mod standards;
mod timers;
mod tls;

/// Each case runs once a store, each time in a fresh one.
macro_rules! suite {
    ($($module:ident: $($case:ident),+ $(,)?;)+) => {
        mod on_sqlite {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let home = crate::home::Home::sqlite().await;
                crate::$module::$case(&home).await;
                home.leave().await;
            })+)+
        }
        mod in_memory {
            $($(#[tokio::test]
            async fn $case() {
                let home = crate::home::Home::memory().await;
                crate::$module::$case(&home).await;
                home.leave().await;
            })+)+
        }
        mod on_postgres {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let home = crate::home::Home::postgres().await;
                crate::$module::$case(&home).await;
                home.leave().await;
            })+)+
        }
    };
}

suite! {
    commits:
        what_is_written_is_read_back,
        an_order_number_is_taken_once,
        an_id_is_taken_once,
        of_many_writers_from_one_version_one_wins,
        of_many_writers_of_one_order_one_wins,
        a_refused_command_does_not_undo_its_neighbours,
        a_refused_command_leaves_nothing_behind,
        a_refund_number_belongs_to_one_payment,
        a_repeated_write_is_refused_and_harmless,
        what_cannot_be_stored_is_refused_with_a_reason;
    leaves:
        leaves_keep_their_order,
        what_opens_a_leaf_is_read_apart,
        a_payment_knows_its_first_leaf,
        a_payment_that_is_asked_for_anew_knows_its_new_leaves,
        a_leaf_refers_to_another_of_its_write,
        refused_commands_leave_no_gap_among_leaves,
        a_leaf_that_cannot_be_is_refused_with_a_reason;
    ledger:
        postings_keep_their_order_and_entries,
        a_posting_told_twice_is_posted_once,
        balances_conserve_under_concurrency,
        a_posting_that_does_not_balance_is_refused,
        our_rows_stream_in_order_and_are_replaced;
    lists:
        pages_are_complete_and_newest_first,
        filters_narrow_and_combine,
        a_wrong_cursor_is_refused;
    standards:
        desks_that_race_decide_by_no_standard_that_was_replaced,
        what_a_replaced_standard_decided_is_refused,
        files_that_were_not_kept_are_kept_from_then_on,
        what_may_not_be_published_is_not,
        when_an_exception_ends_what_was_proved_returns,
        without_a_proved_standard_nothing_is_decided;
    timers:
        due_payments_come_longest_due_first,
        a_leased_payment_is_nobody_elses,
        what_is_not_at_rest_is_open,
        notices_are_sent_until_done,
        a_leased_notice_is_nobody_elses,
        a_late_failure_does_not_wake_a_notice_that_is_done;
    quotas:
        nodes_together_make_no_more_than_a_day_permits,
        one_write_is_enough_for_many;
    registry:
        objects_are_changed_by_compare_and_swap,
        objects_are_listed_by_prefix,
        an_idempotency_key_is_worked_once,
        whoever_lost_an_idempotency_key_changes_nothing_about_it,
        a_nonce_counts_once,
        what_has_expired_is_swept,
        old_messages_are_forgotten,
        a_bulk_load_is_indexed,
        the_store_is_healthy_until_closed;
}
