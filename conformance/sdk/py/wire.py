"""The road between an SDK and Drawbridge: official host names, and a place where one byte can be changed.

An SDK without a base-URL setting calls its platform's host over TLS. `Wire` stands where a merchant's proxy (or its
`/etc/hosts` entry) would stand and passes the bytes on untouched, so that the TLS session is between the SDK and
Drawbridge. With `tampering()` it ends TLS itself, with a certificate that only this test process trusts, and
changes one byte of the reply's body: what a wicked network could do if TLS were broken.
"""
import contextlib
import os
import socket
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path


class Wire:
    """A CONNECT proxy, and a plain TLS port for `host`, on loopback."""

    def __init__(self, tls, host, listen=("127.0.0.1", 0)):
        self.host, self.ca = host, tls["ca"]
        self.listen = address(tls["listen"])
        self.proxy = address(tls["proxy"].removeprefix("http://"))
        self.flip = False
        self.changed = 0
        self.folder = tempfile.TemporaryDirectory()
        self.bundle = self._certificates()
        server = socket.create_server(listen)
        address_here, self.port = server.getsockname()
        self.url = f"http://{address_here}:{self.port}"
        threading.Thread(target=self._accept, args=(server,), daemon=True).start()

    def environment(self):
        """Sends this process's HTTPS through the wire and trusts Drawbridge's CA, for this process alone."""
        for name in ("HTTPS_PROXY", "https_proxy"):
            os.environ[name] = self.url
        for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            os.environ.pop(name, None)
        for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
            os.environ[name] = self.bundle

    @contextlib.contextmanager
    def tampering(self):
        """Within it, one byte of every reply's body is changed; at least one reply must have been."""
        self.flip, self.changed = True, 0
        try:
            yield
            assert self.changed, "no reply came by, so nothing was changed"
        finally:
            self.flip = False

    def _certificates(self):
        leaf, bundle = Path(self.folder.name) / "leaf.pem", Path(self.folder.name) / "bundle.pem"
        key = Path(self.folder.name) / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", leaf,
             "-subj", f"/CN={self.host}", "-addext", f"subjectAltName=DNS:{self.host}"],
            check=True, capture_output=True,
        )
        bundle.write_text(Path(self.ca).read_text() + "\n" + leaf.read_text())
        self.forged = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.forged.load_cert_chain(leaf, key)
        return str(bundle)

    def _accept(self, server):
        while True:
            client, _ = server.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with contextlib.suppress(OSError), client:
            asked = client.recv(7, socket.MSG_PEEK) == b"CONNECT"
            head = read_head(client) if asked else b""
            if self.flip:
                if asked:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._forge(client)
                return
            upstream = socket.create_connection(self.proxy if asked else self.listen)
            upstream.sendall(head)
            pump_both(client, upstream)

    def _forge(self, client):
        """Ends TLS, passes one exchange on with a byte of the reply's body changed."""
        with self.forged.wrap_socket(client, server_side=True) as inner:
            request = read_message(inner)
            trust = ssl.create_default_context(cafile=self.ca)
            with trust.wrap_socket(socket.create_connection(self.listen), server_hostname=self.host) as upstream:
                upstream.sendall(request)
                head, body = read_message(upstream).split(b"\r\n\r\n", 1)
            inner.sendall(head + b"\r\n\r\n" + self._change(body))

    def _change(self, body):
        if not body:
            return body
        self.changed += 1
        # A digit or a letter becomes another one, so that the reply stays well-formed and only its seal breaks.
        at = next(i for i in range(len(body) // 3, len(body)) if chr(body[i]).isalnum())
        other = b"1" if body[at] != ord("1") else b"2"
        return body[:at] + other + body[at + 1:]


def resolve_here(host, port, target):
    """Makes `host:port` mean `target` in this process, as an entry in its `/etc/hosts` and port 443 would.

    For clients that know neither proxies nor ports; the SDK's own code stays as its authors published it.
    """
    real = socket.create_connection

    def create_connection(wanted, *arguments, **named):
        return real(target if tuple(wanted[:2]) == (host, port) else wanted, *arguments, **named)

    socket.create_connection = create_connection


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def read_head(sock):
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(1)
        if not more:
            raise OSError("closed within the head")
        data += more
    return data


def read_message(sock):
    """One HTTP message as bytes: the head, and as much body as Content-Length or chunks say."""
    head = read_head(sock)
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    body = b""
    if any(line.startswith(b"transfer-encoding:") for line in lines):
        while not body.endswith(b"0\r\n\r\n"):
            body += sock.recv(65536)
        return head + body
    while len(body) < length:
        more = sock.recv(65536)
        if not more:
            break
        body += more
    return head + body


def pump_both(one, other):
    def pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=pump, args=(other, one), daemon=True)
    back.start()
    pump(one, other)
    back.join()
    other.close()
