"""PyPI `wechatpayv3`, unmodified, against Drawbridge: it has no base-URL setting, so it calls api.mch.weixin.qq.com."""
import json

import bills
from harness import Notices, Relation, equal, fresh, options, refused, run
from wire import Wire

arguments, clients = options(("--trust", ["certificate", "public-key"]))
relation = Relation(clients, "wechat", arguments.wallet)
wire = Wire(relation.tls, "api.mch.weixin.qq.com")
wire.environment()
notices = Notices(b"")

from wechatpayv3 import WeChatPay, WeChatPayType  # noqa: E402  (the environment comes first)

TOTAL, PART = 1234, 234
order, other, refund = fresh(), fresh(), fresh("RF")
seen = {}


def client(**changes):
    """The SDK as its README sets it up, in the chosen trust mode."""
    settings = dict(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=relation["merchant"],
        appid=relation["app"],
        private_key=relation.text("merchant_private_key"),
        cert_serial_no=relation["merchant_serial"],
        apiv3_key=relation["apiv3_key"],
        notify_url=notices.url,
        timeout=(5, 15),
    )
    if arguments.trust == "public-key":
        settings["public_key"] = relation.text("platform_public_key")
        settings["public_key_id"] = relation["platform_public_key_id"]
    return WeChatPay(**(settings | changes))


def answer(reply, status=200):
    """The JSON of a reply that must have `status`."""
    code, text = reply
    assert code == status, f"HTTP {code}, not {status}: {text[:300]}"
    return json.loads(text) if text else None


def trust():
    seen["pay"] = client()
    held = [format(c.serial_number, "X") for c in seen["pay"]._core._certificates]
    if arguments.trust == "certificate":
        equal(held, [relation["platform_serial"]], "the downloaded platform certificate")
    return arguments.trust


def create():
    amount = {"total": TOTAL, "currency": "CNY"}
    ask = dict(description="一本书 <A&B>", out_trade_no=order, amount=amount, attach="门店 7")
    seen["code"] = answer(seen["pay"].pay(**ask))["code_url"]
    schemes = ("https://", "http://", "weixin://") if relation.bridged else ("weixin://",)
    assert seen["code"].startswith(schemes), seen["code"]
    answer(seen["pay"].pay(**ask))
    other_content = answer(seen["pay"].pay(**(ask | {"amount": {"total": TOTAL + 1, "currency": "CNY"}})), 403)
    equal(other_content["code"], "OUT_TRADE_NO_USED", "the code for other content under the same number")
    return seen["code"]


def query_unpaid():
    found = answer(seen["pay"].query(out_trade_no=order))
    equal(found["trade_state"], "NOTPAY", "trade_state")
    equal(found["amount"]["total"], TOTAL, "amount.total")
    assert not found.get("transaction_id"), "an unpaid order has no transaction_id"
    missing = answer(seen["pay"].query(out_trade_no=fresh()), 404)
    assert missing["code"] in ("ORDER_NOT_EXIST", "ORDERNOTEXIST"), missing


def noticed(event):
    def wanted(headers, body):
        told = seen["pay"].callback(headers, body)
        return told if told and told["event_type"] == event and told["resource"]["out_trade_no"] == order else None

    return notices.await_one(wanted, event)


def pay_and_notice():
    relation.buyer_pays(order, seen["code"])
    told = noticed("TRANSACTION.SUCCESS")
    resource = told["resource"]
    equal(told["resource"]["trade_state"], "SUCCESS", "trade_state")
    equal((resource["mchid"], resource["appid"]), (relation["merchant"], relation["app"]), "whose payment")
    equal(resource["amount"]["total"], TOTAL, "amount.total")
    equal(resource["attach"], "门店 7", "attach")
    seen["transaction"] = resource["transaction_id"]
    return seen["transaction"]


