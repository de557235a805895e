import type { Undo } from "../../core/contract/port.ts";
import type { Page } from "../page.ts";

/** Space plays and pauses, + and - change the speed. A button or an input that has the focus keeps its own keys. */
export function listenToKeys(target: Document, page: Pick<Page, "togglePlay" | "stepSpeed">): Undo {
  const listener = (event: KeyboardEvent): void => {
    const { target: element } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (element instanceof Element && element.closest("input, textarea, select, [contenteditable]") !== null) return;
    if (event.key === " ") {
      if (event.repeat || (element instanceof Element && element.closest("button") !== null)) return;
      page.togglePlay();
    } else if (event.key === "+" || event.key === "=") page.stepSpeed(1);
    else if (event.key === "-") page.stepSpeed(-1);
    else return;
    event.preventDefault();
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}
