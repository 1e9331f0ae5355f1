#!/usr/bin/env python3
"""Brings logs that Drawbridge wrote before verifiers that nobody here wrote: all must accept each, and refuse it after
one byte of it was changed. One log is made up, long and with witnesses; one is a node's own, from real payments.

    conformance/foreign/run.py                     everything, with target/debug/drawbridge
    conformance/foreign/run.py --bin PATH          with another binary
    conformance/foreign/run.py --log FOLDER --vkey KEY    another log, as `drawbridge fair export` writes it
    conformance/foreign/run.py --setup             installs and compiles the verifiers, and stops

The verifiers are Go's own `golang.org/x/mod/sumdb`, from Debian's packages golang-go and golang-golang-x-mod-dev, and
PyPI's `aics-tlog`, which asks for Python 3.12. Where there is none so new it is installed in the one there is, its files
as published, and that is said: it is never left out.
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import node

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target" / "foreign"
GO_SOURCES = Path("/usr/share/gocode")
NEWEST, WANTED = (3, 20), (3, 12)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--bin", type=Path, default=ROOT / "target" / "debug" / "drawbridge")
    args.add_argument("--log", type=Path)
    args.add_argument("--vkey", help="the key of that log, as it says at its address below /key")
    args.add_argument("--setup", action="store_true")
    args = args.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    verifiers = {"x/mod/sumdb": go(), "aics-tlog": aics()}
    if args.setup:
        return 0
    with tempfile.TemporaryDirectory(dir=TARGET) as place:
        passed, failed = 0, 0
        for told, log in logs(args, Path(place)):
            for name, verify in verifiers.items():
                for what, good in cases(verify, log):
                    passed, failed = passed + good, failed + (not good)
                    print(f"{'ok  ' if good else 'FAIL'} {told}, {name}: {what}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def logs(args, place):
    """Each with what it is: a long one that is made up, with witnesses, and one that a node kept while it was paid."""
    log = place / "log"
    if args.log:
        shutil.copytree(args.log, log)
        hand_out(log, args.vkey)
        yield "given", log
        return
    subprocess.run([args.bin.resolve(), "bench", "decisions", log, "--leaves", "1000"], check=True)
    yield "made up", log
    log = place / "kept"
    print(f"a node's own log has {node.write(args.bin, log)}", flush=True)
    yield "a node's", log


def hand_out(log, vkey):
    """What the verifiers look for beside a log: its key, and a policy, which is here that of nobody but the log."""
    if not vkey:
        raise SystemExit("--log needs --vkey: whose log is it?")
    handed_out = log / "handed-out"
    handed_out.mkdir(exist_ok=True)
    (handed_out / "vkey").write_text(f"{vkey}\n")
    (handed_out / "policy").write_text(f"log {vkey}\nquorum none\n")


def cases(verify, log):
    """Each with what was tried, and whether it came out as it must."""
    accepted, said = verify(log)
    yield f"the log as written: {said}", accepted
    for name, at in spoilt(log):
        path = log / name
        sound = path.read_bytes()
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1:])
        accepted, said = verify(log)
        path.write_bytes(sound)
        yield f"byte {at} of {name} changed: {said}", not accepted
    accepted, said = verify(log)
    yield f"the log as it was: {said}", accepted


def spoilt(log):
    """One byte each: of a leaf, of a length, of hashes above and below, of the checkpoint's root and signature, and of what
    was handed out. A short log has no full tiles, and only a made-up one hands out anything."""
    def last(pattern):
        found = sorted(log.glob(pattern))
        return found[-1].relative_to(log).as_posix() if found else None

    bundle = last("tile/entries/00?") or last("tile/entries/*.p/*")
    if not bundle:
        raise SystemExit("the log has no leaves: nothing can be changed in it")
    end = (log / bundle).stat().st_size - 1
    checkpoint = (log / "checkpoint").read_bytes()
    signature = checkpoint.index("\u2014 ".encode())
    places = [
        (bundle, 100),
        (bundle, 1),
        (bundle, end),
        (last("tile/entries/*.p/*"), 3),
        (last("tile/0/00?"), 33),
        (last("tile/0/*.p/*"), 5),
        (last("tile/1/*.p/*"), 31),
        ("checkpoint", checkpoint.index(b"\n") + 1),
        ("checkpoint", checkpoint.index(b"\n\n") - 10),
        ("checkpoint", checkpoint.index(b"\n", signature) - 20),
        (last("checkpoint.*"), 60),
        (last("handed-out/*.tlog-proof"), 60),
        (last("handed-out/*.leaf"), 20),
    ]
    return [(name, at) for name, at in places if name]


def told(command):
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {run.returncode}: {run.stdout}")
    return run.returncode == 0, run.stdout.strip().splitlines()[-1]


def go():
    """Compiles against the packages where Debian puts them, as it compiles its own."""
    program, source = TARGET / "tlog", HERE / "tlog.go"
    if not shutil.which("go") or not (GO_SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        raise SystemExit("install golang-go and golang-golang-x-mod-dev: Go's own verifier is to read the log")
    where = {"GO111MODULE": "off", "GOPATH": str(GO_SOURCES), "GOCACHE": str(TARGET / "go-cache"), "GOFLAGS": ""}

    def build():
        subprocess.run(["go", "build", "-o", program, source], check=True, env={**os.environ, **where})

    once(TARGET / "tlog.built", source.read_bytes(), build)
    return lambda log: told([program, log, (log / "handed-out/vkey").read_text().strip()])


def aics():
    """Installs into an environment of its own."""
    folder, requirements = TARGET / "venv", HERE / "requirements.txt"
    interpreter, new_enough = python()
    older = [] if new_enough else ["--ignore-requires-python"]
    if older:
        print("no Python 3.12 here: aics-tlog runs, as published, on the older one there is", flush=True)

    def install():
        subprocess.run([interpreter, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *older]
        subprocess.run([*pip, "-r", requirements], check=True)

    once(folder / ".installed", requirements.read_bytes() + interpreter.encode(), install)
    script = HERE / "aics.py"
    return lambda log: told([folder / "bin" / "python", script, log, log / "handed-out/vkey", log / "handed-out/policy"])


def python():
    """An interpreter as new as is asked for, wherever people keep such; else our own."""
    if sys.version_info >= WANTED:
        return sys.executable, True
    named = [shutil.which(f"python{major}.{minor}") for major, minor in versions()]
    kept = [Path.home() / ".pyenv/versions" / f"{major}.{minor}" for major, minor in versions()]
    kept = [str(found) for prefix in kept for found in prefix.parent.glob(f"{prefix.name}.*/bin/python3")]
    for candidate in [name for name in named if name] + kept:
        probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))"
        if subprocess.run([candidate, "-c", probe], capture_output=True).returncode == 0:
            return candidate, True
    return sys.executable, False


def versions():
    return [(3, minor) for minor in range(WANTED[1], NEWEST[1])]


def once(stamp, source, act):
    """Acts unless the stamp says that it was done for this very source."""
    wanted = hashlib.sha256(source).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    act()
    stamp.write_text(wanted)


if __name__ == "__main__":
    sys.exit(main())
