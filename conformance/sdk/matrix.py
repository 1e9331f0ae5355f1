"""Which client is run how, and under which heading each step is counted."""
import itertools
from dataclasses import dataclass, field

# The two platforms that the SDKs speak for: every mode of every client with each.
WALLETS = ("wechat", "alipay")
# The others, and the cashier that takes any wallet: one mode of every client, since modes are the front's affair.
OTHER_WALLETS = ("douyin", "unionpay", "any")

TRUST, ADDRESS = ("certificate", "public-key"), ("mount", "host")
KEYS = ("key", "certificate")

# client, script, front, and each option with its values.
CLIENTS = (
    ("wechatpayv3", "wechatpayv3_client.py", "wechat", {"--trust": TRUST}),
    ("wechatpay-axios-plugin", "wechatpay_axios.mjs", "wechat", {"--trust": TRUST, "--address": ADDRESS}),
    ("alipay-sdk-python", "alipay_sdk_python.py", "alipay", {"--address": ("resolver", "hosts")}),
    ("python-alipay-sdk", "python_alipay_sdk.py", "alipay", {"--trust": KEYS}),
    ("alipay-sdk", "alipay.mjs", "alipay", {"--protocol": ("gateway", "v3"), "--trust": KEYS, "--address": ADDRESS}),
)

COLUMNS = ("create", "query", "notice", "refund", "refund query", "close", "forgery", "bill")


@dataclass
class Run:
    """One client, in one of its modes, over one relation."""

    client: str
    script: str
    front: str
    wallet: str
    options: list = field(default_factory=list)

    @property
    def mode(self):
        return ", ".join(self.options[1::2])

    @property
    def name(self):
        return f"{self.client}{f' ({self.mode})' if self.mode else ''} at {self.front}, paid from {self.wallet}"


def runs():
    """Every client over every wallet: its own platform's, the other's, and the rest."""
    for client, script, front, options in CLIENTS:
        modes = [
            [word for name, value in zip(options, values) for word in (name, value)]
            for values in itertools.product(*options.values())
        ]
        for wallet, mode in [*itertools.product(WALLETS, modes), *((wallet, modes[0]) for wallet in OTHER_WALLETS)]:
            yield Run(client, script, front, wallet, mode)


def column_of(step):
    """The heading of a step: what the step's name begins with, else `create`, which all other steps vary."""
    if "changed" in step or step in ("wrong key refused", "signtest"):
        return "forgery"
    if "notice" in step or step == "migration":
        return "notice"
    if step == "cancel":
        return "close"
    # The longest heading first, so that `refund query` is not counted as `refund`.
    return next((name for name in sorted(COLUMNS, key=len, reverse=True) if step.startswith(name)), "create")
