import type { Page } from "../page.ts";

/** One thing a key does. The same table makes the keys work and fills the sheet that explains them. */
export interface Shortcut {
  readonly title: string;
  readonly group: "Replay" | "Watchlist" | "Panels" | "Help";
  /** As `KeyboardEvent.key`, with `Alt+`, `Ctrl+` or `Shift+` before it where held; any of them will do. */
  readonly keys: readonly string[];
  /** Whether holding the key down repeats it. */
  readonly repeats?: boolean;
  readonly run: (page: Page) => void;
}

const BACK_MS = 10_000;

export const SHORTCUTS: readonly Shortcut[] = [
  { title: "Play or pause", group: "Replay", keys: [" "], run: (page) => page.togglePlay() },
  { title: "Faster", group: "Replay", keys: ["+", "="], repeats: true, run: (page) => page.stepSpeed(1) },
  { title: "Slower", group: "Replay", keys: ["-"], repeats: true, run: (page) => page.stepSpeed(-1) },
  { title: "One frame on", group: "Replay", keys: ["."], repeats: true, run: (page) => page.step("frame") },
  { title: "To the next trade of the chosen instrument", group: "Replay", keys: ["t"], repeats: true, run: (page) => page.step("trade") },
  { title: "One second on", group: "Replay", keys: ["Shift+ArrowRight"], repeats: true, run: (page) => page.step("second") },
  { title: "Ten seconds back", group: "Replay", keys: ["["], repeats: true, run: (page) => page.seekBy(-BACK_MS) },
  { title: "Ten seconds on", group: "Replay", keys: ["]"], repeats: true, run: (page) => page.seekBy(BACK_MS) },
  { title: "Back to the beginning", group: "Replay", keys: ["0"], run: (page) => page.seekTo({ rx: 0 }) },
  { title: "Next instrument", group: "Watchlist", keys: ["ArrowDown"], repeats: true, run: (page) => page.watchlist.moveChoice(1) },
  { title: "Previous instrument", group: "Watchlist", keys: ["ArrowUp"], repeats: true, run: (page) => page.watchlist.moveChoice(-1) },
  { title: "Next panel", group: "Panels", keys: ["F6"], run: (page) => page.panels.focusNext(1) },
  { title: "Previous panel", group: "Panels", keys: ["Shift+F6"], run: (page) => page.panels.focusNext(-1) },
  ...[1, 2, 3, 4].map((n): Shortcut => ({ title: `Panel ${n}`, group: "Panels", keys: [`Ctrl+${n}`], run: (page) => page.panels.focusAt(n - 1) })),
  { title: "Maximise the panel, or put it back", group: "Panels", keys: ["Alt+Enter"], run: (page) => page.panels.toggleMaximised() },
  { title: "This sheet", group: "Help", keys: ["?"], run: (page) => page.help.set(!page.help.get()) },
];

/** The key of an event as the table names it. Shift is named only where it does not already show in the character. */
export function keyName({ key, altKey, ctrlKey, shiftKey }: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "shiftKey">): string {
  const shift = shiftKey && key.length > 1 ? "Shift+" : "";
  return `${ctrlKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${shift}${key}`;
}

const NAMES: Readonly<Record<string, string>> = { " ": "Space", ArrowUp: "Up", ArrowDown: "Down", ArrowRight: "Right", "-": "−" };

/** The key as a person reads it. Words, not arrows: not every font has those. */
export function keyText(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}
