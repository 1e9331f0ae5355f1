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
        return bool(address()) and subprocess.run([*prefix(), "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@functools.cache
def address():
    """A loopback address whose port 443 this user may have, or nothing."""
    for candidate in ADDRESSES:
        with contextlib.suppress(OSError), socket.create_server((candidate, 443)):
            return candidate
    return ""


def prefix():
    """The words before a command that give it the file."""
    return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', table()]


@functools.cache
def table():
    folder = Path(tempfile.mkdtemp(prefix="drawbridge-hosts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "hosts"
    file.write_text("127.0.0.1 localhost\n" + "".join(f"{address()} {name}\n" for name in NAMES))
    return str(file)
