// Addresses below /console/, without a library.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

const BASE = "/console/";
const listeners = new Set<() => void>();

/** Where we are: the parts of the path, decoded, and the query. */
export function here(): { parts: string[]; query: URLSearchParams } {
  const path = location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : "";
  return { parts: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(location.search) };
}

/** Goes somewhere; `quiet` replaces the address, for filters that are being typed. */
export function go(to: string, quiet = false): void {
  if (quiet) history.replaceState(null, "", BASE + to);
  else history.pushState(null, "", BASE + to);
  for (const listener of listeners) listener();
  if (!quiet) scrollTo(0, 0);
}

/** Renders again whenever the address changes. */
export function useHere() {
  const [, turn] = useState(0);
  useEffect(() => {
    const listener = () => turn((n) => n + 1);
    listeners.add(listener);
    addEventListener("popstate", listener);
    return () => { listeners.delete(listener); removeEventListener("popstate", listener); };
  }, []);
  return here();
}

/** A link within the console; every way of opening elsewhere stays the browser's. */
export function Link({ to, children, ...rest }: {
  to: string; class?: string; title?: string; "aria-current"?: "page"; children: ComponentChildren;
}) {
  const click = (event: MouseEvent) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={BASE + to} onClick={click} {...rest}>{children}</a>;
}
