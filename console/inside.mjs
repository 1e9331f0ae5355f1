// A buyer who opens the cashier in a wallet's own browser, in a real browser that says it is one.
// The browser's bridge is played by the simulated wallet, which verifies the page's signed call.

const INSIDE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50 NetType/WIFI Language/zh_CN";

/** The object that the wallet's browser puts into pages, late as it does. */
function bridge({ says, late }) {
  if (window.top !== window) return;
  setTimeout(() => {
    window.WeixinJSBridge = {
      invoke(name, call, told) {
        window.__called = [...(window.__called ?? []), { name, call }];
        if (says) {
          told({ err_msg: says });
          return;
        }
        const body = JSON.stringify(call);
        const headers = { "content-type": "application/json" };
        fetch("/sandbox/bridge/wechat", { method: "POST", headers, body }).then((r) => r.json()).then(told);
      },
    };
    // As the app does: its messages go through frames that the page's policy has to let in.
    const frame = document.createElement("iframe");
    frame.hidden = true;
    document.documentElement.append(frame);
    frame.src = "weixin://dispatch_message/";
    document.dispatchEvent(new Event("WeixinJSBridgeReady"));
  }, late);
}

/** Forgets what this browser says of frames that only the wallet's own can follow: that it tried to
 * means that the page's policy let them in. */
const forget = ({ said }) => said.splice(0, said.length, ...said.filter((text) => !text.includes("weixin:")));

/** Tries it all on a payment that is open, and pays it. `from` is any page of ours to begin at. */
export async function paysInside({ open, judge, check, from, id, looks }) {
  for (const look of looks) {
    const opened = await open(look, from, { userAgent: INSIDE });
    const { context, page, said } = opened;
    said.length = 0;
    await page.addInitScript(bridge, { says: "get_brand_wcpay_request:cancel", late: 50 });
    await page.goto(new URL(`/c/${id}`, page.url()).href, { waitUntil: "load" });
    await page.waitForSelector(".call + .result .sorry", { timeout: 10_000 }).catch(() => {});
    const called = await page.evaluate(() => window.__called ?? []);
    check(`inside (${look.name}) the page calls the wallet by itself`, called[0]?.name === "getBrandWCPayRequest", JSON.stringify(called));
    check(`inside (${look.name}) a buyer who gives up is told so`, (await page.$(".call + .result .sorry")) !== null);
    check(`inside (${look.name}) the mark is forgotten`, !page.url().includes("#"), page.url());
    check(`inside (${look.name}) the bridge's frames are let in`, said.some((text) => text.includes("weixin:")), said.join());
    forget(opened);
    await judge(`inside, given up (${look.name})`, opened);
    await page.reload({ waitUntil: "load" });
    await page.waitForTimeout(300);
    check(`inside (${look.name}) a reloaded page waits`, (await page.evaluate(() => window.__called)) === undefined);
    await page.click(".others summary");
    forget(opened);
    await judge(`inside, other ways (${look.name})`, opened);
    await context.close();
  }

  const opened = await open(looks[0], from, { userAgent: INSIDE });
  const { context, page, said } = opened;
  said.length = 0;
  await page.goto(new URL(`/c/${id}`, page.url()).href, { waitUntil: "load" });
  await page.waitForSelector(".call + .result .sorry", { timeout: 10_000 }).catch(() => {});
  check("inside, without the object a buyer is told so", (await page.$(".call + .result .sorry")) !== null);
  const state = new URL(`/c/${id}/signed-in/shop-wechat?code=a&state=b`, page.url()).href;
  const wrong = await page.goto(state, { waitUntil: "load" });
  check("inside, a state of nobody's is refused", wrong.status() === 403, String(wrong.status()));
  said.length = 0;
  await judge("inside, a state of nobody's", opened);
  await context.close();

  const paying = await open(looks[0], from, { userAgent: INSIDE });
  paying.said.length = 0;
  await paying.page.addInitScript(bridge, { late: 50 });
  await paying.page.goto(new URL(`/c/${id}`, paying.page.url()).href, { waitUntil: "load" });
  await paying.page.waitForSelector("main[data-state=paid]", { timeout: 15_000 }).catch(() => {});
  const stands = await paying.page.getAttribute("main", "data-state");
  check("inside, the wallet takes the page's signature and is paid", stands === "paid", stands);
  forget(paying);
  await judge("inside, paid", paying);
  await paying.context.close();
}
