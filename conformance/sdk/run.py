#!/usr/bin/env python3
"""Drives the real SDKs, unmodified, against a running Drawbridge and says what passed.

    conformance/sdk/run.py                        everything, against target/debug/drawbridge
    conformance/sdk/run.py --only wechatpayv3     the runs whose name holds these words
    conformance/sdk/run.py --jobs 1               one after the other; by default as many at once as there are cores
    conformance/sdk/run.py --list                 the names of the runs
    conformance/sdk/run.py --setup                installs the SDKs and stops

Needs Python 3.9 or newer with venv, Node 20 with npm, and the `openssl` command. The SDKs are installed once, from
the package registries that pip and npm are set to use. Results go to target/sdk/report.json.
"""
import argparse
import collections
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hosts
from install import NODE, install, python_of
from matrix import COLUMNS, column_of, runs
from report import Style, table, write

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target"
START_SECONDS = 60
# The slowest run waits for two notices and a bill; a run that takes longer hangs.
RUN_SECONDS = 120


def main():
    # Whoever ends this program by the polite signal ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments = parse()
    chosen = [run for run in runs() if all(word in run.name for word in arguments.only)]
    if arguments.list:
        print("\n".join(run.name for run in chosen))
        return 0
    if not chosen:
        print(f"no run is named like {' '.join(arguments.only)}; see --list", file=sys.stderr)
        return 2
    if not hosts.possible():
        left_out = [run for run in chosen if "hosts" in run.options]
        chosen = [run for run in chosen if run not in left_out]
        if left_out:
            print(f"left out: {len(left_out)} runs with their own /etc/hosts, which need root and `unshare`")
    install(TARGET)
    if arguments.setup:
        return 0
    results = side_by_side(arguments, chosen)
    passed, failed = write(TARGET / "sdk" / "report.json", results)
    print(f"\n{table(results, COLUMNS, column_of, Style())}\n\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=TARGET / "debug" / "drawbridge", help="the program to start")
    parser.add_argument("--command", default="sandbox", help="its subcommand (default: sandbox)")
    parser.add_argument("--clients", type=Path, help="clients.json of a Drawbridge that runs already; starts none")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="the runs whose name holds every WORD")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many runs at once (default: cores)")
    parser.add_argument("--list", action="store_true", help="print the runs' names and stop")
    parser.add_argument("--setup", action="store_true", help="install the SDKs and stop")
    return parser.parse_args()


def side_by_side(arguments, chosen):
    """The results, in the order of the runs. Runs script faults and move the clock: each worker has a sandbox alone."""
    workers = 1 if arguments.clients else max(1, min(arguments.jobs, len(chosen)))
    waiting = collections.deque(enumerate(chosen))
    results = [None] * len(chosen)

    def work(worker):
        with started(arguments, worker) as clients:
            while taken := take(waiting):
                at, run = taken
                results[at] = execute(run, f"{at + 1}/{len(chosen)}", clients, worker)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for done in [pool.submit(work, worker) for worker in range(workers)]:
                done.result()
        finally:
            # Where one worker could not go on, or somebody ends this program, the others begin nothing more.
            waiting.clear()
    return results


def take(waiting):
    """The next of those that wait, or nothing; another worker may take the last one."""
    with contextlib.suppress(IndexError):
        return waiting.popleft()


@contextlib.contextmanager
def started(arguments, worker):
    """A running Drawbridge's clients.json; the program is stopped, and its folder removed, afterwards."""
    if arguments.clients:
        yield arguments.clients
        return
    if not arguments.bin.exists():
        raise SystemExit(f"{arguments.bin} is missing: run `cargo build` first, or name another with --bin")
    with tempfile.TemporaryDirectory(prefix="drawbridge-sdk-") as folder:
        log_path = TARGET / "sdk" / f"drawbridge-{worker}.log"
        log_path.parent.mkdir(parents=True, exist_ok=True)
        command = [arguments.bin, arguments.command, "--listen", f"127.0.0.1:{free_port()}", "--dir", folder]
        with log_path.open("w") as log:
            program = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            try:
                yield awaited(Path(folder) / "clients.json", program, log_path)
            finally:
                program.send_signal(signal.SIGTERM)
                try:
                    program.wait(15)
                except subprocess.TimeoutExpired:
                    program.kill()


def awaited(clients, program, log_path):
    """Waits until the program has written clients.json and answers on its address."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise SystemExit(f"the program ended at once with {program.returncode}:\n{log_path.read_text()[-2000:]}")
        with contextlib.suppress(OSError, ValueError, KeyError):
            host, port = json.loads(clients.read_text())["base"].removeprefix("http://").rsplit(":", 1)
            socket.create_connection((host, int(port)), timeout=1).close()
            return clients
        time.sleep(0.1)
    raise SystemExit(f"no clients.json within {START_SECONDS} s; see {log_path}")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def execute(run, number, clients, worker):
    """Runs one client's script over one relation; its steps as the script said them."""
    begun = time.monotonic()
    steps, trouble = said(run, clients, worker)
    if trouble:
        steps.append({"step": "script", "ok": False, "note": trouble[-600:]})
    bad, style = [step for step in steps if not step["ok"]], Style()
    word = style.bad(f"{len(bad)} of {len(steps)} FAILED") if bad else style.good(f"{len(steps)} ok")
    lines = [f"[{number}] {run.name} … {word}"]
    lines += [f"      {style.bad('FAIL')} {step['step']}: {step['note']}" for step in bad]
    # In one piece: others print, too.
    print("\n".join(lines), flush=True)
    return {"run": run, "steps": steps, "seconds": round(time.monotonic() - begun, 1)}


def said(run, clients, worker):
    """The steps that the script wrote, and what kept it from writing them all, if anything did."""
    in_python = run.script.endswith(".py")
    program = [python_of(TARGET, run.client), HERE / "py"] if in_python else [NODE, HERE / "node"]
    command = [program[0], program[1] / run.script, "--clients", clients, "--wallet", run.wallet, *run.options]
    own_hosts = hosts.prefix(worker) if "hosts" in run.options else []
    try:
        done = subprocess.run(
            [*own_hosts, *command], capture_output=True, text=True, timeout=RUN_SECONDS, env=environment(run, clients)
        )
        output, failed = done.stdout, done.returncode != 0
        trouble = done.stderr.strip() or f"it ended with {done.returncode}"
    except subprocess.TimeoutExpired as late:
        output, failed, trouble = (late.stdout or b"").decode(), True, f"took longer than {RUN_SECONDS} s"
    steps = [json.loads(line) for line in output.splitlines() if line.startswith('{"step"')]
    # A script that found something wrong says so in its steps; one that fails otherwise broke.
    broke = failed and all(step["ok"] for step in steps) or not steps
    return steps, trouble if broke or trouble.startswith("took") else ""


def environment(run, clients):
    """No proxy of this machine; for a client that is led by its environment, what docs/sdk.md tells a merchant."""
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    if "host" in run.options and run.script.endswith(".mjs"):
        tls = json.loads(Path(clients).read_text())["tls"]
        clean |= {"HTTPS_PROXY": tls["proxy"], "NODE_EXTRA_CA_CERTS": tls["ca"]}
    return clean


if __name__ == "__main__":
    sys.exit(main())
