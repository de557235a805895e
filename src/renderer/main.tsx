import "./connection/zod-jitless.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { openPort } from "./connection/connect-desk.ts";
import { DeskConnection } from "./connection/desk-connection.ts";
import { startPage } from "./page.ts";
import "dockview-react/dist/styles/dockview.css";
import "./theme/desk.css";
import "./theme/dock.css";
import "./chart/chart.css";
import "./ladder/ladder.css";
import "./tape/tape.css";
import "./status/status.css";
import "./shortcuts/sheet.css";
import "./connection/notice.css";
import "./replay/replay.css";
import "./watchlist/watchlist.css";

function schedule(task: () => void, ms: number): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}

const connection = new DeskConnection({ connect: () => openPort("replay"), schedule });
const page = startPage({ connection, memory: localStorage, frame: (task) => requestAnimationFrame(task), schedule });
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
createRoot(root).render(<App page={page} />);
connection.open();
