"""A folder of pages on loopback, with the oEmbed answers that they name."""
import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit

TYPES = {"html": "text/html; charset=utf-8", "json": "application/json", "xml": "text/xml; charset=utf-8"}


@contextlib.contextmanager
def folder(place):
    """Serves it, and says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = urlsplit(self.path)
            name, ending = PurePosixPath(asked.path).stem, "html"
            if asked.path == "/oembed":
                query = parse_qs(asked.query)
                name, ending = PurePosixPath(urlsplit(query["url"][0]).path).stem, query["format"][0]
            file = place / (f"{name}.html" if ending == "html" else f"{name}.oembed.{ending}")
            if ending not in TYPES or not file.is_file():
                return self.send_error(404)
            body = file.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", TYPES[ending])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
