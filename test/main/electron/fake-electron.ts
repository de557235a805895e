import { EventEmitter, setMaxListeners } from "node:events";
import { FakeDomPort, FakeMessageChannelMain, type PortEnd, takeEnds } from "./fake-message-port.ts";
import { FakeUtilityProcesses } from "./fake-utility-process.ts";

/** The page that a frame shows, as far as its preload sees it. */
export class FakePage extends EventTarget {
  /** What `contextBridge` put there. */
  readonly exposed: Record<string, unknown> = {};

  constructor() {
    super();
    // One listener for each port that is asked for and not there yet.
    setMaxListeners(0, this);
  }

  /** `window.postMessage` to itself. */
  postMessage(data: unknown, _origin: string, transfer: readonly unknown[] = []): void {
    const cloned = structuredClone(data);
    const ends = takeEnds(transfer);
    const ports = (): FakeDomPort[] => ends.map((end) => new FakeDomPort(end));
    setImmediate(() => this.dispatchEvent(Object.assign(new Event("message"), { data: cloned, source: this, ports: ports() })));
  }
}

export class FakeFrame {
  url = "about:blank";
  /** `ipcRenderer` of the page in this frame. */
  readonly ipc = new EventEmitter();

  destroyed = false;

  isDestroyed(): boolean {
    return this.destroyed;
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    if (this.destroyed) throw new Error("Render frame was disposed before WebFrameMain could be accessed");
    const data = structuredClone(message);
    const ends: PortEnd[] = takeEnds(transfer);
    setImmediate(() => this.ipc.emit(channel, { ports: ends.map((end) => new FakeDomPort(end)) }, data));
  }
}

export class FakeWebContents extends EventEmitter {
  mainFrame = new FakeFrame();
  openHandler: ((details: { url: string }) => { action: string }) | null = null;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  /** Emits an event that a listener may prevent; whether one did. */
  prevents(name: string, details: object = {}): boolean {
    let prevented = false;
    this.emit(name, { ...details, preventDefault: () => (prevented = true) });
    return prevented;
  }
}

class FakeBrowserWindow extends EventEmitter {
  readonly webContents = new FakeWebContents();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  minimized = false;
  readonly options: { readonly webPreferences: Record<string, unknown>; readonly [name: string]: unknown };

  constructor(options: FakeBrowserWindow["options"]) {
    super();
    this.options = options;
    electron.windows.push(this);
    electron.app.emit("web-contents-created", {}, this.webContents);
  }

  /** A navigation replaces the frame, and with it the page and its ports. */
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.destroyed = true;
    this.webContents.mainFrame = new FakeFrame();
    this.webContents.mainFrame.url = url;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  restore(): void {
    this.calls.push("restore");
  }

  focus(): void {
    this.calls.push("focus");
  }

  show(): void {
    this.calls.push("show");
  }

  close(): void {
    electron.windows.splice(electron.windows.indexOf(this), 1);
    this.emit("closed");
    if (electron.windows.length === 0) electron.app.emit("window-all-closed");
  }
}

class FakeApp extends EventEmitter {
  isPackaged = false;
  ready = false;
  /** What was called, in order. */
  readonly calls: string[] = [];
  /** Whether another instance runs already. */
  locked = false;
  /** What this instance would tell it. */
  lockData: unknown;

  enableSandbox(): void {
    this.calls.push(this.ready ? "enableSandbox too late" : "enableSandbox");
  }

  isReady(): boolean {
    return this.ready;
  }

  async whenReady(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.ready = true;
  }

  requestSingleInstanceLock(data: unknown): boolean {
    this.lockData = data;
    return !this.locked;
  }

  /** Asks whoever may prevent it, then says `quit`. */
  quit(): void {
    let prevented = false;
    this.emit("before-quit", { preventDefault: () => (prevented = true) });
    this.calls.push(prevented ? "quit prevented" : "quit");
  }

  exit(code: number): void {
    this.calls.push(`exit ${code}`);
  }
}

class FakeSession {
  readonly handlers: Record<string, unknown> = {};
  readonly protocol = { handle: (scheme: string, handler: unknown): void => void (this.handlers[scheme] = handler) };
  readonly webRequest = { onBeforeRequest: (filter: unknown, handler: unknown): void => void (this.handlers["request"] = { filter, handler }) };
  setPermissionRequestHandler = (handler: unknown): void => void (this.handlers["permission"] = handler);
  setPermissionCheckHandler = (handler: unknown): void => void (this.handlers["permissionCheck"] = handler);
  setDevicePermissionHandler = (handler: unknown): void => void (this.handlers["device"] = handler);
  setDisplayMediaRequestHandler = (handler: unknown): void => void (this.handlers["display"] = handler);
}

/** All that is observed of the shell, and the page that a preload sees while it is loaded. */
class FakeElectron {
  app = new FakeApp();
  windows: FakeBrowserWindow[] = [];
  utilityProcess = new FakeUtilityProcesses();
  ipcMain = new EventEmitter();
  session = new FakeSession();
  schemes: unknown[] = [];
  errors: string[] = [];
  menu: MenuItem[] = [];
  chosenFiles: string[] = [];
  crashReporter: unknown = null;
  preloadOf: { readonly frame: FakeFrame; readonly page: FakePage; readonly sender: FakeWebContents } | null = null;

  reset(): void {
    Object.assign(this, new FakeElectron());
  }
}

export interface MenuItem {
  readonly role?: string;
  readonly label?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}

export const electron = new FakeElectron();

function preload(): NonNullable<FakeElectron["preloadOf"]> {
  if (electron.preloadOf === null) throw new Error("no preload is being loaded");
  return electron.preloadOf;
}

/** The module `electron` as main and a preload import it. */
export const electronModule = {
  get app() {
    return electron.app;
  },
  get ipcMain() {
    return electron.ipcMain;
  },
  get utilityProcess() {
    return electron.utilityProcess;
  },
  get session() {
    return { defaultSession: electron.session };
  },
  BrowserWindow: FakeBrowserWindow,
  MessageChannelMain: FakeMessageChannelMain,
  protocol: { registerSchemesAsPrivileged: (schemes: unknown[]): void => void electron.schemes.push(...schemes) },
  crashReporter: { start: (options: unknown): void => void (electron.crashReporter = options) },
  dialog: {
    showErrorBox: (title: string, text: string): void => void electron.errors.push(`${title}: ${text}`),
    showOpenDialog: async () => ({ filePaths: electron.chosenFiles }),
  },
  Menu: {
    buildFromTemplate: (template: MenuItem[]) => template,
    setApplicationMenu: (menu: MenuItem[]): void => void (electron.menu = menu),
  },
  get contextBridge() {
    const { page } = preload();
    return { exposeInMainWorld: (name: string, api: unknown): void => void (page.exposed[name] = api) };
  },
  get ipcRenderer() {
    const { frame, sender } = preload();
    return {
      on: (channel: string, listener: (...args: unknown[]) => void): void => void frame.ipc.on(channel, listener),
      send: (channel: string, ...args: unknown[]): void =>
        void setImmediate(() => electron.ipcMain.emit(channel, { senderFrame: frame, sender }, ...structuredClone(args))),
    };
  },
};
