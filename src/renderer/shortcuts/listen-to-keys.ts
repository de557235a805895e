import type { Undo } from "../../core/contract/port.ts";
import { dialogOf, enterInterval } from "../chart/interval-dialog.tsx";
import type { Page } from "../page.ts";
import { keyName, type Shortcut, SHORTCUTS } from "./shortcuts.ts";

/** Where keys are text. A slider has arrows of its own and no use for the rest. */
const WRITES = "textarea, select, [contenteditable], input:not([type='range'])";

/** What a symbol begins with. */
const TYPED = /^[a-z0-9]$/i;

/** A letter that does something alone begins a symbol where another follows it so soon. */
const ALONE_MS = 250;

/** Makes the shortcuts work, save where what has the focus needs the key itself. Letters without one open the search for a symbol, digits that of an interval. */
export function listenToKeys(target: Document, page: Page): Undo {
  let held: { readonly letter: string; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  const release = (): string => {
    const letter = held?.letter ?? "";
    clearTimeout(held?.timer);
    held = null;
    return letter;
  };
  const listener = (event: KeyboardEvent): void => {
    const element = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.metaKey || element?.closest(WRITES) != null) return;
    if (page.dialog.get() !== null) return typeAhead(event, page);
    const name = keyName(event);
    const shortcut = SHORTCUTS.find((one) => one.keys.includes(name) && works(one, page));
    const letter = !event.ctrlKey && !event.altKey && TYPED.test(event.key);
    if (letter && (shortcut === undefined || held !== null)) {
      event.preventDefault();
      const typed = `${release()}${event.key}`;
      page.dialog.set(/^\d/.test(typed) ? dialogOf(typed) : { name: "search", typed: typed.toUpperCase() });
      return;
    }
    if (shortcut === undefined || (event.repeat && shortcut.repeats !== true) || isTaken(event.key, element)) return;
    event.preventDefault();
    if (!letter || shortcut.when === "replay") shortcut.run(page);
    else {
      const timer = setTimeout(() => {
        held = null;
        shortcut.run(page);
      }, ALONE_MS);
      held = { letter: event.key, timer };
    }
  };
  target.addEventListener("keydown", listener);
  return () => {
    release();
    target.removeEventListener("keydown", listener);
  };
}

/** What comes after a first letter or digit, sooner than the input that it opened has the focus, belongs into that. */
function typeAhead(event: KeyboardEvent, page: Page): void {
  const dialog = page.dialog.get();
  if ((dialog?.name !== "interval" && dialog?.name !== "search") || event.ctrlKey || event.altKey) return;
  const typed = `${dialog.typed}${event.key}`;
  if (TYPED.test(event.key)) page.dialog.set(dialog.name === "interval" ? dialogOf(typed) : { name: "search", typed: typed.toUpperCase() });
  else if (event.key === "Enter" && dialog.name === "interval") enterInterval(page, dialog.typed);
  else return;
  event.preventDefault();
}

function works({ when }: Shortcut, page: Page): boolean {
  return when === undefined || page.connection.desk.get()?.mode === when;
}

function isTaken(key: string, element: Element | null): boolean {
  if (key === " ") return element?.closest("button, a") != null;
  if (key.startsWith("Arrow")) return element?.closest("input, .ag-root-wrapper, [role='tab']") != null && key !== "ArrowRight";
  return false;
}
