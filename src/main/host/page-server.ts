import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { MAX_MESSAGE_BYTES, type Port } from "../../core/contract/port.ts";
import { Access, type Refusal } from "./access.ts";
import { readPageFile } from "./page-files.ts";
import { pageHeaders } from "./page-policy.ts";
import { SocketPort } from "./socket-port.ts";

/** Where the page's WebSocket connects. */
const PORT_PATH = "/port";

export interface PageServerOptions {
  /** Folder of the built page. */
  readonly root: string;
  /** 0: any free port. */
  readonly port: number;
  readonly onPage: (port: Port) => void;
}

/** Serves the page and its ports on 127.0.0.1, to whoever holds the token. */
export class PageServer {
  /** The address to open, token included. */
  readonly address: string;
  private readonly server: Server;
  private readonly access: Access;
  private readonly options: PageServerOptions;
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  /** Resolves when the server listens; rejects where the port is taken. */
  static async listen(options: PageServerOptions): Promise<PageServer> {
    const server = createServer({ maxHeaderSize: 16_384 });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, "127.0.0.1", () => resolve());
    });
    return new PageServer(server, options);
  }

  private constructor(server: Server, options: PageServerOptions) {
    const { port } = server.address() as AddressInfo;
    this.server = server;
    this.options = options;
    this.access = new Access(port);
    this.address = `http://127.0.0.1:${port}/?token=${this.access.token}`;
    server.on("request", (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        process.stderr.write(`tapedeck: ${request.method} ${pathOf(request)}: ${error instanceof Error ? error.message : String(error)}\n`);
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      });
    });
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.close(1001, "Tapedeck was stopped");
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // A page that does not answer the close is not waited for.
    const last = setTimeout(() => this.dropAll(), 500);
    this.server.closeIdleConnections();
    await closed;
    clearTimeout(last);
  }

  private dropAll(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const checked = this.access.checkHost(request);
    if ("status" in checked) return refuse(response, checked);
    for (const [name, value] of Object.entries(pageHeaders(checked.host))) response.setHeader(name, value);
    response.setHeader("Cache-Control", "no-store");
    const url = parseUrl(request);
    if (url === null) return refuse(response, { status: 400, message: "Not an address." });
    if (url.pathname === "/health") return void response.writeHead(200, { "Content-Type": "application/json" }).end('{"status":"ok"}');
    const token = url.searchParams.get("token");
    if (token !== null && this.access.isToken(token)) {
      // The cookie takes over, and the token leaves the address bar and the history.
      return void response.writeHead(303, { "Set-Cookie": this.access.cookie, Location: url.pathname }).end();
    }
    const refusal = this.access.checkCookie(request);
    if (refusal !== null) return refuse(response, refusal);
    const file = await readPageFile(this.options.root, url.pathname);
    if (file === null) return refuse(response, { status: 404, message: "There is no such page." });
    if (file.lasting) response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
    response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.body.length }).end(file.body);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refuseUpgrade(request);
    if (refusal !== null) {
      socket.on("error", () => socket.destroy()); // reset before the answer was written
      socket.end(
        `HTTP/1.1 ${refusal.status} ${refusal.status === 401 ? "Unauthorized" : "Forbidden"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.options.onPage(new SocketPort(webSocket)));
  }

  private refuseUpgrade(request: IncomingMessage): Refusal | null {
    const checked = this.access.checkHost(request);
    if ("status" in checked) return checked;
    if (parseUrl(request)?.pathname !== PORT_PATH) return { status: 404, message: "There is no such port." };
    return this.access.checkOrigin(request, checked.host) ?? this.access.checkCookie(request);
  }
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  const allow = status === 405 ? { Allow: "GET" } : {};
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff", ...allow }).end(`${message}\n`);
}

/** The request's address; null where it is none. The base is of no consequence: the Host was checked before. */
function parseUrl(request: IncomingMessage): URL | null {
  const target = request.url ?? "";
  return target.startsWith("/") && !target.startsWith("//") ? URL.parse(target, "http://127.0.0.1") : null;
}

/** The path alone: the token never gets into a log. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?")[0] as string;
}
