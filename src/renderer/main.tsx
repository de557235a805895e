import "./connection/zod-jitless.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { DeskConnection } from "./connection/desk-connection.ts";
import { connectSocket } from "./connection/socket-port.ts";
import { startPage } from "./page.ts";
import "./theme/desk.css";
import "./connection/notice.css";
import "./replay/replay.css";
import "./watchlist/watchlist.css";

const connection = new DeskConnection({
  connect: () => connectSocket(new URL("/port", location.href.replace(/^http/, "ws"))),
  schedule: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
});
const page = startPage(connection);
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root element");
createRoot(root).render(<App page={page} />);
connection.open();
