import type { ConnectionState } from "../connection/desk-connection.ts";
import type { Page } from "../page.ts";
import type { DeskStatus } from "../stores/shell-store.ts";
import { useStore } from "../stores/store.ts";

type Tone = "good" | "warn" | "bad";

/** The page's own connection where something is wrong with it, else the exchange's. */
export function ConnectionCell({ page }: { readonly page: Page }) {
  const state = useStore(page.connection.state);
  const status = useStore(page.shell.status);
  const mode = useStore(page.connection.desk)?.mode;
  const { tone, text, title } = ofPage(state) ?? (mode === "live" && status !== null ? ofExchange(status) : CONNECTED);
  return (
    <span className="status-cell connection" data-tone={tone} title={title}>
      <span className="status-dot" />
      {text}
    </span>
  );
}

interface Cell {
  readonly tone: Tone;
  readonly text: string;
  readonly title: string;
}

const CONNECTED: Cell = { tone: "good", text: "connected", title: "This page and the desk's processes are connected" };

function ofPage(state: ConnectionState): Cell | null {
  if (state.phase === "connecting") return { tone: "warn", text: "connecting", title: "The desk has not answered yet" };
  if (state.phase === "lost") return { tone: "bad", text: "connection lost", title: state.message };
  if (state.phase === "failed") return { tone: "bad", text: "stopped", title: state.message };
  const [down] = state.down;
  if (down === undefined) return null;
  const title = state.down.map(({ name, message }) => `${name}: ${message}`).join("\n");
  return { tone: down.failed ? "bad" : "warn", text: down.failed ? "stopped" : "restarting", title };
}

/** The exchange's sockets, each with its state. */
function ofExchange({ connections, down }: DeskStatus): Cell {
  const lines = connections.map(
    ({ name, state, streams, reason, retryInMs }) =>
      `${name}: ${state}, ${streams} streams${reason === "" ? "" : `. ${reason}`}${retryInMs === null ? "" : ` Trying again in ${Math.ceil(retryInMs / 1_000)} s.`}`,
  );
  const title = [...down, ...lines].join("\n");
  if (down.length > 0) return { tone: "bad", text: `${down.length} ${down.length === 1 ? "process" : "processes"} down`, title };
  const open = connections.filter(({ state }) => state === "open").length;
  if (open === connections.length && open > 0) return { ...CONNECTED, title: `Connected to the exchange.\n${title}` };
  if (open === 0 && connections.length > 0 && connections.every(({ state }) => state === "closed"))
    return { tone: "bad", text: "exchange closed", title };
  return { tone: "warn", text: open === 0 ? "connecting" : `${open} of ${connections.length} sockets`, title };
}
