"""Installs the pinned SDKs once: Python ones under target/, Node ones beside their scripts."""
import functools
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NODE = shutil.which("node") or "node"

# Two environments, because two of the SDKs claim the same package name.
ENVIRONMENTS = {"venv": "requirements.txt", "venv-alipay-sdk-python": "requirements-alipay-sdk-python.txt"}


def install(target):
    """Does what is missing or out of date; quiet and quick when nothing is."""
    for command in ("node", "npm", "openssl"):
        if not shutil.which(command):
            raise SystemExit(f"the SDK runs need the command `{command}`, which is not installed")
    for name, requirements in ENVIRONMENTS.items():
        folder = target / name
        once(folder / ".installed", HERE / requirements, functools.partial(python_environment, folder, requirements))
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    node = HERE / "node"
    act = functools.partial(subprocess.run, npm, cwd=node, check=True)
    once(node / "node_modules" / ".installed", node / "package-lock.json", act)


def python_of(target, client):
    name = f"venv-{client}" if f"venv-{client}" in ENVIRONMENTS else "venv"
    return target / name / "bin" / "python"


def python_environment(folder, requirements):
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", HERE / requirements], check=True)


def once(stamp, source, act):
    """Runs `act` unless the stamp says that it was done for this very content of `source`."""
    wanted = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing what {source.name} names …", flush=True)
    act()
    stamp.write_text(wanted)
