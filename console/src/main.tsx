// The console: frame, signing in, and which page is shown.

import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type WhoAmI, hasToken, setToken, takeToken } from "./api";
import { FairPages } from "./fair";
import { LedgerPage } from "./pages/ledger";
import { OverviewPage } from "./pages/overview";
import { PaymentPage } from "./pages/payment";
import { PaymentsPage } from "./pages/payments";
import { ReportPage, ReportsPage } from "./pages/reports";
import { SandboxPage } from "./pages/sandbox";
import { SettingsPage } from "./pages/settings";
import { Link, useHere } from "./route";
import { SharePages } from "./share";
import "./style.css";
import "./fair/fair.css";
import "./share/share.css";
import "./share/looks/looks.css";
import { Arch, Failure, Skeleton, setNow, useLoad } from "./ui";
import { type Lang, speak, spoken, t } from "./words";

const ICONS: Record<string, string> = {
  overview: "M3 12l9-8 9 8M6 10v9h12v-9", payments: "M3 6h18v12H3zM3 10h18", ledger: "M5 4h14v16H5zM9 4v16M12 8h4M12 12h4",
  share: "M9 12h6M9 8H7a4 4 0 0 0 0 8h2M15 8h2a4 4 0 0 1 0 8h-2",
  fair: "M12 4v16M7 20h10M5 7h14M5 7l-3 6h6zM19 7l-3 6h6z",
  reports: "M4 7h10M4 12h7M4 17h5M14 15l3 3 5-6", sandbox: "M8 3h8M10 3v6l-5 10h14L14 9V3", settings: "M4 7h9M17 7h3M4 17h3M11 17h9M13 5v4M7 15v4",
};
type Theme = "system" | "light" | "dark";
const THEME = "drawbridge-theme";

function dress(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function App() {
  const [signedIn, setSignedIn] = useState(hasToken());
  const [, turn] = useState(0);
  const me = useLoad<WhoAmI>(signedIn ? "/whoami" : null);
  useEffect(() => { document.documentElement.lang = spoken() === "zh" ? "zh-CN" : "en"; });
  const leave = () => { setToken(""); setSignedIn(false); };
  const say = (lang: Lang) => { speak(lang); turn((n) => n + 1); };
  if (!signedIn || me.trouble?.status === 401) {
    return <SignIn say={say} bad={signedIn} done={() => { setSignedIn(true); me.again(); turn((n) => n + 1); }} />;
  }
  if (me.trouble) return <main class="alone"><Failure of={me.trouble} retry={me.again} /></main>;
  if (!me.data) return <main class="alone"><Skeleton /></main>;
  setNow(me.data.now);
  return <Frame me={me.data} say={say} leave={leave} />;
}

function Frame({ me, say, leave }: { me: WhoAmI; say: (lang: Lang) => void; leave: () => void }) {
  const { parts, query } = useHere();
  const page = parts[0] ?? "overview";
  const main = useRef<HTMLElement>(null);
  const seen = useRef(location.pathname);
  useEffect(() => {
    // Whoever does not see that the page changed hears its heading.
    if (seen.current !== location.pathname) main.current?.querySelector("h1")?.focus({ preventScroll: true });
    seen.current = location.pathname;
  });
  const pages = ["overview", "payments", "ledger", "reports", "share", "fair", ...(me.sandbox ? ["sandbox"] : []), "settings"] as const;
  return (
    <div class="frame">
      <a class="skip" href="#main">{t("skip")}</a>
      <aside>
        <p class="brand"><span class="sign"><Arch /></span><span class="brand-name">Drawbridge</span>{me.sandbox && <span class="badge warn">{t("sandbox")}</span>}</p>
        <nav aria-label={t("menu")}>
          {pages.map((name) => (
            <Link key={name} to={name === "overview" ? "" : name} {...(name === page ? { "aria-current": "page" as const } : {})}>
              <svg viewBox="0 0 24 24" aria-hidden="true"><path d={ICONS[name] ?? ""} /></svg>
              <span>{t(name as "overview")}</span>
            </Link>
          ))}
        </nav>
        <Preferences say={say} leave={leave} name={me.name} />
      </aside>
      <main id="main" ref={main}>
        {page === "overview" && <OverviewPage />}
        {page === "payments" && (parts[1] ? <PaymentPage id={parts[1]} me={me} /> : <PaymentsPage query={query} />)}
        {page === "ledger" && <LedgerPage query={query} now={me.now} />}
        {page === "reports" && (parts[2] ? <ReportPage wallet={parts[1] ?? ""} day={parts[2]} me={me} /> : <ReportsPage me={me} />)}
        {page === "share" && <SharePages parts={parts.slice(1)} me={me} />}
        {page === "fair" && <FairPages parts={parts.slice(1)} query={query} />}
        {page === "sandbox" && me.sandbox && <SandboxPage />}
        {page === "settings" && <SettingsPage query={query} me={me} />}
      </main>
    </div>
  );
}

function Preferences({ say, leave, name }: { say: (lang: Lang) => void; leave?: () => void; name?: string }) {
  const [theme, set] = useState<Theme>((localStorage.getItem(THEME) as Theme | null) ?? "system");
  const choose = (next: Theme) => { localStorage.setItem(THEME, next); dress(next); set(next); };
  return (
    <div class="preferences">
      <label><span class="visually-hidden">{t("language")}</span>
        <select value={spoken()} onChange={(e) => say(e.currentTarget.value as Lang)}>
          <option value="zh">中文</option><option value="en">English</option>
        </select>
      </label>
      <label><span class="visually-hidden">{t("theme")}</span>
        <select value={theme} onChange={(e) => choose(e.currentTarget.value as Theme)}>
          {(["system", "light", "dark"] as const).map((one) => <option key={one} value={one}>{t(`theme_${one}`)}</option>)}
        </select>
      </label>
      {leave && <p class="who"><a href="/api/docs">{t("interface")}</a><button type="button" class="quiet" onClick={leave} title={name}>{t("sign_out")}</button></p>}
    </div>
  );
}

function SignIn({ done, say, bad }: { done: () => void; say: (lang: Lang) => void; bad: boolean }) {
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    const value = new FormData(event.target as HTMLFormElement).get("token");
    setToken(String(value ?? "").trim());
    done();
  };
  useEffect(() => { document.title = `${t("sign_in")} · Drawbridge`; });
  return (
    <main class="sign-in">
      <form class="card" onSubmit={enter}>
        <p class="brand"><span class="sign"><Arch /></span>Drawbridge</p>
        <h1>{t("sign_in")}</h1>
        <label>{t("token")}<input name="token" type="password" autocomplete="off" required autofocus placeholder="dbt_…" /></label>
        {bad && <p class="said bad" role="alert">{t("bad_token")}</p>}
        <button class="main">{t("sign_in")}</button>
        <p class="soft small">{t("sign_in_hint")}</p>
      </form>
      <Preferences say={say} />
    </main>
  );
}

dress((localStorage.getItem(THEME) as Theme | null) ?? "system");
takeToken();
const root = document.getElementById("app");
if (root) render(<App />, root);
