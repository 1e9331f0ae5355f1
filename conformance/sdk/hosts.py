"""A process with an `/etc/hosts` of its own: how a client without any address setting is led in real life.

A container has one (`docker run --add-host openapi.alipay.com:ADDRESS`); here it is a mount namespace, which leaves
the machine's own file as it is.
"""
import atexit
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

# Loopback, yet not 127.0.0.1, where a developer's own port 443 may be taken.
ADDRESS = "127.0.0.7"
NAMES = ("openapi.alipay.com", "api.mch.weixin.qq.com")


@functools.cache
def possible():
    """Whether this user may make a mount namespace and listen on port 443: root, mostly."""
    try:
        script = f"import socket; socket.create_server(('{ADDRESS}', 443))"
        return subprocess.run([*prefix(), "python3", "-c", script], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def prefix():
    """The words before a command that give it the file."""
    return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', table()]


@functools.cache
def table():
    folder = Path(tempfile.mkdtemp(prefix="drawbridge-hosts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "hosts"
    file.write_text("127.0.0.1 localhost\n" + "".join(f"{ADDRESS} {name}\n" for name in NAMES))
    return str(file)
