import { reportUsage } from "../report-usage.ts";
import { schedule } from "../schedule.ts";
import { startWorker } from "../worker-process.ts";
import { yieldToBooks } from "../yield-to-books.ts";
import { beginNext } from "./next-file.ts";
import { openLog } from "./open-log.ts";
import { ServedLog } from "./served-log.ts";

const [tape = "", venue = "", mode = ""] = process.argv.slice(2);

/** The store worker: the only writer. Arguments: the session file, its venue, and `again` where a store that died had made the file. */
yieldToBooks();
startWorker(() => {
  const log = openLog(tape, venue, mode === "again");
  let current = tape;
  const next = (path: string): ReturnType<typeof beginNext> => {
    const writer = beginNext(current, path);
    current = path;
    return writer;
  };
  return (port) => {
    new ServedLog(port, { log, beginNext: next, schedule });
    reportUsage(port);
  };
});
