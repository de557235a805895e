import { Toast } from "@base-ui/react/toast";
import { useEffect } from "react";
import type { Page } from "../page.ts";

/** How long a notice stays; a trouble longer, since it is not expected. It stays while the pointer is over it. */
const SHOWN_MS = { done: 6_000, trouble: 15_000 } as const;
const MOST = 4;

/** The notices of the last seconds, over the lower right corner. */
export function NoticeList({ page }: { readonly page: Page }) {
  return (
    <Toast.Provider limit={MOST}>
      <Feed page={page} />
      <Toast.Portal>
        <Toast.Viewport className="notices">
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Feed({ page }: { readonly page: Page }) {
  const { add, close } = Toast.useToastManager();
  useEffect(
    () =>
      page.notices.onNotice(({ message, tone, action }) => {
        add({
          // One line said again takes the place of the first.
          id: message,
          title: message,
          type: tone,
          priority: tone === "trouble" ? "high" : "low",
          timeout: SHOWN_MS[tone],
          ...(action !== undefined && { actionProps: { children: action.label, onClick: action.run } }),
        });
      }),
    [page, add],
  );
  useEffect(() => page.notices.onWithdrawn((message) => close(message)), [page, close]);
  return null;
}

function Shown() {
  const { toasts, close } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="notice-toast" swipeDirection="right">
      <Toast.Content className="notice-content">
        <Toast.Title render={<p />} className="notice-text" />
        {toast.actionProps !== undefined && (
          <Toast.Action
            className="notice-action"
            onClick={(event) => {
              toast.actionProps?.onClick?.(event);
              close(toast.id);
            }}
          />
        )}
        <Toast.Close className="icon-button" aria-label="Dismiss">
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />
          </svg>
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
