"""A process with an `/etc/hosts` of its own: how a client without any address setting is led in real life.

A container has one (`docker run --add-host openapi.alipay.com:ADDRESS`); here it is a mount namespace, which leaves
the machine's own file as it is.
"""
import atexit
import contextlib
import functools
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

# Loopback, yet not 127.0.0.1, where a developer's own port 443 may be taken; several, for runs side by side.
ADDRESSES = [f"127.0.0.{last}" for last in range(7, 40)]
NAMES = ("openapi.alipay.com", "api.mch.weixin.qq.com")


@functools.cache
def possible():
    """Whether this user may make a mount namespace and listen on port 443: root, mostly."""
    try:
        return bool(addresses()) and subprocess.run([*prefix(), "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@functools.cache
def addresses():
    """The loopback addresses whose port 443 this user may have."""
    free = []
    for candidate in ADDRESSES:
        with contextlib.suppress(OSError), socket.create_server((candidate, 443)):
            free.append(candidate)
    return free


def prefix(worker=0):
    """The words before a command that give it the file. What runs at the same time has another `worker`."""
    return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', table(worker)]


@functools.cache
def table(worker):
    address = addresses()[worker % len(addresses())]
    folder = Path(tempfile.mkdtemp(prefix="drawbridge-hosts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "hosts"
    file.write_text("127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name in NAMES))
    return str(file)
