import { once } from "node:events";
import { WebSocket } from "ws";
import { type Command, decodeEvent, type DeskEvent, encodeControl } from "../../src/core/contract/desk.ts";
import { decodeShellEvent, encodeShell, type ShellCommand, type ShellEvent } from "../../src/core/contract/shell.ts";
import { decodeStreamView, type StreamView } from "../../src/core/contract/view-of-stream.ts";

type Of<T extends { readonly type: string }, N extends T["type"]> = Extract<T, { readonly type: N }>;

/** The shell's port of a page. */
export interface ShellClient {
  readonly events: ShellEvent[];
  /** Why the port was closed; null while it is open. */
  readonly closed: () => string | null;
  send(command: ShellCommand): void;
  /** The newest event of a kind; waits for the first that `fits`. */
  heard<N extends ShellEvent["type"]>(type: N, fits?: (event: Of<ShellEvent, N>) => boolean): Promise<Of<ShellEvent, N>>;
  close(): void;
}

/** A source's port of a page, which paints at once unless it is told to stand still. */
export interface SourceClient {
  readonly events: DeskEvent[];
  readonly views: StreamView[];
  readonly closed: () => string | null;
  /** Whether views are acknowledged. */
  painting: boolean;
  send(command: Command): void;
  /** The first view from now on, or of those before, that fits. */
  seen(fits: (view: StreamView) => boolean): Promise<StreamView>;
  close(): void;
}

/** A page of a headless desk as far as its ports go. */
export class DeskClient {
  private readonly address: URL;
  private readonly cookie: string;

  private constructor(address: URL, cookie: string) {
    this.address = address;
    this.cookie = cookie;
  }

  /** Takes the address that the desk printed. */
  static async visit(address: string): Promise<DeskClient> {
    const answer = await fetch(address, { redirect: "manual" });
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    return new DeskClient(new URL(address), cookie);
  }

  async shell(): Promise<ShellClient> {
    const events: ShellEvent[] = [];
    const waiting = new Set<() => void>();
    const port = await this.open("shell", (message) => {
      events.push(decodeShellEvent(message));
      for (const look of waiting) look();
    });
    return {
      ...port,
      events,
      send: (command) => port.post(encodeShell(command)),
      heard: (type, fits = () => true) =>
        until(waiting, () => {
          const found = events.findLast((event): event is Of<ShellEvent, typeof type> => event.type === type);
          return found !== undefined && fits(found) ? found : undefined;
        }),
    };
  }

  async source(name: string): Promise<SourceClient> {
    const events: DeskEvent[] = [];
    const views: StreamView[] = [];
    const waiting = new Set<() => void>();
    const port = await this.open(name, (message) => {
      if (typeof message === "string") events.push(decodeEvent(message));
      else {
        const view = decodeStreamView(message);
        views.push(view);
        if (client.painting && view.view.complete) client.send({ type: "view.ack", stream: view.stream, seq: view.view.seq });
      }
      for (const look of waiting) look();
    });
    const client: SourceClient = {
      ...port,
      events,
      views,
      painting: true,
      send: (command) => port.post(encodeControl(command)),
      seen: (fits) => until(waiting, () => views.find(fits)),
    };
    return client;
  }

  private async open(to: string, onMessage: (message: string | ArrayBuffer) => void) {
    const { host } = this.address;
    const socket = new WebSocket(`ws://${host}/port`, { headers: { Origin: `http://${host}`, Cookie: this.cookie } });
    let closed: string | null = null;
    socket.binaryType = "arraybuffer";
    socket.on("message", (data: Buffer | ArrayBuffer, binary: boolean) => onMessage(binary ? (data as ArrayBuffer) : (data as Buffer).toString()));
    socket.on("close", (_code, reason) => (closed = reason.toString()));
    await once(socket, "open");
    socket.send(encodeShell({ type: "port.open", to }));
    return { post: (text: string): void => socket.send(text), closed: () => closed, close: (): void => socket.close() };
  }
}

/** Looks now and whenever something came. */
function until<T>(waiting: Set<() => void>, look: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => {
      const found = look();
      if (found === undefined) return;
      waiting.delete(check);
      resolve(found);
    };
    waiting.add(check);
    check();
  });
}
