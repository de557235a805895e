import { useEffect, useRef, useState } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { TapeTable } from "./tape-table.ts";

/** Time and sales of the instrument in focus. It stands still while the pointer is over it. */
export function TapePanel({ page }: { readonly page: Page }) {
  const body = useRef<HTMLDivElement>(null);
  const [waiting, setWaiting] = useState(0);
  const [begun, setBegun] = useState(true);
  const chosen = useStore(page.focus.chosen);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const table = new TapeTable(element, setWaiting);
    const sizes = new ResizeObserver(([entry]) => table.resize(entry?.contentRect.height ?? 0));
    sizes.observe(element);
    const detach = page.tape.attach((state) => {
      table.paint(state);
      setBegun(state.instrument === "" || state.lines.length > 0);
    });
    const listeners = [
      ["pointerenter", () => table.freeze()],
      ["pointerleave", () => table.thaw()],
    ] as const;
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      detach();
      sizes.disconnect();
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
    };
  }, [page]);
  return (
    <div className="tape">
      <div className="tape-head" aria-hidden="true">
        <span>Time (UTC)</span>
        <span>Price</span>
        <span>Size</span>
      </div>
      <div ref={body} className="tape-body" role="img" aria-label="Time and sales, newest above" />
      {waiting > 0 && <p className="tape-waiting">{waiting.toLocaleString("en-US")} new</p>}
      {chosen === null && <p className="empty">Choose an instrument in the watchlist to see its trades.</p>}
      {chosen !== null && !begun && <p className="empty">No trade of this instrument yet.</p>}
    </div>
  );
}
