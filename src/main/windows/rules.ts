import { app, type Session, type WebContents } from "electron";
import { PAGE_URL } from "../host/page-answer.ts";

/** What no page of ours ever asks for: the network is the workers', and files come over our own scheme. */
const REFUSED = ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*", "ftp://*/*", "file:///*"];

/** Nothing that asks the user or reaches a device is ever allowed, and no request leaves the page but to its own scheme. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.webRequest.onBeforeRequest({ urls: REFUSED }, (_details, answer) => answer({ cancel: true }));
}

/** Whatever has web contents, however it came to be, shows our page or what it shows already. */
export function confineContents(): void {
  app.on("web-contents-created", (_event, contents) => confine(contents));
}

function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.on("will-navigate", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-redirect", stay);
}

function stay(event: { readonly url: string; readonly isMainFrame: boolean; preventDefault(): void }): void {
  if (event.url !== PAGE_URL || !event.isMainFrame) event.preventDefault();
}
