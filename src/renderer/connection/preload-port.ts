import { BRIDGE, type PageBridge, type PortNews } from "../../core/contract/page-port.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import { TransferablePort } from "../../core/contract/transferable-port.ts";

/** What the preload put into the page; undefined where no Electron window shows it. */
export function pageBridge(): PageBridge | undefined {
  return (window as { [BRIDGE]?: PageBridge })[BRIDGE];
}

/** Asks the shell for a port to the desk's own process; resolves when it is there. */
export function connectPreload(bridge: PageBridge): Promise<Port> {
  return new Promise((resolve) => {
    const undo = onNews((news, event) => {
      const [raw] = event.ports;
      if (news.type !== "port.offer" || raw === undefined) return;
      // Whoever asked next waits for the next one.
      event.stopImmediatePropagation();
      undo();
      resolve(portOver(raw, news.port));
    });
    bridge.requestPort();
  });
}

function portOver(raw: MessagePort, number: number): Port {
  const port = new TransferablePort(raw, (name, listener) => {
    raw.addEventListener(name, (event: Event) => listener("data" in event ? event : {}));
  });
  const undo = onNews((news) => {
    if (news.type === "port.lost" && news.port === number) port.lose(news.reason);
  });
  port.onClose(undo);
  return port;
}

/** Listens to what the preload says, which is what the window says to itself. */
function onNews(listener: (news: PortNews, event: MessageEvent) => void): Undo {
  const take = (event: MessageEvent<PortNews>): void => {
    if (event.source === window) listener(event.data, event);
  };
  window.addEventListener("message", take);
  return () => window.removeEventListener("message", take);
}
