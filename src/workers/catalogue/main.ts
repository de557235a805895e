import { type CatalogueEvent, SESSIONS_PER_MESSAGE } from "../../core/contract/catalogue.ts";
import { serveWorker } from "../worker-process.ts";
import { describeSessions } from "./describe-sessions.ts";

/** The catalogue's process, thrown away once it has answered. Arguments: folders of session files, and single files, each as a JSON list. */
const [folders = "[]", files = "[]"] = process.argv.slice(2);

serveWorker((port) => {
  const sessions = [...describeSessions(JSON.parse(folders) as string[], JSON.parse(files) as string[])];
  do {
    const event: CatalogueEvent = { type: "sessions.found", sessions: sessions.splice(0, SESSIONS_PER_MESSAGE), last: sessions.length === 0 };
    port.post(JSON.stringify(event));
  } while (sessions.length > 0);
});
