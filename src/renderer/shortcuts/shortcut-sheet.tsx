import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Page } from "../page.ts";
import { keyText, SHORTCUT_GROUPS, SHORTCUTS } from "./shortcuts.ts";

/** Every key there is, in a dialog. */
export function ShortcutSheet({ page }: { readonly page: Page }) {
  return (
    <DeskDialog title="Keyboard" className="sheet" onClose={() => page.dialog.set(null)}>
      <div className="sheet-groups dialog-body">
        {SHORTCUT_GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ title, keys, shown }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>
                    {(shown ?? keys.map(keyText)).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DeskDialog>
  );
}
