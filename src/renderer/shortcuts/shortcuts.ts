import type { Page } from "../page.ts";

export const SHORTCUT_GROUPS = ["Desk", "Watchlist", "Chart", "Replay", "Panels"] as const;

/** One thing a key does. The same table makes the keys work and fills the sheet that explains them. */
export interface Shortcut {
  readonly title: string;
  readonly group: (typeof SHORTCUT_GROUPS)[number];
  /** As {@link keyName} names them; any of them will do. */
  readonly keys: readonly string[];
  /** How the sheet shows them, where not each by its name. */
  readonly shown?: readonly string[];
  /** Where it works; absent: everywhere. Elsewhere the key is free for others. */
  readonly when?: "live" | "replay";
  /** Whether holding the key down repeats it. */
  readonly repeats?: boolean;
  readonly run: (page: Page) => void;
}

const BACK_MS = 10_000;

export const SHORTCUTS: readonly Shortcut[] = [
  { title: "Rewind a minute", group: "Desk", keys: ["r"], run: (page) => page.rewind() },
  { title: "Back to live", group: "Desk", keys: ["l", "Escape"], when: "replay", run: (page) => page.mode.toLive() },
  { title: "Stored sessions", group: "Desk", keys: ["Ctrl+o"], run: (page) => page.dialog.set({ name: "sessions" }) },
  { title: "Back to the balanced profile", group: "Desk", keys: ["F8"], run: (page) => page.resources.restore() },
  { title: "Resources: profile, processor, queues", group: "Desk", keys: ["Shift+F8"], run: (page) => page.dialog.set({ name: "resources" }) },
  { title: "Screener: a condition for the whole watchlist", group: "Desk", keys: ["F9"], run: (page) => page.panels.show("screener") },
  { title: "Details of the chosen symbol", group: "Desk", keys: ["F7"], run: (page) => page.panels.show("details") },
  { title: "This sheet", group: "Desk", keys: ["?"], run: (page) => page.dialog.set({ name: "keys" }) },
  {
    title: "Add a symbol, or go to it",
    group: "Watchlist",
    keys: ["Ctrl+k"],
    shown: ["its letters", "Ctrl K"],
    run: (page) => page.dialog.set({ name: "search", typed: "" }),
  },
  { title: "Remove the symbol", group: "Watchlist", keys: ["Delete"], when: "live", run: removeChosen },
  { title: "Undo", group: "Watchlist", keys: ["Ctrl+z"], when: "live", run: (page) => page.edits.undo() },
  { title: "Next symbol", group: "Watchlist", keys: ["ArrowDown"], repeats: true, run: (page) => page.watchlist.moveChoice(1) },
  { title: "Previous symbol", group: "Watchlist", keys: ["ArrowUp"], repeats: true, run: (page) => page.watchlist.moveChoice(-1) },
  {
    title: "Interval",
    group: "Chart",
    keys: [","],
    shown: ["its digits", ","],
    run: (page) => page.dialog.set({ name: "interval", typed: "" }),
  },
  { title: "Play or pause", group: "Replay", keys: [" "], when: "replay", run: (page) => page.togglePlay() },
  { title: "Faster", group: "Replay", keys: ["+", "="], when: "replay", repeats: true, run: (page) => page.stepSpeed(1) },
  { title: "Slower", group: "Replay", keys: ["-"], when: "replay", repeats: true, run: (page) => page.stepSpeed(-1) },
  { title: "One frame on", group: "Replay", keys: ["."], when: "replay", repeats: true, run: (page) => page.step("frame") },
  { title: "To the next trade of the chosen symbol", group: "Replay", keys: ["t"], when: "replay", repeats: true, run: (page) => page.step("trade") },
  { title: "One second on", group: "Replay", keys: ["Shift+ArrowRight"], when: "replay", repeats: true, run: (page) => page.step("second") },
  { title: "Ten seconds back", group: "Replay", keys: ["["], when: "replay", repeats: true, run: (page) => page.seekBy(-BACK_MS) },
  { title: "Ten seconds on", group: "Replay", keys: ["]"], when: "replay", repeats: true, run: (page) => page.seekBy(BACK_MS) },
  { title: "Back to the beginning", group: "Replay", keys: ["0"], when: "replay", run: (page) => page.seekTo({ rx: 0 }) },
  { title: "Next panel", group: "Panels", keys: ["F6"], run: (page) => page.panels.focusNext(1) },
  { title: "Previous panel", group: "Panels", keys: ["Shift+F6"], run: (page) => page.panels.focusNext(-1) },
  ...[1, 2, 3, 4, 5, 6].map((n): Shortcut => ({
    title: `Panel ${n}`,
    group: "Panels",
    keys: [`Ctrl+${n}`],
    run: (page) => page.panels.focusAt(n - 1),
  })),
  { title: "Maximise the panel, or put it back", group: "Panels", keys: ["Alt+Enter"], run: (page) => page.panels.toggleMaximised() },
];

function removeChosen(page: Page): void {
  const { chosen } = page.watchlist;
  if (chosen !== null) page.edits.remove(chosen);
}

/**
 * The key of an event as the table names it: `KeyboardEvent.key` with `Ctrl+`, `Alt+` or `Shift+` before it where held. Letters are small;
 * Shift is named only where it does not already show in the character.
 */
export function keyName({ key, altKey, ctrlKey, shiftKey }: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "shiftKey">): string {
  const shift = shiftKey && key.length > 1 ? "Shift+" : "";
  return `${ctrlKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${shift}${key.length === 1 ? key.toLowerCase() : key}`;
}

const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowRight: "Right",
  Escape: "Esc",
  Delete: "Del",
  "-": "−",
};

/** The key as a person reads it. Words, not arrows: not every font has those. */
export function keyText(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}
