import { BrowserWindow, ipcMain, MessageChannelMain, type MessagePortMain, type WebFrameMain } from "electron";
import { PORT_NEWS, PORT_REQUEST, type PortNews } from "../../core/contract/page-port.ts";
import type { Undo } from "../../core/contract/port.ts";
import { BROKEN_URL, PAGE_URL } from "../host/page-answer.ts";

/** A page that dies is loaded again at most so often within the time, then the window says what is wrong. */
const RELOADS = 3;
const RELOADS_MS = 60_000;

export interface DeskWindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly devTools: boolean;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Takes one end of a channel to a page; `lose` tells the page that whoever held that end is gone. */
export type TakePort = (port: MessagePortMain, lose: (reason: string) => void) => void;

/** The one window of the desk, and the pages that come and go in it. */
export class DeskWindow {
  readonly url = PAGE_URL;
  private readonly options: DeskWindowOptions;
  private window: BrowserWindow | null = null;
  private onPort: TakePort | null = null;
  private offers = 0;
  private deaths: readonly number[] = [];

  constructor(options: DeskWindowOptions) {
    this.options = options;
    ipcMain.on(PORT_REQUEST, ({ senderFrame }) => this.offer(senderFrame));
  }

  /** Gives `onPort` one end of a channel for each page that asks, the page has the other. A page that shows another desk is loaded anew. */
  serve(onPort: TakePort): Undo {
    this.onPort = onPort;
    this.show();
    return () => {
      if (this.onPort === onPort) this.onPort = null;
    };
  }

  /** Brings the window to the front; opens it and loads the page where there is none. */
  focus(): void {
    if (this.window === null) return this.show();
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  private show(url = PAGE_URL): void {
    this.window ??= this.open();
    this.window.loadURL(url).catch((error: unknown) => process.stderr.write(`tapedeck: the page was not loaded: ${String(error)}\n`));
  }

  private open(): BrowserWindow {
    const { preload, devTools } = this.options;
    const webPreferences = Object.freeze({
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    const frame = { name: "desk", windowStatePersistence: true, width: 1440, height: 900, minWidth: 720, minHeight: 480 };
    const window = new BrowserWindow({ ...frame, title: "Tapedeck", backgroundColor: "#0a0d12", show: false, webPreferences });
    window.once("ready-to-show", () => window.show());
    window.once("closed", () => (this.window = null));
    window.webContents.on("render-process-gone", (_event, { reason }) => {
      if (reason !== "clean-exit") setImmediate(() => this.recover(reason));
    });
    return window;
  }

  private recover(reason: string): void {
    const nowMs = this.options.clock();
    this.deaths = [...this.deaths.filter((ms) => nowMs - ms < RELOADS_MS), nowMs];
    process.stderr.write(`tapedeck: the page's process is gone (${reason})\n`);
    if (this.window !== null) this.show(this.deaths.length <= RELOADS ? PAGE_URL : BROKEN_URL);
  }

  /** Whoever asks must be our page itself: no frame in it, no page elsewhere, no frame that is gone already. */
  private offer(frame: WebFrameMain | null): void {
    if (frame === null || this.onPort === null || frame !== this.window?.webContents.mainFrame || !frame.url.startsWith(PAGE_URL)) return;
    const { port1, port2 } = new MessageChannelMain();
    const port = ++this.offers;
    const tell = (news: PortNews, ports: MessagePortMain[] = []): void => {
      if (!frame.isDestroyed()) frame.postMessage(PORT_NEWS, news, ports);
    };
    tell({ type: "port.offer", port }, [port2]);
    this.onPort(port1, (reason) => tell({ type: "port.lost", port, reason }));
  }
}
