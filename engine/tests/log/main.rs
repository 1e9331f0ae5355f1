//! The log at work, on both stores: it neither loses a leaf nor signs two histories, whatever happens
//! to it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod broken;
mod dying;
#[path = "../store/home.rs"]
#[allow(dead_code, reason = "the home has more than is needed here")]
mod home;
mod house;
mod killed;
#[path = "../store/postgres.rs"]
#[allow(dead_code, reason = "the server has more than is needed here")]
mod postgres;
mod publishing;
mod racing;
mod tampered;
mod watched;
mod witnessing;

/// Each case runs once a store, each time in a fresh one.
macro_rules! suite {
    ($($module:ident: $($case:ident),+ $(,)?;)+) => {
        mod on_sqlite {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let house = crate::house::House::new(crate::home::Home::sqlite().await);
                crate::$module::$case(&house).await;
                house.leave().await;
            })+)+
        }
        mod on_postgres {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let house = crate::house::House::new(crate::home::Home::postgres().await);
                crate::$module::$case(&house).await;
                house.leave().await;
            })+)+
        }
    };
}

suite! {
    publishing:
        what_is_committed_is_published_and_proved,
        a_log_is_taken_up_where_it_was,
        a_receipt_that_is_asked_for_is_published_at_once,
        a_log_keeps_its_origin;
    dying:
        a_death_between_any_two_steps_forks_nothing;
    racing:
        publishers_that_race_sign_one_history;
    tampered:
        a_database_that_was_rolled_back_is_named,
        a_running_log_notices_an_older_database,
        a_changed_leaf_is_named,
        a_lost_leaf_is_named,
        a_changed_tile_is_named,
        a_changed_head_is_named;
    broken:
        a_full_disk_stops_signing_and_nothing_else,
        an_anchor_that_is_none_stops_signing,
        another_key_is_noticed;
    watched:
        a_checkpoint_is_cosigned_by_enough,
        a_witness_says_where_it_is,
        a_witness_that_is_away_holds_nothing_up,
        a_witness_that_knows_more_says_so,
        of_two_histories_a_witness_signs_one,
        a_clock_that_goes_back_does_not_take_a_word_back,
        strangers_are_not_cosigned;
    witnessing:
        a_witness_that_was_rolled_back_cosigns_no_fork,
        without_an_anchor_the_word_is_lost,
        a_witness_that_cosigned_two_histories_stops,
        a_word_that_cannot_be_kept_is_not_given,
        a_split_view_is_kept,
        what_is_not_proved_to_continue_is_kept_apart_and_not_without_end;
}
