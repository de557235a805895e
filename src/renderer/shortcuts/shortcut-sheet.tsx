import { useEffect, useRef } from "react";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { keyText, SHORTCUTS } from "./shortcuts.ts";

const GROUPS = ["Replay", "Watchlist", "Panels", "Help"] as const;

/** Every key there is, in a dialog. */
export function ShortcutSheet({ page }: { readonly page: Page }) {
  const open = useStore(page.help);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="sheet-title" onClose={() => page.help.set(false)}>
      <header>
        <h2 id="sheet-title">Keyboard</h2>
        <button type="button" onClick={() => page.help.set(false)}>
          Close
        </button>
      </header>
      <div className="sheet-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ title, keys }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{keyText(key)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
