// Whose word is enough (c2sp.org/tlog-policy): logs, witnesses, and how many of which must cosign.

import { Unproven, decimal } from "./bytes";
import { type Key, readKey } from "./note";

interface Group { least: number; members: string[] }
export interface Policy { logs: Key[]; witnesses: { name: string; key: Key }[]; groups: Map<string, Group>; quorum: string }

/** Reads a policy; throws with the number of the line that says nothing it may say. */
export async function readPolicy(file: string): Promise<Policy> {
  const policy: Policy = { logs: [], witnesses: [], groups: new Map(), quorum: "" };
  const taken = new Set(["none"]);
  const members = new Set<string>();
  for (const [at, line] of file.split("\n").entries()) {
    const [kind, ...words] = line.split(/[ \t]+/).filter(Boolean);
    if (!kind || kind.startsWith("#")) continue;
    const bad = (): never => { throw new Unproven("policy_line", { line: at + 1 }); };
    const [first = "", second = "", ...rest] = words;
    if (kind === "log" && words.length >= 1 && words.length <= 2) {
      policy.logs.push(await readKey(first).catch(bad));
    } else if (kind === "witness" && (words.length === 2 || words.length === 3) && !taken.has(first)) {
      const key = await readKey(second).catch(bad);
      if (key.kind !== 4) bad();
      policy.witnesses.push({ name: first, key });
      taken.add(first);
    } else if (kind === "group" && rest.length && !taken.has(first)) {
      const least = second === "all" ? rest.length : second === "any" ? 1 : decimal(second);
      const known = rest.every((name) => taken.has(name) && name !== "none" && !members.has(name)) && new Set(rest).size === rest.length;
      if (!least || least > rest.length || !known) bad();
      rest.forEach((name) => members.add(name));
      policy.groups.set(first, { least: least as number, members: rest });
      taken.add(first);
    } else if (kind === "quorum" && words.length === 1 && !policy.quorum && taken.has(first)) {
      policy.quorum = first;
    } else {
      bad();
    }
  }
  if (!policy.quorum) throw new Unproven("policy_quorum");
  const keys = [...policy.logs, ...policy.witnesses.map(({ key }) => key)].map(({ bytes }) => bytes.join());
  if (new Set(keys).size !== keys.length) throw new Unproven("policy_keys");
  return policy;
}

/** Whether these witnesses are enough. */
export function isQuorum(policy: Policy, cosigned: Key[]): boolean {
  const holds = (name: string): boolean => {
    const group = policy.groups.get(name);
    if (group) return group.members.filter(holds).length >= group.least;
    return policy.witnesses.some((witness) => witness.name === name && cosigned.includes(witness.key));
  };
  return policy.quorum === "none" || holds(policy.quorum);
}
