"""What every Python client script shares: its relation, its steps, the simulated buyer, the notice address."""
import argparse
import contextlib
import http.server
import json
import queue
import secrets
import sys
import threading
import time
import traceback
import urllib.request
from pathlib import Path

# A notice is sent within moments in the sandbox; the platforms' own first retry is 15 s.
NOTICE_WAIT_SECONDS = 20
# A day and ten hours: platforms publish the bill of a day on the next morning, at ten at the latest.
TO_TOMORROW_MORNING = 34 * 3600


class Relation:
    """One merchant of one platform (`front`), paid from one wallet, as `clients.json` describes it."""

    def __init__(self, clients, front, wallet):
        self.clients = clients
        self.tls = clients.get("tls", {})
        found = [r for r in clients["relations"] if r["front"] == front and r["wallet"] == wallet]
        if not found:
            raise SystemExit(f"clients.json has no relation with front {front} and wallet {wallet}")
        self.values = found[0]
        self.front, self.wallet = front, wallet
        self.bridged = front != wallet
        # UnionPay's gateway tells a merchant of the payment, not of the buyer; a cashier may lead there.
        self.names_buyers = wallet not in ("unionpay", "any")

    def __getitem__(self, name):
        return self.values[name]

    def text(self, name):
        """The text of the file that the field `name` points to, or the field itself when it holds PEM."""
        value = self.values[name]
        return value if value.startswith("-----") else Path(value).read_text()

    def control(self, verb, body, method="POST"):
        """Asks the sandbox's control address; its refusal is an error with its words."""
        request = urllib.request.Request(
            f"{self.clients['control']}/{verb}",
            method=method,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with direct().open(request, timeout=15) as reply:
                text = reply.read()
                return json.loads(text) if text.strip() else {}
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {verb} {body}: {error.code} {error.read().decode()[:300]}") from None

    def buyer_pays(self, order, code):
        """The simulated buyer: scans the code where there is one, as a real buyer would, else names the order."""
        return self.control("pay", ({"code": code} if code else {"order": order}) | self.owner)

    def buyer_scans(self, code):
        """The buyer opens the code and stops before paying, which makes the trade exist at the wallet."""
        return self.control("pay", {"code": code, "scan_only": True} | self.owner)

    @contextlib.contextmanager
    def scripted(self, **script):
        """Within it, the simulated platform misbehaves towards this merchant as the script says."""
        where = f"script/{self.front}/{next(iter(self.owner.values()))}"
        self.control(where, script, "PUT")
        try:
            yield
        finally:
            self.control(where, {}, "PUT")

    @property
    def owner(self):
        """Whose order it is, in the words of the control address."""
        name = "merchant" if self.front == "wechat" else "app"
        return {name: self.values[name]}

    def tomorrow(self):
        """Moves the sandbox's business clock to the next morning, so that today's bill is ready."""
        self.control("clock", {"advance_seconds": TO_TOMORROW_MORNING})


def direct():
    """An opener that ignores HTTPS_PROXY and friends: for the harness's own calls, never the SDK's."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def fresh(prefix="DB"):
    """A merchant's order or refund number that every platform accepts: letters and digits, under 32."""
    return f"{prefix}{int(time.time())}{secrets.token_hex(5)}".upper()


class Notices:
    """The merchant's notice address: keeps headers and raw body of each, and acknowledges."""

    def __init__(self, acknowledgement):
        self.arrived = queue.Queue()
        self.kept = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.arrived.put((dict(self.headers.items()), body))
                self.send_response(200)
                self.send_header("Content-Length", str(len(acknowledgement)))
                self.end_headers()
                self.wfile.write(acknowledgement)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/notice"

    def await_one(self, wanted, what):
        """The first notice, old or new, that `wanted(headers, body)` answers with something true: that answer."""
        deadline = time.monotonic() + NOTICE_WAIT_SECONDS
        looked_at = 0
        while True:
            for headers, body in self.kept[looked_at:]:
                found = wanted(headers, body)
                if found:
                    return found
            looked_at = len(self.kept)
            try:
                self.kept.append(self.arrived.get(timeout=max(0.01, deadline - time.monotonic())))
            except queue.Empty:
                came = f"{looked_at} others came"
                raise AssertionError(f"no notice of {what} within {NOTICE_WAIT_SECONDS} s; {came}") from None


def equal(found, wanted, what):
    """Says both values when they differ."""
    assert found == wanted, f"{what} is {found!r}, not {wanted!r}"


def refused(act, error=Exception):
    """Runs `act`, which must raise `error`; returns what was raised."""
    try:
        value = act()
    except error as raised:
        return raised
    raise AssertionError(f"accepted what must be refused: {str(value)[:200]}")


def options(*extra):
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", required=True)
    parser.add_argument("--wallet", required=True)
    for name, choices in extra:
        parser.add_argument(name, choices=choices, default=choices[0])
    arguments = parser.parse_args()
    return arguments, json.loads(Path(arguments.clients).read_text())


def run(steps):
    """Runs the steps in order and writes one JSON line for each.

    A step's name that starts with `!` is one the later steps stand on: when it fails they are reported as not
    reached rather than as failures of their own.
    """
    fallen, failed = None, False
    for name, act in steps:
        essential, name = name.startswith("!"), name.lstrip("!")
        if fallen:
            say(name, False, f"not reached: {fallen} failed")
            continue
        try:
            say(name, True, act() or "")
        except Exception as error:  # Whatever a client raises is the finding to report.
            failed = True
            fallen = name if essential else None
            where = traceback.extract_tb(error.__traceback__)[-1]
            say(name, False, f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"[:900])
    sys.exit(1 if failed else 0)


def say(step, ok, note):
    print(json.dumps({"step": step, "ok": ok, "note": str(note)}, ensure_ascii=False), flush=True)
