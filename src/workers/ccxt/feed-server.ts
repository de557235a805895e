import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

/** What one socket may have waiting: a feed that does not read is cut off, and its socket's end is a named loss. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;
const TRY_AGAIN_LATER = 1013;
const MAX_REQUEST_BYTES = 1 << 20;

export interface FeedSocket {
  /** Text is sent as it is; where too much waits the socket is closed instead. */
  send(text: string): void;
}

export interface FeedServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** The path that is known to the feed alone, without a slash. */
  readonly path: string;
  /** A feed has connected; what is returned hears it. */
  readonly onSocket: (socket: FeedSocket) => { onText(text: string): void; onEnd(): void };
  /** Whether sockets are taken; until then they are refused, and the feed comes again. */
  readonly isReady: () => boolean;
}

/** The door of this process: a WebSocket server on 127.0.0.1 that knows one path and takes no browser. */
export class FeedServer {
  readonly port: number;
  private readonly server: Server;
  private readonly options: FeedServerOptions;
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES, perMessageDeflate: false });

  private constructor(server: Server, options: FeedServerOptions) {
    this.server = server;
    this.options = options;
    this.port = (server.address() as AddressInfo).port;
    server.on("request", (_, response) => response.writeHead(404).end());
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head));
  }

  /** Rejects with the system's error where the port is taken. */
  static async listen(options: FeedServerOptions): Promise<FeedServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, "127.0.0.1", resolve);
    });
    return new FeedServer(server, options);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A browser always names the page that asks; the feed is none.
    const known = request.url === `/${this.options.path}` && request.headers.origin === undefined;
    if (!known || !this.options.isReady()) {
      socket.end(`HTTP/1.1 ${known ? "503 Service Unavailable" : "404 Not Found"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.serve(opened));
  }

  private serve(socket: WebSocket): void {
    const listener = this.options.onSocket({
      send: (text) => {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.close(TRY_AGAIN_LATER, "the feed does not read");
        else socket.send(text);
      },
    });
    socket.on("message", (data) => {
      try {
        listener.onText((data as Buffer).toString());
      } catch (error) {
        socket.close(1008, `not understood: ${error instanceof Error ? error.name : "error"}`);
      }
    });
    socket.on("error", () => socket.terminate()); // `close` follows
    socket.on("close", () => listener.onEnd());
  }
}
