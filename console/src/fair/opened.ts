// What disclosures opened in this tab. They stay here until it is closed, and go nowhere.

import type { Json } from "../verify/record";

const leaves = new Map<number, Map<string, Json>>();

export const opened = (index: number): Map<string, Json> | undefined => leaves.get(index);
export function open(index: number, fields: Map<string, Json>): void {
  leaves.set(index, new Map([...(leaves.get(index) ?? []), ...fields]));
}
