import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A server on loopback that speaks as an exchange does, with HTTP and WebSocket on one port. */
export class LoopbackExchange {
  readonly sockets: WebSocket[] = [];
  /** Headers that the client asked with, by socket. */
  readonly upgrades: IncomingMessage[] = [];
  readonly paths: string[] = [];
  onRequest: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.writeHead(404).end();
  private readonly http = createServer((request, response) => {
    this.paths.push(request.url ?? "");
    this.onRequest(request, response);
  });
  private readonly ws = new WebSocketServer({ server: this.http, path: "/stream", perMessageDeflate: true });

  async listen(onSocket: (socket: WebSocket) => void = () => {}): Promise<string> {
    this.ws.on("connection", (socket, request) => {
      this.sockets.push(socket);
      this.upgrades.push(request);
      onSocket(socket);
    });
    this.http.listen(0, "127.0.0.1");
    await once(this.http, "listening");
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.ws.close();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, "close");
  }
}