def notice_tampered():
    headers, body = notices.kept[-1]
    changed = body.replace(b'"ciphertext":"', b'"ciphertext":"A', 1).replace(b'"ciphertext": "', b'"ciphertext": "A', 1)
    assert changed != body, "the notice has no ciphertext"
    assert seen["pay"].callback(headers, changed) is None, "the SDK accepted a changed notice"


def query_paid():
    by_order = answer(seen["pay"].query(out_trade_no=order))
    by_id = answer(seen["pay"].query(transaction_id=seen["transaction"]))
    equal(by_order, by_id, "the order found by the platform's own number")
    equal(by_order["trade_state"], "SUCCESS", "trade_state")
    equal(by_order["transaction_id"], seen["transaction"], "transaction_id")
    equal(by_order["amount"]["total"], TOTAL, "amount.total")
    assert not relation.names_buyers or by_order["payer"]["openid"], "no payer"
    seen["paid_at"] = by_order["success_time"]
    assert seen["paid_at"].endswith("+08:00"), seen["paid_at"]


def refund_part():
    ask = dict(
        out_refund_no=refund, out_trade_no=order, reason="退货", notify_url=notices.url,
        amount={"refund": PART, "total": TOTAL, "currency": "CNY"},
    )
    made = answer(seen["pay"].refund(**ask))
    assert made["status"] in ("PROCESSING", "SUCCESS"), made["status"]
    equal((made["out_refund_no"], made["out_trade_no"]), (refund, order), "whose refund")
    equal((made["amount"]["refund"], made["amount"]["total"]), (PART, TOTAL), "amounts")
    again = answer(seen["pay"].refund(**ask))
    equal(again["refund_id"], made["refund_id"], "the same refund number asked again")
    seen["refund_id"] = made["refund_id"]
    too_much = dict(ask, out_refund_no=fresh("RF"), amount={"refund": TOTAL, "total": TOTAL, "currency": "CNY"})
    code, text = seen["pay"].refund(**too_much)
    assert code >= 400 and json.loads(text)["code"], f"a refund beyond the payment was accepted: {text}"
    return made["status"]


def refund_notice():
    resource = noticed("REFUND.SUCCESS")["resource"]
    equal(resource["refund_status"], "SUCCESS", "refund_status")
    equal((resource["out_refund_no"], resource["refund_id"]), (refund, seen["refund_id"]), "whose refund")
    equal((resource["amount"]["refund"], resource["amount"]["total"]), (PART, TOTAL), "amounts")


def refund_query():
    found = answer(seen["pay"].query_refund(out_refund_no=refund))
    equal(found["status"], "SUCCESS", "status")
    equal((found["refund_id"], found["amount"]["refund"]), (seen["refund_id"], PART), "the refund")
    equal(answer(seen["pay"].query(out_trade_no=order))["trade_state"], "REFUND", "trade_state after a part refund")
    answer(seen["pay"].query_refund(out_refund_no=fresh("RF")), 404)


def close():
    answer(seen["pay"].pay(description="a pen", out_trade_no=other, amount={"total": 100}))
    for _ in range(2):
        equal(seen["pay"].close(out_trade_no=other)[0], 204, "HTTP status of a close")
    equal(answer(seen["pay"].query(out_trade_no=other))["trade_state"], "CLOSED", "trade_state")
    code, text = seen["pay"].close(out_trade_no=order)
    assert code >= 400, f"a paid order was closed: {text}"


def products():
    """Prepay for the other products; only the platform's own wallet can finish those."""
    amount, payer = {"total": 100, "currency": "CNY"}, {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}
    jsapi = answer(seen["pay"].pay("a pen", fresh(), amount, payer=payer, pay_type=WeChatPayType.JSAPI))
    app = answer(seen["pay"].pay("a pen", fresh(), amount, pay_type=WeChatPayType.APP))
    assert jsapi["prepay_id"] and app["prepay_id"], (jsapi, app)
    scene = {"payer_client_ip": "14.23.150.211", "h5_info": {"type": "Wap"}}
    h5 = answer(seen["pay"].pay("a pen", fresh(), amount, scene_info=scene, pay_type=WeChatPayType.H5))
    assert h5["h5_url"].startswith("http"), h5


