//! Exposure over many rankings: each query compares its own places only.
//!
//! Long lists dilute everybody, so the ratio is made within queries and put together as Mantel and
//! Haenszel put rates together; its error is between queries, which are the witnesses.

use crate::math::{float, size, square, sum};
use crate::stratified::mantel_haenszel::Ratio;

/// The exposure of one query's results.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Query {
    /// The weights of the outsiders' places, summed up.
    pub out_weight: f64,
    /// How many outsiders.
    pub outsiders: u64,
    /// The weights of the insiders' places, summed up.
    pub in_weight: f64,
    /// How many insiders.
    pub insiders: u64,
}

/// Outsiders' mean exposure over insiders', within queries, with the error of its logarithm; `None`
/// unless two queries show both sides, or if a side has no exposure at all.
pub fn ratio(queries: &[Query]) -> Option<Ratio> {
    let both = |query: &&Query| query.outsiders > 0 && query.insiders > 0;
    let both: Vec<&Query> = queries.iter().filter(both).collect();
    let all = |query: &Query| float(query.outsiders + query.insiders);
    let above = |query: &Query| query.out_weight * float(query.insiders) / all(query);
    let below = |query: &Query| query.in_weight * float(query.outsiders) / all(query);
    let out = sum(both.iter().map(|query| above(query)));
    let ins = sum(both.iter().map(|query| below(query)));
    if both.len() < 2 || out <= 0.0 || ins <= 0.0 {
        return None;
    }
    let pull = |query: &Query| above(query) / out - below(query) / ins;
    let k = size(both.len());
    let variance = sum(both.iter().map(|query| square(pull(query)))) * k / (k - 1.0);
    Some(Ratio { ratio: out / ins, log_error: variance.sqrt() })
}

/// A mean over queries with its error between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// The mean of `(value, weight)` of each query (the ratio estimator; Cochran 1977, Sampling Techniques,
/// section 2.11); `None` for fewer than two queries, or without weight.
pub fn mean(queries: &[(f64, f64)]) -> Option<Mean> {
    let all = sum(queries.iter().map(|one| one.1));
    if queries.len() < 2 || all <= 0.0 {
        return None;
    }
    let value = sum(queries.iter().map(|one| one.0 * one.1)) / all;
    let k = size(queries.len());
    let spread = sum(queries.iter().map(|one| square(one.1 * (one.0 - value))));
    Some(Mean { value, error: (spread * k / (k - 1.0)).sqrt() / all })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::{Ranking, exposure, weights};

    fn query(places: &[bool]) -> Query {
        let mut query = Query::default();
        for (outsider, weight) in places.iter().zip(weights::discounted(places.len())) {
            let (sum, count) = if *outsider {
                (&mut query.out_weight, &mut query.outsiders)
            } else {
                (&mut query.in_weight, &mut query.insiders)
            };
            *sum += weight;
            *count += 1;
        }
        query
    }

    #[test]
    fn of_equal_queries_it_is_that_of_one() {
        let places = [true, false, false, true, false];
        let weights = weights::discounted(5);
        let one = exposure(&Ranking::new(&places).unwrap(), &weights, &weights).unwrap();
        let found = ratio(&[query(&places); 4]).unwrap();
        assert!((found.ratio - one.ratio()).abs() < 1e-15);
        assert!(found.log_error.abs() < 1e-15);
    }

    #[test]
    fn a_longer_list_does_not_pass_for_a_lower_place() {
        // Every rotation of a list: all are in all places equally often.
        let fair = |length: usize, each: usize| {
            let places: Vec<bool> = (0..length).map(|at| at % each == 0).collect();
            let rotated = |by: usize| query(&[&places[by..], &places[..by]].concat());
            (0..length).map(rotated).collect::<Vec<_>>()
        };
        // Outsiders stand in long lists mostly: crudely they are seen less, within lists as much.
        let queries = [fair(4, 4).repeat(40), fair(40, 2)].concat();
        let found = ratio(&queries).unwrap();
        assert!((found.ratio - 1.0).abs() < 1e-12, "{found:?}");
        let mean = |f: fn(&Query) -> (f64, u64)| {
            let (weights, count) =
                queries.iter().map(f).fold((0.0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            weights / float(count)
        };
        let crude = mean(|q| (q.out_weight, q.outsiders)) / mean(|q| (q.in_weight, q.insiders));
        assert!(crude < 0.9, "{crude}");
    }

    #[test]
    fn of_equal_weights_it_is_the_mean_with_its_usual_error() {
        let found = mean(&[(1.0, 3.0), (2.0, 3.0), (6.0, 3.0)]).unwrap();
        // The variance of 1, 2 and 6 is 7, and that of their mean a third of it.
        assert!((found.value - 3.0).abs() < 1e-15);
        assert!((found.error - (7.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(mean(&[(1.0, 3.0)]), None);
        assert_eq!(mean(&[(1.0, 0.0), (2.0, 0.0)]), None);
    }

    #[test]
    fn one_query_has_no_error() {
        assert_eq!(ratio(&[query(&[true, false])]), None);
        assert_eq!(
            ratio(&[query(&[true, false]), Query { outsiders: 1, ..Query::default() }]),
            None
        );
    }
}
