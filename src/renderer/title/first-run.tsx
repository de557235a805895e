import { useState } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";

const KEY = "tapedeck.introduced";

/** One line for who sees the live desk for the first time. It goes away for good when it is closed. */
export function FirstRun({ page }: { readonly page: Page }) {
  const desk = useStore(page.connection.desk);
  const [read, setRead] = useState(() => page.memory.getItem(KEY) !== null);
  if (read || desk?.mode !== "live") return null;
  return (
    <div className="first-run">
      <p>
        <strong>{desk.title}.</strong> All that comes is recorded. Type a symbol to add it, <kbd>Up</kbd> <kbd>Down</kbd> to look through the list,{" "}
        <kbd>R</kbd> to rewind a minute, <kbd>?</kbd> for every key.
      </p>
      <button
        type="button"
        className="icon-button"
        aria-label="Close this line"
        title="Close for good"
        onClick={() => {
          page.memory.setItem(KEY, "1");
          setRead(true);
        }}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />
        </svg>
      </button>
    </div>
  );
}
