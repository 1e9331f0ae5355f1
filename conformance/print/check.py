#!/usr/bin/env python3
"""Whether the printed report can be listened to: reads its PDFs, in both languages, with programs that did not write them.

    conformance/print/check.py                      prints the sample with target/debug/examples/print, and checks it
    conformance/print/check.py --print PROGRAM      with another program
    conformance/print/check.py --pdf FILE …         these files, and no others
    conformance/print/check.py --setup              installs the checker and stops

PyPI's `pdfua` has its own rules; ours (`rules.py`) are those of ISO 14289-1 that a structure must keep and that it does not
look at. Each file is then spoilt in one way after another, and each time one of the two must notice. Neither is the whole
of the standard: veraPDF is, and is in no registry that this can be installed from.
"""
import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target" / "print"
PYTHON = TARGET / "venv" / "bin" / "python"
SAMPLE = ROOT / "fair" / "report" / "samples" / "report.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", type=Path, default=ROOT / "target/debug/examples/print", help="the program that prints")
    parser.add_argument("--pdf", type=Path, nargs="+", default=[], help="files that are there already")
    parser.add_argument("--setup", action="store_true", help="install what is needed and stop")
    arguments = parser.parse_args()
    install()
    if arguments.setup:
        return 0
    with tempfile.TemporaryDirectory(dir=TARGET) as place:
        files = arguments.pdf or printed(arguments.print, Path(place))
        results = [result for pdf in files for result in check(pdf, Path(place))]
    for what, good, why in results:
        print(f"{'ok  ' if good else 'FAIL'} {what}{f': {why}' if why else ''}")
    failed = sum(not good for _, good, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def printed(program, place):
    subprocess.run([program, SAMPLE, place], check=True)
    return sorted(place.glob("*.pdf"))


def check(pdf, place):
    """What both say of a file, and whether one of them notices each way of spoiling it."""
    theirs = foreign(pdf)
    yield f"{pdf.name}, pdfua: no finding", not theirs, "; ".join(theirs)
    for rule, found in ours("read", pdf):
        yield f"{pdf.name}: {rule}", not found, found
    for how, file in ours("spoil", pdf, place):
        noticed = foreign(file) + [f"{rule}: {why}" for rule, why in ours("read", file) if why]
        yield f"{pdf.name} with {how}", bool(noticed), (noticed or ["nobody noticed"])[0]


def foreign(pdf):
    run = subprocess.run([PYTHON, "-m", "pdfua", "check", "--format", "json", pdf], capture_output=True, text=True)
    if run.returncode not in (0, 1, 2, 3):
        raise SystemExit(f"pdfua ended with {run.returncode}: {run.stderr}")
    return findings(json.loads(run.stdout))


def findings(told):
    """Every finding in what it printed, as a line."""
    files = told["files"] if "files" in told else [told]
    return [f"{one['rule_id']} {one['message']}" for file in files for one in file["findings"]]


def ours(*command):
    run = subprocess.run([PYTHON, HERE / "rules.py", *command], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(run.stdout)


def install():
    """The checker at its pinned version, in an environment of its own."""
    stamp, requirements = TARGET / "venv" / ".installed", HERE / "requirements.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", TARGET / "venv"], check=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    subprocess.run(pip, check=True)
    stamp.write_text(wanted)


if __name__ == "__main__":
    sys.exit(main())
