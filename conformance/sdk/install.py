"""Installs the pinned SDKs once: Python ones under target/, Node ones beside their scripts."""
import functools
import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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
    tasks = [functools.partial(node_modules, HERE / "node")]
    tasks += [functools.partial(python_environment, target / name, HERE / of) for name, of in ENVIRONMENTS.items()]
    # They mostly wait for what they download.
    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(task) for task in tasks]:
            done.result()


def python_of(target, client):
    name = f"venv-{client}" if f"venv-{client}" in ENVIRONMENTS else "venv"
    return target / name / "bin" / "python"


def python_environment(folder, requirements):
    def act():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        # One of the SDKs has thousands of modules, of which the runs import a few: those are compiled when they are.
        quietly = ["--quiet", "--disable-pip-version-check", "--no-compile"]
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", *quietly, "-r", requirements], check=True)

    once(folder / ".installed", requirements, act)


def node_modules(folder):
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    act = functools.partial(subprocess.run, npm, cwd=folder, check=True)
    once(folder / "node_modules" / ".installed", folder / "package-lock.json", act)


def once(stamp, source, act):
    """Runs `act` unless the stamp says that it was done for this very content of `source`."""
    wanted = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing what {source.name} names …", flush=True)
    act()
    stamp.write_text(wanted)
