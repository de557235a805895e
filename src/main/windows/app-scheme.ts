import { protocol, type Session } from "electron";
import { answerPage, PAGE_URL } from "../host/page-answer.ts";

const SCHEME = new URL(PAGE_URL).protocol.slice(0, -1);

/** Must run before Electron is ready. `corsEnabled`: without it any origin could read the scheme (CVE-2026-70604). */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: false };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Serves the built page in folder `root` to the session's windows. */
export function servePage(session: Session, root: string): void {
  session.protocol.handle(SCHEME, (request) => answerPage(root, request));
}