def reply_tampered():
    with wire.tampering():
        error = refused(lambda: seen["pay"].query(out_trade_no=order))
    assert "failed to verify the signature" in str(error), error


def wrong_key():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    # The public-key mode needs no download, so that the wrong key reaches the call under test.
    stranger = client(
        private_key=pem,
        public_key=relation.text("platform_public_key"),
        public_key_id=relation["platform_public_key_id"],
    )
    equal(answer(stranger.query(out_trade_no=order), 401)["code"], "SIGN_ERROR", "code")


def signtest():
    """The platform seals a reply wrongly on purpose, now and then, to see whether merchants look."""
    wrong = {"when": {"on": "query", "next": 1}, "do": {"kind": "wrong_signature"}}
    with relation.scripted(rules=[wrong]):
        error = refused(lambda: seen["pay"].query(out_trade_no=order))
        answer(seen["pay"].query(out_trade_no=order))
    assert "failed to verify the signature" in str(error), error


def migration():
    """While a merchant moves to the public key, notices come under the old seal and the new; the SDK opens both."""
    for percent, serial in ((0, relation["platform_serial"]), (100, relation["platform_public_key_id"])):
        number = fresh()
        with relation.scripted(migration={"percent": percent}):
            ask = dict(description="a pen", out_trade_no=number, amount={"total": 100})
            relation.buyer_pays(number, answer(seen["pay"].pay(**ask))["code_url"])
            headers, _ = notices.await_one(lambda headers, body: sealed_for(number, headers, body), number)
        equal(headers["wechatpay-serial"], serial, f"the seal at {percent} %")


def sealed_for(number, headers, body):
    told = seen["pay"].callback(headers, body)
    assert told, "the SDK does not verify the notice"
    lower = {name.lower(): value for name, value in headers.items()}
    return (lower, told) if told["resource"]["out_trade_no"] == number else None


def bill():
    relation.tomorrow()
    day = seen["paid_at"][:10]
    announced = answer(seen["pay"].trade_bill(day))
    equal(announced["hash_type"], "SHA1", "hash_type")
    code, content = seen["pay"].download_bill(announced["download_url"])
    equal(code, 200, "HTTP status of the download")
    rows, summary = bills.wechat_rows(content, announced["hash_value"])
    mine = [row for row in rows if row["商户订单号"] == order]
    paid = next((row for row in mine if row["交易状态"] == "SUCCESS"), None)
    assert paid, f"the paid order is not in the bill of {day} ({len(rows)} rows)"
    equal((paid["订单金额"], paid["微信订单号"]), (bills.yuan(TOTAL), seen["transaction"]), "the bill's row")
    back = next((row for row in mine if row["交易状态"] == "REFUND"), None)
    assert back, "the refund is not in the bill"
    equal((back["商户退款单号"], back["退款金额"]), (refund, bills.yuan(PART)), "the refund's row")
    equal(int(summary["总交易单数"]), len(rows), "the summary's count")
    fund = answer(seen["pay"].fundflow_bill(day))
    _, content = seen["pay"].download_bill(fund["download_url"])
    bills.wechat_rows(content, fund["hash_value"])
    return f"{len(rows)} rows"


run(
    [
        ("!trust", trust),
        ("!create", create),
        ("query unpaid", query_unpaid),
        ("!pay, notice", pay_and_notice),
        ("changed notice refused", notice_tampered),
        ("!query paid", query_paid),
        ("!refund", refund_part),
        ("refund notice", refund_notice),
        ("refund query", refund_query),
        ("close", close),
        *([] if relation.bridged else [("products", products)]),
        *([] if relation.bridged else [("signtest", signtest)]),
        *([("migration", migration)] if arguments.trust == "public-key" and not relation.bridged else []),
        ("changed reply refused", reply_tampered),
        ("wrong key refused", wrong_key),
        ("bill", bill),
    ]
)
