"""PyPI `alipay-sdk-python`, unmodified, against Drawbridge.

It opens port 443 (or 80) of the host in `server_url`, and neither a port in that address nor a proxy moves it. So the
host name is made to mean Drawbridge for this process alone: with `--address hosts` by the `/etc/hosts` that the
process was started with (see hosts.py), which takes root; with `--address resolver` inside the process.
"""
import importlib
import json
import socket
import ssl
import urllib.request

from alipay_trade import SUBJECT, TOTAL, Trade
from harness import Notices, Relation, equal, fresh, options, run
from wire import Wire, resolve_here

HOST = "openapi.alipay.com"
arguments, clients = options(("--address", ["resolver", "hosts"]))
relation = Relation(clients, "alipay", arguments.wallet)
if arguments.address == "hosts":
    wire = Wire(relation.tls, HOST, listen=(socket.gethostbyname(HOST), 443))
else:
    wire = Wire(relation.tls, HOST)
    resolve_here(HOST, 443, ("127.0.0.1", wire.port))
wire.environment()
notices = Notices(b"success")

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig  # noqa: E402
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient  # noqa: E402
from alipay.aop.api.util.SignatureUtils import get_sign_content, verify_with_rsa  # noqa: E402


class Sdk:
    def __init__(self, private_key=None):
        config = AlipayClientConfig()
        config.app_id = relation["app"]
        config.app_private_key = private_key or pkcs1(relation.text("app_private_key"))
        config.alipay_public_key = relation.text("alipay_public_key")
        self.client = DefaultAlipayClient(config)

    def request(self, method, content, notify_url=None, return_url=None):
        """The SDK's request object for `method`, filled through the SDK's model of its content."""
        name = "".join(part.capitalize() for part in method.split("."))
        request = getattr(importlib.import_module(f"alipay.aop.api.request.{name}Request"), f"{name}Request")()
        request.biz_content = content
        request.notify_url, request.return_url = notify_url, return_url
        return request

    def call(self, method, content, **common):
        text = self.client.execute(self.request(method, content, **common))
        name = "".join(part.capitalize() for part in method.split("."))
        answer = getattr(importlib.import_module(f"alipay.aop.api.response.{name}Response"), f"{name}Response")()
        answer.parse_response_content(text)
        equal(answer.is_success(), "sub_code" not in json.loads(text), "the SDK's own view of success")
        return json.loads(text)

    def verify(self, fields, sign):
        return verify_with_rsa(relation.text("alipay_public_key"), get_sign_content(fields).encode(), sign)

    def stranger(self):
        import rsa

        return Sdk(private_key=rsa.newkeys(2048)[1].save_pkcs1().decode())


def pkcs1(pem):
    """The SDK reads PKCS#1 alone."""
    from Crypto.PublicKey import RSA

    return RSA.import_key(pem).export_key(pkcs=1).decode()


def download(url):
    """What a browser does with a page address; the wire is its proxy."""
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=wire.bundle))
    return urllib.request.build_opener(trust, urllib.request.ProxyHandler({"https": wire.url})).open(url, timeout=15)


sdk = Sdk()
trade = Trade(sdk, relation, notices, wire, download)


def page_pay():
    content = dict(out_trade_no=fresh(), total_amount=TOTAL, subject=SUBJECT, product_code="FAST_INSTANT_TRADE_PAY")
    back = "https://shop.example/done"
    request = sdk.request("alipay.trade.page.pay", content, notify_url=notices.url, return_url=back)
    trade.page(sdk.client.page_execute(request, "GET"))


run([*trade.steps(), ("page.pay", page_pay), *trade.last_steps()])
