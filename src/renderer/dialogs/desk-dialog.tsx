import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

export interface DeskDialogProps {
  readonly title: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** A title bar is drawn unless the content begins with a bar of its own. */
  readonly bare?: boolean;
}

/** A dialog over the desk: Escape and a click beside it close it, and the focus goes back to where it was. */
export function DeskDialog({ title, className, onClose, children, bare = false }: DeskDialogProps) {
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Viewport className="dialog-viewport">
          <Dialog.Popup className={`dialog ${className}`}>
            {bare ? (
              <Dialog.Title className="visually-hidden">{title}</Dialog.Title>
            ) : (
              <header className="dialog-head">
                <Dialog.Title className="dialog-title">{title}</Dialog.Title>
                <Dialog.Close className="icon-button" aria-label="Close" title="Close (Esc)">
                  <svg viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />
                  </svg>
                </Dialog.Close>
              </header>
            )}
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
