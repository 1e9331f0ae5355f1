// The cashier's script: follows the payment, counts down, and chooses without leaving the page.
// Without it the page works by forms and by refreshing itself.

const main = document.querySelector("main[data-id]");
const FINAL = ["paid", "refunded", "closed", "expired", "failed"];
const DESK_MINUTE = 60_000;
// Longer than apps take to put their object into a page.
const BRIDGE_WAIT = 5_000;

if (main) {
  const base = `/c/${main.dataset.id}`;
  let ends = performance.now() + Number(main.dataset.left);
  const isFinal = () => FINAL.includes(main.dataset.state);

  /** Shows another state, and says so to those who listen instead of looking. */
  function show({ state, left_ms: left }) {
    ends = performance.now() + left;
    if (state === main.dataset.state) return;
    main.dataset.state = state;
    const part = main.querySelector(`[data-when="${CSS.escape(state)}"]`);
    const title = part?.querySelector("h2");
    const said = [...(part?.querySelectorAll("h2, p") ?? [])].map((e) => e.textContent);
    main.querySelector("[role=status]").textContent = said.join(" ");
    if (state !== "choose") title?.focus();
    if (isFinal()) scrollTo({ top: 0 });
  }

  /** Asks once. */
  async function ask() {
    const reply = await fetch(`${base}/state`, { headers: { accept: "application/json" } });
    if (reply.ok) show(await reply.json());
  }

  /** Listens; where that is not possible, asks every three seconds. */
  function follow() {
    if (isFinal()) return;
    let heard = false;
    const source = new EventSource(`${base}/events`);
    source.addEventListener("state", (event) => {
      heard = true;
      show(JSON.parse(event.data));
      if (isFinal()) source.close();
    });
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED && heard) return;
      source.close();
      if (!isFinal()) setTimeout(() => ask().catch(() => {}).then(follow), 3000);
    });
  }

  const clock = main.querySelector("time");
  /** Counts down by our own clock, set by the server's. */
  function tick() {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    const [h, m, s] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const two = (n) => String(n).padStart(2, "0");
    clock.textContent = h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
    clock.parentElement.classList.toggle("soon", left * 1000 < DESK_MINUTE);
    if (left === 0 && !isFinal()) ask().catch(() => {});
  }

  /** A code as a drawing: the server computed it, nothing is parsed as markup. */
  function draw({ size, path }, label) {
    const make = (name, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const svg = make("svg", {
      class: "code", role: "img", "aria-label": label,
      viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges",
    });
    svg.append(make("rect", { width: size, height: size, fill: "#fff" }));
    svg.append(make("path", { d: path, fill: "#000" }));
    return svg;
  }

  /** A small element with a text. */
  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  /** Chooses a wallet, and shows what it handed over beside its name. */
  async function choose(form) {
    const result = form.nextElementSibling;
    const here = form.closest(".phone") !== null;
    const button = form.querySelector("button");
    button.disabled = true;
    result.replaceChildren(element("p", "working", form.dataset.working));
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ wallet: form.elements.wallet.value, here }),
      });
      const handed = await reply.json();
      if (!reply.ok) throw new Error(handed.detail);
      if (handed.kind === "code" && handed.code) {
        result.replaceChildren(draw(handed.code, form.dataset.scan));
        result.append(element("p", "", form.dataset.scan));
      } else if (handed.kind === "redirect") {
        const link = element("a", "button", form.dataset.open);
        link.href = handed.url;
        result.replaceChildren(link);
        if (here) location.href = handed.url;
        else link.focus();
      } else {
        throw new Error(handed.kind);
      }
    } catch {
      result.replaceChildren(element("p", "sorry", form.dataset.sorry));
      ask().catch(() => {});
    } finally {
      button.disabled = false;
    }
  }

  const post = (to) => fetch(to, { method: "POST", headers: { "content-type": "application/json" } });
  /** The buyer may have paid: has the wallets asked, and shows how it stands. */
  const look = () => post(`${base}/look`).then((reply) => reply.json()).then(show, () => {});

  /** The object that the wallet's browser puts into the page, which may come after the page. */
  const bridge = ({ object, ready }) => new Promise((resolve) => {
    if (window[object]) resolve(window[object]);
    document.addEventListener(ready, () => resolve(window[object]), { once: true });
    setTimeout(() => resolve(window[object]), BRIDGE_WAIT);
  });

  /** Has the wallet pay, by a call signed just now. What it tells is a hint: the wallet is asked. */
  async function call(form) {
    const result = form.nextElementSibling;
    const button = form.querySelector("button");
    const say = (word) => result.replaceChildren(element("p", word === "working" ? word : "sorry", form.dataset[word]));
    button.disabled = true;
    say("working");
    try {
      const reply = await post(form.action);
      const asked = await reply.json();
      if (!reply.ok) throw new Error(asked.detail);
      const app = await bridge(asked);
      if (!app) {
        say("missing");
        return;
      }
      const told = await new Promise((resolve) => app[asked.method](asked.name, asked.call, resolve));
      const outcome = String(told?.[asked.told] ?? "");
      if (outcome === asked.paid) result.replaceChildren();
      else say(outcome === asked.cancelled ? "cancelled" : "failed");
      look();
    } catch {
      say("failed");
      ask().catch(() => {});
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.matches(".look")) {
      look();
    } else if (form.matches(".call")) {
      call(form);
    } else {
      choose(form);
    }
  });
  // A phone wakes up with an old page when its owner comes back from the wallet.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isFinal()) ask().catch(() => {});
  });

  // Who comes from signing in wants to pay; who reloads the page may have had enough.
  if (location.hash === "#pay") {
    history.replaceState(null, "", location.pathname);
    const form = main.dataset.state === "choose" && main.querySelector(".call");
    if (form) call(form);
  }

  setInterval(tick, 1000);
  follow();
}
