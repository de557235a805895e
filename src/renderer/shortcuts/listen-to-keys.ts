import type { Undo } from "../../core/contract/port.ts";
import type { Page } from "../page.ts";
import { keyName, SHORTCUTS } from "./shortcuts.ts";

/** Where keys are text. A slider has arrows of its own and no use for the rest. */
const WRITES = "textarea, select, [contenteditable], input:not([type='range'])";

/** Makes the shortcuts work, save where what has the focus needs the key itself. */
export function listenToKeys(target: Document, page: Page): Undo {
  const listener = (event: KeyboardEvent): void => {
    const element = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.metaKey || element?.closest(WRITES) != null) return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(keyName(event)));
    if (shortcut === undefined || (event.repeat && shortcut.repeats !== true) || isTaken(event.key, element, page)) return;
    event.preventDefault();
    shortcut.run(page);
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}

function isTaken(key: string, element: Element | null, page: Page): boolean {
  if (page.help.get()) return key !== "?";
  if (key === " ") return element?.closest("button, a") != null;
  if (key.startsWith("Arrow")) return element?.closest("input, .ag-root-wrapper, [role='tab']") != null && key !== "ArrowRight";
  return false;
}
