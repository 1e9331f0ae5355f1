"""A log that a node kept while it was paid: its own, exported, with receipts from it.

`drawbridge demo` is a shop that sells by one platform and is paid by another, over HTTP and with a store on disk. It is
run again on the same store, so that the log is taken up twice where it was, and is exported once from the store and once
from the serving node."""
import contextlib
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

SECONDS = 120


def write(program, log):
    """Writes the log into the folder, in the form that the verifiers read, and says what it is."""
    home = log.parent / f"{log.name}-node"
    command = [program.resolve(), "demo", "--dir", home, "--listen", f"127.0.0.1:{free_port()}"]
    for _ in range(2):
        subprocess.run([*command, "--once"], check=True, capture_output=True, timeout=SECONDS)
    export(program, log, "--config", home / "drawbridge.toml")
    # What it said then, it must stand by.
    older = (log / "checkpoint").read_bytes()
    with serving(command, home / "demo.log") as base:
        export(program, log, "--from", f"{base}/log")
        (log / f"checkpoint.{older.splitlines()[1].decode()}").write_bytes(older)
        vkey = get(f"{base}/log/key").decode().strip()
        handed_out = log / "handed-out"
        handed_out.mkdir()
        (handed_out / "vkey").write_text(f"{vkey}\n")
        (handed_out / "policy").write_text(f"log {vkey}\nquorum none\n")
        leaves = read_leaves(log)
        for index in {0, len(leaves) // 2, len(leaves) - 1}:
            (handed_out / f"{index}.tlog-proof").write_bytes(get(f"{base}/log/receipt/{index}"))
            (handed_out / f"{index}.leaf").write_bytes(leaves[index])
    outcomes = sum(b'"kind":"outcome"' in leaf for leaf in leaves)
    if outcomes < 3:
        raise SystemExit(f"three payments were made, and the log tells of {outcomes} outcomes")
    shutil.rmtree(home)
    return f"{len(leaves)} leaves, {outcomes} of them outcomes"


def export(program, log, *source):
    subprocess.run([program.resolve(), "fair", "export", "--to", log, *source], check=True, timeout=SECONDS)


def read_leaves(log):
    """The leaves of a log that fits into one bundle, each behind its length."""
    rest, leaves = next((log / "tile/entries/000.p").iterdir()).read_bytes(), []
    while rest:
        end = 2 + int.from_bytes(rest[:2], "big")
        leaves.append(rest[2:end])
        rest = rest[end:]
    return leaves


@contextlib.contextmanager
def serving(command, log):
    """A node that has told its story and goes on serving; it is ended afterwards."""
    base = f"http://{command[-1]}"
    with log.open("w") as out:
        node = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            end = time.monotonic() + SECONDS
            while "Look around" not in log.read_text():
                if node.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"the node did not come to serve:\n{log.read_text()}")
                time.sleep(0.1)
            yield base
        finally:
            node.terminate()
            node.wait(timeout=30)


def get(url):
    with urllib.request.urlopen(url, timeout=30) as reply:
        return reply.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
