"""Random data of every kind that is compared, from a seed: python data.py SEED"""
import json
import sys

import numpy

die = numpy.random.default_rng(int(sys.argv[1]))


def table(most):
    """Counts of two sides, neither all nor nothing on both together."""
    while True:
        sizes = die.integers(3, most, 2)
        yes = [int(die.binomial(size, rate)) for size, rate in zip(sizes, die.uniform(0.05, 0.95, 2))]
        if 0 < sum(yes) < sum(sizes):
            return [yes[0], int(sizes[0]), yes[1], int(sizes[1])]


def stratum():
    """Four counts, none of them zero, so that every ratio exists."""
    return [int(one) for one in die.integers(1, 60, 4)]


def values(count, ties):
    """Heavy-tailed numbers; rounded to tenths there are ties."""
    drawn = die.lognormal(die.uniform(0, 0.4), 0.8, count)
    return [float(one) for one in (numpy.round(drawn * 10) / 10 + 0.1 if ties else drawn)]


def samples(most, ties):
    out, ins = die.integers(5, most, 2)
    return {"out": values(out, ties), "in": values(ins, ties)}


def survival(ties):
    """Waits of three strata, of which a quarter is pending; ends: 0 pending, 1 approved, 2 denied."""
    count = int(die.integers(60, 220))
    out, stratum = die.integers(0, 2, count), die.integers(0, 3, count)
    wait = die.exponential(8 + 4 * stratum + 3 * out)
    cut = die.uniform(5, 60, count)
    time = numpy.minimum(wait, cut)
    time = numpy.ceil(time * 2) / 2 if ties else time
    end = numpy.where(wait <= cut, die.choice([1, 2], count, p=[0.8, 0.2]), 0)
    # The horizon is where both sides still have somebody under observation.
    horizon = float(min(time[out == 1].max(), time[out == 0].max())) * 0.8
    columns = {"time": time.astype(float), "end": end, "out": out, "stratum": stratum}
    return {**{name: column.tolist() for name, column in columns.items()}, "horizon": horizon}


json.dump({
    "tables": [table(40) for _ in range(12)] + [table(3000) for _ in range(6)],
    "strata": [[stratum() for _ in range(int(die.integers(2, 9)))] for _ in range(12)],
    "samples": [samples(25, False) for _ in range(6)] + [samples(300, True) for _ in range(8)],
    "blocks": [[samples(40, bool(ties)) for _ in range(int(die.integers(2, 6)))] for ties in (0, 1) for _ in range(4)],
    "survival": [survival(ties) for ties in (False, True) for _ in range(5)],
    "p_values": [sorted(float(one) for one in die.beta(0.5, 2, int(die.integers(2, 15)))) for _ in range(8)],
}, sys.stdout)
