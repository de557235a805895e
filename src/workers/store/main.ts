import { schedule } from "../schedule.ts";
import { reportUsage } from "../report-usage.ts";
import { startWorker } from "../worker-process.ts";
import { openLog } from "./open-log.ts";
import { serveSealed, serveStore } from "./serve-store.ts";

const [tape = "", venue = "", mode = ""] = process.argv.slice(2);

/** The store worker: the only writer. Arguments: the session file, its venue, and `again` where a store that died had made the file. */
startWorker(() => {
  const log = openLog(tape, venue, mode === "again");
  return (port) => {
    if ("sealed" in log) serveSealed(port, log.sealed);
    else serveStore(port, log, schedule);
    reportUsage(port);
  };
});
