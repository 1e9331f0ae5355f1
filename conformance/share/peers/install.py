"""Installs the pinned readers once: the Python ones under target/, the Node ones beside their script."""
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def target():
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def environment():
    return target() / "share-peers-venv"


def node_command():
    return [shutil.which("node") or "node", str(HERE / "read.mjs")]


def python_command():
    return [str(environment() / "bin" / "python"), str(HERE / "read.py")]


def install():
    """Does what is missing or out of date; quiet and quick when nothing is."""
    for command in ("node", "npm"):
        if not shutil.which(command):
            raise SystemExit(f"the readers need the command `{command}`, which is not installed")
    once(HERE / "node_modules" / ".installed", HERE / "package-lock.json", node_modules)
    once(environment() / ".installed", HERE / "requirements.txt", python_environment)


def node_modules():
    # No scripts: the one addition that compiles is optional, and the readers do without it.
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, cwd=HERE, check=True)


def python_environment():
    subprocess.run([sys.executable, "-m", "venv", "--clear", environment()], check=True)
    pip = [environment() / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-compile", "-r", HERE / "requirements.txt"], check=True)


def once(stamp, source, act):
    """Runs `act` unless the stamp says that it was done for this very content of `source`."""
    wanted = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing what {source.name} names …", flush=True)
    act()
    stamp.write_text(wanted)
