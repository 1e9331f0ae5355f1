//! Where a function crosses zero, and where it is highest.

/// How often an interval is narrowed at most: more than halving a double can take.
const STEPS: usize = 400;

/// A zero of `f` between `low` and `high`, where its signs differ, to the last bits.
///
/// Where the signs do not differ it is the end at which `f` is nearer to zero. Each step takes the
/// secant's or the inverse parabola's guess if it narrows enough, and halves otherwise (Brent 1973,
/// Algorithms for Minimization without Derivatives, chapter 4).
pub(crate) fn zero(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return a;
    }
    if fb == 0.0 || (fa > 0.0) == (fb > 0.0) {
        return if fa.abs() < fb.abs() { a } else { b };
    }
    let (mut c, mut fc) = (a, fa);
    let (mut step, mut last) = (b - a, b - a);
    for _ in 0..STEPS {
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            (step, last) = (b - a, b - a);
        }
        if fc.abs() < fb.abs() {
            (a, fa) = (b, fb);
            (b, fb) = (c, fc);
            (c, fc) = (a, fa);
        }
        let close = 2.0 * f64::EPSILON * b.abs() + f64::MIN_POSITIVE;
        let half = 0.5 * (c - b);
        if half.abs() <= close || fb == 0.0 {
            return b;
        }
        let guess = guess((a, fa), (b, fb), (c, fc), half);
        let narrow = guess.is_some_and(|guess| {
            guess.abs() < (1.5 * half.abs() - 0.5 * close).min(0.5 * last.abs())
        });
        (last, step) = match guess {
            Some(guess) if last.abs() >= close && fa.abs() > fb.abs() && narrow => (step, guess),
            _ => (half, half),
        };
        (a, fa) = (b, fb);
        b += if step.abs() > close { step } else { close.copysign(half) };
        fb = f(b);
    }
    b
}

/// The step from `b` to where a line or an inverse parabola crosses zero, if it goes towards `c`.
fn guess(a: (f64, f64), b: (f64, f64), c: (f64, f64), half: f64) -> Option<f64> {
    let s = b.1 / a.1;
    let (p, q) = if a.0 == c.0 {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (a.1 / c.1, b.1 / c.1);
        let p = s * (2.0 * half * q * (q - r) - (b.0 - a.0) * (r - 1.0));
        (p, (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = p / -q;
    (step.is_finite() && (step > 0.0) == (half > 0.0)).then_some(step)
}

/// The greatest value of `f` between `low` and `high`, where it has one hill: golden sections.
pub(crate) fn greatest(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    -lowest(low, high, |x| -f(x)).1
}

/// Where `f`, which has one valley between `low` and `high`, is least, and its value there.
pub(crate) fn lowest(low: f64, high: f64, f: impl Fn(f64) -> f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (low, high);
    let at = |x: f64| (x, f(x));
    let mut left = at(high - GOLDEN * (high - low));
    let mut right = at(low + GOLDEN * (high - low));
    for _ in 0..60 {
        if right.1 < left.1 {
            low = left.0;
            left = right;
            right = at(low + GOLDEN * (high - low));
        } else {
            high = right.0;
            right = left;
            left = at(high - GOLDEN * (high - low));
        }
    }
    if right.1 < left.1 { right } else { left }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_is_found_to_the_last_bits() {
        assert!((zero(0.0, 2.0, |x| x * x - 2.0) - 2_f64.sqrt()).abs() < 4e-16);
        assert!((zero(-3.0, 8.0, |x| (x - 1.0) * (x - 1.0) * (x - 1.0)) - 1.0).abs() < 1e-5);
        assert!((zero(1e-9, 0.9, |x| 1.0 / x - 1000.0) - 1e-3).abs() < 1e-17);
    }

    #[test]
    fn where_nothing_crosses_it_is_the_nearer_end() {
        assert_eq!(zero(1.0, 2.0, |x| x), 1.0);
    }

    #[test]
    fn the_top_of_a_hill_is_found() {
        assert!((greatest(0.0, 1.0, |x| 1.0 - (x - 0.3) * (x - 0.3)) - 1.0).abs() < 1e-15);
    }
}
