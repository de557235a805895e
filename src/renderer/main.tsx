import "./connection/zod-jitless.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { openPort } from "./connection/connect-desk.ts";
import { DeskConnection } from "./connection/desk-connection.ts";
import { startPage } from "./page.ts";
import { FrameLoop } from "./stores/frame-loop.ts";
import "dockview-react/dist/styles/dockview.css";
import "./theme/desk.css";
import "./theme/dock.css";
import "./title/title.css";
import "./chart/chart.css";
import "./chart/interval.css";
import "./ladder/ladder.css";
import "./tape/tape.css";
import "./details/details.css";
import "./status/status.css";
import "./dialogs/dialog.css";
import "./shortcuts/sheet.css";
import "./search/search.css";
import "./sessions/sessions.css";
import "./connection/notice.css";
import "./notices/notices.css";
import "./replay/replay.css";
import "./resources/resources.css";
import "./watchlist/watchlist.css";
import "./screener/screener.css";

function schedule(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

const nowMs = (): number => performance.now();
const loop = new FrameLoop({ nowMs, requestFrame: (task) => requestAnimationFrame(task) });
const connection = new DeskConnection({ connect: openPort, schedule });
const page = startPage({
  connection,
  memory: localStorage,
  windowMemory: sessionStorage,
  frame: loop.request,
  nowMs,
  wallMs: () => Date.now(),
  schedule,
});
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
createRoot(root).render(<App page={page} />);
connection.open();
