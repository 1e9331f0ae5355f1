"""The life of an Alipay trade as both Python SDKs are asked to drive it; each gives its own way to say each call."""
import datetime
import time
import urllib.parse

import bills
from harness import direct, equal, fresh, refused

TOTAL, PART, REST = "12.34", "2.34", "10.00"
SUBJECT = "一本书 <A&B> +1/2"
# What a buyer's phone shows: 16 to 24 digits, the first two from 25 to 30.
BUYER_CODE = "286420018739025164"
# What the platform may say to a refund of more than is left.
BEYOND_THE_PAYMENT = ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "ACQ.REFUND_FEE_ERROR", "ACQ.REASON_TRADE_REFUND_FEE_ERR")


class Trade:
    """The steps. `sdk` has `call(method, biz_content, **common) -> dict` and `verify(fields, sign) -> bool`.

    `call` answers the verified reply object, business refusals (40004) included.
    """

    def __init__(self, sdk, relation, notices, wire, download):
        self.sdk, self.relation, self.notices, self.wire = sdk, relation, notices, wire
        self.download = download
        self.order, self.refund = fresh(), fresh("RF")
        self.code = self.trade_no = self.paid_at = None

    def steps(self):
        return [
            ("!create", self.create),
            ("query unscanned", self.query_unscanned),
            ("!pay, notice", self.pay_and_notice),
            ("changed notice refused", self.notice_tampered),
            ("!query paid", self.query_paid),
            ("!refund", self.refund_part),
            ("refund notice", self.refund_notice),
            ("refund query", self.refund_query),
            ("refund rest", self.refund_rest),
            ("close", self.close),
            ("cancel", self.cancel),
            *([] if self.relation.bridged else self.own_steps()),
            ("changed reply refused", self.reply_tampered),
            ("wrong key refused", self.wrong_key),
        ]

    def own_steps(self):
        """What names a buyer of this platform, and so cannot be asked of another wallet."""
        return [("create (buyer's id)", self.create_for), ("create (bar code)", self.bar_code)]

    def last_steps(self):
        """The bill moves the clock to tomorrow, so it comes last."""
        return [("bill", self.bill)]

    def ok(self, method, content, **common):
        answer = self.sdk.call(method, content, **common)
        assert answer.get("code") == "10000", f"{method}: {answer}"
        return answer

    def no(self, method, content, *sub_codes):
        answer = self.sdk.call(method, content)
        equal(answer.get("code"), "40004", f"code of {method} ({answer.get('sub_code')})")
        assert answer["sub_code"] in sub_codes, f"{method}: {answer['sub_code']}, not {' or '.join(sub_codes)}"
        return answer["sub_code"]

    def precreate(self, order, total=TOTAL):
        content = dict(out_trade_no=order, total_amount=total, subject=SUBJECT)
        return self.ok("alipay.trade.precreate", content, notify_url=self.notices.url)

    def create(self):
        made = self.precreate(self.order)
        equal(made["out_trade_no"], self.order, "out_trade_no")
        self.code = made["qr_code"]
        assert self.code.startswith(("https://", "http://", "weixin://")), self.code
        equal(self.precreate(self.order)["out_trade_no"], self.order, "the same order asked again")
        return self.code

    def query_unscanned(self):
        """A precreated code is no trade until somebody scans it. Orders of some other wallets exist at once, and
        nobody tells when one is scanned; behind the cashier there is none until a wallet is chosen."""
        found = self.sdk.call("alipay.trade.query", dict(out_trade_no=self.order))
        if self.relation.bridged and found["code"] == "10000":
            equal((found["trade_status"], found["total_amount"]), ("WAIT_BUYER_PAY", TOTAL), "the trade")
        else:
            equal(found.get("sub_code"), "ACQ.TRADE_NOT_EXIST", "sub_code")
        self.no("alipay.trade.query", dict(out_trade_no=fresh()), "ACQ.TRADE_NOT_EXIST")

    def noticed(self, order, **wanted):
        """The verified notice of `order` that has the `wanted` fields."""

        def look(_, body):
            fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
            if fields.get("out_trade_no") != order or any(fields.get(k) != v for k, v in wanted.items()):
                return None
            assert self.verified(fields), "the SDK does not verify the notice"
            return fields

        return self.notices.await_one(look, f"{order} {wanted}")

    def verified(self, fields):
        """As the SDKs' documents say: without `sign` and `sign_type`, sorted and joined."""
        rest = {k: v for k, v in fields.items() if k not in ("sign", "sign_type")}
        return self.sdk.verify(rest, fields["sign"])

    def pay_and_notice(self):
        self.relation.buyer_pays(self.order, self.code)
        told = self.noticed(self.order, trade_status="TRADE_SUCCESS")
        equal(told["total_amount"], TOTAL, "total_amount")
        equal((told["app_id"], told["seller_id"]), (self.relation["app"], self.relation["seller"]), "whose payment")
        equal((told["notify_type"], told["subject"]), ("trade_status_sync", SUBJECT), "what is told")
        assert told["notify_id"] and told["gmt_payment"], told
        self.trade_no = told["trade_no"]
        return self.trade_no

    def notice_tampered(self):
        _, body = self.notices.kept[-1]
        fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        fields["total_amount"] = "0.01"
        try:
            accepted = self.verified(fields)
        except Exception:  # The SDKs say no by False or by raising.
            return
        assert not accepted, "the SDK accepted a changed notice"

    def query_paid(self):
        found = self.ok("alipay.trade.query", dict(out_trade_no=self.order))
        equal(found, self.ok("alipay.trade.query", dict(trade_no=self.trade_no)), "the trade found by trade_no")
        equal((found["trade_status"], found["total_amount"]), ("TRADE_SUCCESS", TOTAL), "the trade")
        equal(found["trade_no"], self.trade_no, "trade_no")
        buyer = found.get("buyer_user_id") or found.get("buyer_open_id")
        assert buyer or not self.relation.names_buyers, "no buyer"
        self.paid_at = datetime.datetime.strptime(found["send_pay_date"], "%Y-%m-%d %H:%M:%S")

    def settled(self, made, total, number):
        """A refund that is done, or will be: a wallet that refunds later is told by `fund_change` N, on which the
        documents say to ask until it is known (opendocs.alipay.com/open/028sm9, fund_change)."""
        if made["fund_change"] == "Y":
            equal(made["refund_fee"], total, "refund_fee, which adds up")
            return
        assert self.relation.bridged, "this wallet refunds at once"
        asked = dict(out_trade_no=self.order, out_request_no=number)
        for _ in range(100):
            if self.ok("alipay.trade.fastpay.refund.query", asked).get("refund_status") == "REFUND_SUCCESS":
                return
            time.sleep(0.2)
        raise AssertionError("the refund is never done")

    def refund_part(self):
        ask = dict(out_trade_no=self.order, refund_amount=PART, out_request_no=self.refund, refund_reason="退货")
        made = self.ok("alipay.trade.refund", ask)
        equal((made["trade_no"], made["out_trade_no"]), (self.trade_no, self.order), "whose refund")
        self.settled(made, PART, self.refund)
        again = self.ok("alipay.trade.refund", ask)
        equal((again["refund_fee"], again["fund_change"]), (PART, "N"), "the same refund asked again")
        too_much = dict(ask, refund_amount=TOTAL, out_request_no=fresh("RF"))
        self.no("alipay.trade.refund", too_much, *BEYOND_THE_PAYMENT)

    def refund_notice(self):
        told = self.noticed(self.order, out_biz_no=self.refund)
        equal((told["refund_fee"], told["total_amount"]), (PART, TOTAL), "amounts")
        equal(told["trade_status"], "TRADE_SUCCESS", "trade_status after a part refund")

    def refund_query(self):
        found = self.ok("alipay.trade.fastpay.refund.query", dict(out_trade_no=self.order, out_request_no=self.refund))
        equal(found["refund_status"], "REFUND_SUCCESS", "refund_status")
        equal((found["refund_amount"], found["total_amount"]), (PART, TOTAL), "amounts")
        equal(found["out_request_no"], self.refund, "out_request_no")
        nobodys = dict(out_trade_no=self.order, out_request_no=fresh("RF"))
        unknown = self.sdk.call("alipay.trade.fastpay.refund.query", nobodys)
        assert not unknown.get("refund_status"), f"a refund nobody asked for: {unknown}"

    def refund_rest(self):
        rest = dict(trade_no=self.trade_no, refund_amount=REST, out_request_no=fresh("RF"))
        self.settled(self.ok("alipay.trade.refund", rest), TOTAL, rest["out_request_no"])
        found = self.ok("alipay.trade.query", dict(out_trade_no=self.order))
        equal(found["trade_status"], "TRADE_CLOSED", "trade_status after a whole refund")

    def close(self):
        """A trade exists, and so can be closed, from the moment the buyer opens the code."""
        order = fresh()
        code = self.precreate(order)["qr_code"]
        self.relation.buyer_scans(code)
        self.comes_to_exist(order)
        closed = self.ok("alipay.trade.close", dict(out_trade_no=order))
        equal(closed["out_trade_no"], order, "out_trade_no")
        equal(self.ok("alipay.trade.query", dict(out_trade_no=order))["trade_status"], "TRADE_CLOSED", "trade_status")

    def comes_to_exist(self, order):
        """Another wallet is asked at most every few seconds whether its buyer has opened the code."""
        for _ in range(40 if self.relation.bridged else 1):
            found = self.sdk.call("alipay.trade.query", dict(out_trade_no=order))
            if found.get("trade_status") == "WAIT_BUYER_PAY":
                return
            time.sleep(0.2)
        raise AssertionError(f"a scanned order is {found}")

    def cancel(self):
        """A code that nobody scanned is withdrawn by cancelling."""
        order = fresh()
        self.precreate(order)
        done = self.ok("alipay.trade.cancel", dict(out_trade_no=order))
        equal((done["out_trade_no"], done["retry_flag"]), (order, "N"), "the cancelled order")

    def create_for(self):
        """A trade for a buyer whose id the shop knows, as mini programs make; it exists at once."""
        content = dict(out_trade_no=fresh(), total_amount=TOTAL, subject=SUBJECT, buyer_id="2088102169481075")
        made = self.ok("alipay.trade.create", content, notify_url=self.notices.url)
        found = self.ok("alipay.trade.query", dict(trade_no=made["trade_no"]))
        equal((found["out_trade_no"], found["trade_status"]), (content["out_trade_no"], "WAIT_BUYER_PAY"), "the trade")

    def bar_code(self):
        """The shop scans the buyer's code: paid at once, or the buyer is still asked."""
        number = fresh()
        content = dict(out_trade_no=number, total_amount=TOTAL, subject=SUBJECT, scene="bar_code", auth_code=BUYER_CODE)
        made = self.sdk.call("alipay.trade.pay", content, notify_url=self.notices.url)
        assert made["code"] in ("10000", "10003"), made
        equal((made["out_trade_no"], made["total_amount"]), (number, TOTAL), "the payment")
        told = self.noticed(number, trade_status="TRADE_SUCCESS")
        equal(told["total_amount"], TOTAL, "total_amount")

    def reply_tampered(self):
        with self.wire.tampering():
            error = refused(lambda: self.sdk.call("alipay.trade.query", dict(out_trade_no=self.order)))
        return type(error).__name__

    def wrong_key(self):
        """The reply is signed all the same: the SDK verifies it and hands the refusal over."""
        answer = self.sdk.stranger().call("alipay.trade.query", dict(out_trade_no=self.order))
        equal((answer["code"], answer["sub_code"]), ("40002", "isv.invalid-signature"), "the refusal")

    def page(self, url):
        """A browser opens the address that the SDK made; then the buyer pays."""
        order = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        content = order["biz_content"][0]
        number = content.split('"out_trade_no":"')[1].split('"')[0]
        with self.download(url) as page:
            equal(page.status, 200, "HTTP status of the page")
            assert page.read(), "an empty page"
        self.relation.buyer_pays(number, None)
        told = self.noticed(number, trade_status="TRADE_SUCCESS")
        equal(told["total_amount"], TOTAL, "total_amount")
        equal(self.ok("alipay.trade.query", dict(out_trade_no=number))["trade_status"], "TRADE_SUCCESS", "trade_status")

    def bill(self):
        self.relation.tomorrow()
        day = f"{self.paid_at:%Y-%m-%d}"
        announced = self.ok("alipay.data.dataservice.bill.downloadurl.query", dict(bill_type="trade", bill_date=day))
        with direct().open(announced["bill_download_url"], timeout=15) as reply:
            rows = bills.alipay_rows(reply.read())
        mine = [row for row in rows if row["商户订单号"] == self.order]
        paid = next((row for row in mine if row["业务类型"] == "交易"), None)
        assert paid, f"the paid order is not in the bill of {day} ({len(rows)} rows)"
        equal((paid["支付宝交易号"], paid["订单金额（元）"]), (self.trade_no, TOTAL), "the bill's row")
        back = [row["订单金额（元）"] for row in mine if row["业务类型"] == "退款"]
        equal(sorted(back), sorted([f"-{PART}", f"-{REST}"]), "the refunds' rows")
        return f"{len(rows)} rows"
