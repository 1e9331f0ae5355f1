//! The life of an order, as both kinds of wallet lead it.

use crate::world::{EAGER, World, check};
use drawbridge_sandbox::Settings;

#[test]
fn an_order_is_asked_for_paid_and_told() {
    check(
        World::eager(),
        "charge A1 888            => code
         query A1                 => not_paid
         pay it                   => paid
         query A1                 => paid
         pay it                   => ! order_paid
         charge A1 888            => ! order_paid
         drain ack                => A1 paid #1
         drain                    =>",
    );
}

#[test]
fn a_number_means_one_order_of_one_merchant() {
    check(
        World::eager(),
        "charge A1 888            => code
         charge A1 888            => code
         charge A1 889            => ! order_conflict
         charge A1 888 desktop    => ! order_conflict
         charge @N A1 5           => code
         pay A1                   => ! field_invalid
         pay A1 of=N              => paid
         query A1                 => not_paid
         charge A/1 888           => ! field_invalid
         charge A2 0              => ! field_invalid
         query A3                 => ! order_not_found",
    );
}

#[test]
fn every_scene_hands_over_what_its_buyer_needs() {
    let texts =
        drawbridge_sandbox::Texts { app: Some("app:{prepay}".into()), ..Default::default() };
    let world = World::new(EAGER, Settings { texts, ..Settings::default() });
    check(
        world,
        "charge A1 1 code         => code
         pay it                   => paid
         charge A2 1 in_wallet:x  => prepay
         pay it                   => paid
         charge A3 1 app          => app_text
         pay it                   => paid
         charge A4 1 desktop      => redirect
         pay it                   => paid",
    );
    check(World::eager(), "charge A3 1 app => prepay");
}

#[test]
fn some_wallets_make_the_order_when_a_buyer_opens_it() {
    check(
        World::lazy(),
        "charge A1 888            => code
         query A1                 => ! order_not_found
         look A1                  => not_paid
         close A1                 => ! order_not_found
         pay it open              => not_paid
         query A1                 => not_paid
         close A1                 => A1
         close A1                 => ! order_closed
         pay it                   => ! order_closed
         charge A1 888            => ! order_closed
         charge A2 5 in_wallet:x  => prepay
         query A2                 => not_paid
         charge A3 5              => code
         cancel A3                => close
         pay it                   => ! order_closed
         cancel A9                => nothing",
    );
}

#[test]
fn an_order_expires_when_the_rules_say() {
    check(
        World::lazy(),
        "charge A1 5 expires=1    => code
         pay it open              => not_paid
         charge A2 5              => code
         wait 59                  =>
         pay A1 fail              => ! payment_failed
         wait 1                   =>
         pay A1                   => ! order_closed
         query A1                 => closed
         drain ack                => A1 closed #1
         tick                     => expired
         wait 7139                =>
         look A2                  => not_paid
         wait 1                   =>
         tick                     => expired
         drain                    =>
         charge A3 5 expires=99999999 => code
         pay it open              => not_paid
         wait 1295999             =>
         query A3                 => not_paid
         wait 1                   =>
         query A3                 => closed",
    );
    check(
        World::new(EAGER, Settings { stays_unpaid: true, ..Settings::default() }),
        "charge A1 5 expires=60   => code
         wait 60                  =>
         query A1                 => not_paid
         pay A1                   => ! order_closed
         charge A1 5              => ! order_closed
         close A1                 => A1
         charge A2 5 expires=60   => code
         wait 604800              =>
         query A2                 => closed
         close A2                 => A2",
    );
}

#[test]
fn a_paid_order_is_not_closed_and_a_closed_one_not_paid() {
    check(
        World::eager(),
        "charge A1 5              => code
         close A1                 => A1
         close A1                 => A1
         pay A1                   => ! order_closed
         query A1                 => closed
         charge A2 5              => code
         pay A2                   => paid
         close A2                 => ! order_paid
         cancel A2                => refund
         cancel A2                => nothing
         query A2                 => refunded 5
         cancel A1                => nothing",
    );
}

#[test]
fn a_buyers_code_pays_at_once_unless_the_buyer_must_confirm() {
    check(
        World::eager(),
        "charge A1 100000 buyer_code:123456789012345678  => paid: paid
         charge A1 100000 buyer_code:123456789012345678  => ! order_paid
         charge A2 100001 buyer_code:123456789012345678  => paying: paying
         charge A2 100001 buyer_code:111111111111111111  => paying: paying
         query A2                                        => paying
         close A2                                        => ! buyer_paying
         pay A2                                          => paid
         charge A3 5 buyer_code:223456789012345678       => ! buyer_code_invalid
         charge A3 5 buyer_code:12345678901234567        => ! buyer_code_invalid
         charge A3 5 buyer_code:12345678901234567x       => ! buyer_code_invalid
         charge A4 100001 buyer_code:123456789012345678  => paying: paying
         pay A4 fail                                     => ! payment_failed
         query A4                                        => failed
         charge A4 100001 buyer_code:123456789012345678  => ! payment_failed
         charge A5 100001 buyer_code:123456789012345678  => paying: paying
         cancel A5                                       => close
         query A5                                        => closed",
    );
}

#[test]
fn the_buyer_needs_the_money_and_must_be_the_right_one() {
    check(
        World::eager(),
        "charge A1 500              => code
         pay A1 balance=499         => ! buyer_balance
         query A1                   => not_paid
         pay A1 balance=499 coupon=1 => paid
         charge A2 500 in_wallet:op => prepay
         pay A2 buyer=wang          => ! buyer_refused
         pay A2 buyer=op            => paid
         pay nothing                => ! order_not_found",
    );
}
