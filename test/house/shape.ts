import type { SourceFile } from "./layers.ts";

/** Beyond this a file is a room with a missing wall. */
export const MAX_LINES = 300;

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = /^(utils?|helpers?|common|managers?|services?)$/i;

/**
 * What is wrong with a file's size or name, one line each.
 * @param longFiles files that may be longer than {@link MAX_LINES}, each with the reason
 */
export function shapeFaults({ path, text }: SourceFile, longFiles: Readonly<Record<string, string>>): string[] {
  const faults: string[] = [];
  const lines = text.split("\n").length - 1;
  const excused = longFiles[path] !== undefined;
  if (lines > MAX_LINES && !excused) faults.push(`${path} has ${lines} lines: which noun is hiding in it?`);
  if (lines <= MAX_LINES && excused) faults.push(`${path} has ${lines} lines and needs no excuse any more`);
  const empty = path
    .replace(/\.\w+$/, "")
    .split("/")
    .find((name) => EMPTY_NAMES.test(name));
  if (empty !== undefined) faults.push(`${path}: "${empty}" says nothing of what is inside`);
  return faults;
}
