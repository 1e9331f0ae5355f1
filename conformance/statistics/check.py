#!/usr/bin/env python3
"""Whether our statistics agree with SciPy, statsmodels and R on data that nobody has seen before.

    conformance/statistics/check.py                       a new seed, which is printed
    conformance/statistics/check.py --seed 7              the data of that seed again
    conformance/statistics/check.py --numbers PROGRAM     our program (default: target/debug/examples/numbers)
    conformance/statistics/check.py --bend NAME           changes our number of that name first, and must fail
    conformance/statistics/check.py --setup               installs SciPy and statsmodels and stops

Needs Python 3.11 or newer with venv, and Rscript with the packages survival, coin and jsonlite. Each comparison has a
relative tolerance of its own, with its reason, in `theirs.py` and `theirs.R`.
"""
import argparse
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "target"
PYTHON = TARGET / "statistics" / "venv" / "bin" / "python"
# Below this a number is nothing: rounding of a probability near zero.
NOTHING = 1e-12


def main():
    arguments = parse()
    install()
    if arguments.setup:
        return 0
    seed = secrets.randbelow(1 << 32) if arguments.seed is None else arguments.seed
    print(f"seed {seed}")
    data = run([PYTHON, HERE / "data.py", str(seed)], None)
    ours = json.loads(run([arguments.numbers], data))
    theirs = json.loads(run([PYTHON, HERE / "theirs.py"], data))
    theirs += json.loads(run(["Rscript", "--vanilla", HERE / "theirs.R"], data))
    bent = bend(ours, arguments.bend) if arguments.bend else 0
    if arguments.bend:
        print(f"{arguments.bend} was changed in {bent} data sets")
    wrong = [problem for one in theirs for problem in compare(ours, one)]
    for problem in wrong:
        print(problem)
    counted(theirs)
    print(f"{len(theirs) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="the seed of the data (default: a new one)")
    parser.add_argument("--numbers", type=Path, default=TARGET / "debug" / "examples" / "numbers", help="our program")
    parser.add_argument("--bend", help="a number of ours to change, to see that it is noticed")
    parser.add_argument("--setup", action="store_true", help="install what is needed and stop")
    return parser.parse_args()


def install():
    """The libraries at their pinned versions, in an environment of their own."""
    wanted = (HERE / "requirements.txt").read_text()
    mark = TARGET / "statistics" / "installed.txt"
    if mark.is_file() and mark.read_text() == wanted and PYTHON.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", PYTHON.parent.parent], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    mark.write_text(wanted)


def run(command, given):
    """What a program answers to what it is given; its complaints go to ours."""
    # One thread, so that sums are made in one order.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([str(part) for part in command], input=given, text=True, stdout=subprocess.PIPE,
                          env=environment, check=False, timeout=600)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed with {done.returncode}")
    return done.stdout


def bend(ours, name):
    """A thousandth more of one number, wherever it is: the comparison must see it."""
    count = 0
    for one in (one for group in ours.values() for one in group):
        if one.get(name) is not None:
            value = one[name]
            one[name] = [part * 1.001 + 1e-6 for part in value] if isinstance(value, list) else value * 1.001 + 1e-6
            count += 1
    if count == 0:
        sys.exit(f"there is no number called {name}")
    return count


def compare(ours, one):
    """What is wrong with one number, if anything is."""
    group, at, name = one["group"], one["at"], one["name"]
    mine, value = ours[group][at].get(name), one["value"]
    where = f"{group}[{at}].{name}: ours {mine}, {one['by']} {value}, tolerance {one['tolerance']}"
    if mine is None or value is None:
        return [where] if (mine is None) != (value is None) else []
    mine, value = ([x] if not isinstance(x, list) else x for x in (mine, value))
    close = near_odds if one["name"].startswith("conditional_odds") else near
    good = len(mine) == len(value) and all(close(x, y, one["tolerance"]) for x, y in zip(mine, value))
    return [] if good else [where]


def near_odds(mine, value, tolerance):
    """On the scale on which R looks for them: the ratio up to 1, its inverse above."""
    mine, value = ((x if value <= 1 else 1 / x) for x in (mine, value))
    return abs(mine - value) <= tolerance


def near(mine, value, tolerance):
    return abs(mine - value) <= tolerance * max(abs(mine), abs(value)) + NOTHING


def counted(theirs):
    """How much each of them was asked; nothing at all would be no agreement."""
    for by in ("SciPy", "statsmodels", "R"):
        count = sum(1 for one in theirs if one["by"] == by and one["value"] is not None)
        print(f"{by}: {count} numbers")
        if count < 100:
            sys.exit(f"{by} answered only {count} numbers: that is no comparison")


if __name__ == "__main__":
    sys.exit(main())
