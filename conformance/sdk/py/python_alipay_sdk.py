"""PyPI `python-alipay-sdk`, unmodified, against Drawbridge, with keys or with certificates.

It has no base-URL setting and sends every call as a GET with all parameters in the query, through HTTPS_PROXY.
"""
import json
import ssl
import urllib.request

from alipay_trade import SUBJECT, TOTAL, Trade
from harness import Notices, Relation, fresh, options, run
from wire import Wire

arguments, clients = options(("--trust", ["key", "certificate"]))
relation = Relation(clients, "alipay", arguments.wallet)
wire = Wire(relation.tls, "openapi.alipay.com")
wire.environment()
notices = Notices(b"success")

from alipay import AliPay, DCAliPay  # noqa: E402
from alipay.exceptions import AliPayException  # noqa: E402


class Sdk:
    def __init__(self, private_key=None):
        key = private_key or relation.text("app_private_key")
        if arguments.trust == "key":
            self.client = AliPay(relation["app"], None, key, relation.text("alipay_public_key"))
        else:
            self.client = DCAliPay(
                appid=relation["app"],
                app_private_key_string=key,
                app_public_key_cert_string=relation.text("app_certificate"),
                alipay_public_key_cert_string=relation.text("alipay_certificate"),
                alipay_root_cert_string=relation.text("alipay_root_certificate"),
            )

    def call(self, method, content, **common):
        """Through the SDK's named function where it has one, else through its general `server_api`."""
        client, given = self.client, dict(content)
        if method == "alipay.trade.precreate":
            return client.api_alipay_trade_precreate(**given, **common)
        if method == "alipay.trade.query":
            return client.api_alipay_trade_query(**given)
        if method == "alipay.trade.refund":
            return client.api_alipay_trade_refund(**given)
        if method == "alipay.trade.fastpay.refund.query":
            return client.api_alipay_trade_fastpay_refund_query(**given)
        if method == "alipay.trade.close":
            return client.api_alipay_trade_close(**given)
        if method == "alipay.trade.cancel":
            return client.api_alipay_trade_cancel(**given)
        if method == "alipay.trade.create":
            return client.api_alipay_trade_create(**given, **common)
        if method == "alipay.trade.pay":
            return client.api_alipay_trade_pay(**given, **common)
        return client.server_api(method, given, **common)

    def verify(self, fields, sign):
        return self.client.verify(fields, sign)

    def stranger(self):
        from Cryptodome.PublicKey import RSA

        return Stranger(private_key=RSA.generate(2048).export_key().decode())


class Stranger(Sdk):
    """The refusal, whether the SDK returns it or raises it because it came as `error_response` or unsigned."""

    def call(self, method, content, **common):
        try:
            return super().call(method, content, **common)
        except AliPayException as error:
            reply = json.loads(str(error).split("message:", 1)[1])
            return next(value for name, value in reply.items() if name.endswith("_response"))


def download(url):
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=wire.bundle))
    return urllib.request.build_opener(trust, urllib.request.ProxyHandler({"https": wire.url})).open(url, timeout=15)


sdk = Sdk()
trade = Trade(sdk, relation, notices, wire, download)


def page_pay():
    back = "https://shop.example/done"
    text = sdk.client.api_alipay_trade_page_pay(SUBJECT, fresh(), TOTAL, return_url=back, notify_url=notices.url)
    trade.page("https://openapi.alipay.com/gateway.do?" + text)


run([*trade.steps(), ("page.pay", page_pay), *trade.last_steps()])
