import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Disconnect } from "./faults.ts";
import type { RestAnswer } from "./rest-api.ts";
import { ClientSocket, type ConnectionLimits, type ConnectionTruth, type Conversation } from "./client-socket.ts";
import type { Timeline } from "./timeline.ts";
import type { TruthWriter } from "./truth-writer.ts";

const MINUTE_MS = 60_000;
/** Far above any list of streams that a client subscribes to at once. */
const MOST_REQUEST_BYTES = 1 << 20;
const GOING_AWAY = 1001;
/** Who has not read everything and said goodbye by then is not waited for. */
const FAREWELL_MS = 2_000;

/** What an exchange says, whatever carries it. */
export interface Protocol {
  /** How the conversation begins with a client that connects to this address; null where there is nothing. */
  open(url: URL): ((client: ClientSocket) => Conversation) | null;
  /** Answers a REST request. @param nowMs the exchange's time, in Unix ms with a fraction */
  get(url: URL, nowMs: number): RestAnswer;
}

export interface ExchangeServerOptions {
  readonly protocol: Protocol;
  readonly timeline: Timeline;
  /** The exchange's time in Unix ms, with a fraction; never behind the timeline. */
  readonly clock: () => number;
  readonly limits: ConnectionLimits;
  readonly disconnects: readonly Disconnect[];
  /** When the other end of every connection is gone without a word. */
  readonly halfOpenMs: readonly number[];
  readonly truth: TruthWriter | null;
}

/** Resolves with a server that listens on 127.0.0.1; rejects with the system's error where the port is taken. */
export async function listenOnLoopback(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return server;
}

/** Serves REST and streams on one port of 127.0.0.1. */
export class ExchangeServer {
  readonly address: string;
  private readonly server: Server;
  private readonly options: ExchangeServerOptions;
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_REQUEST_BYTES, perMessageDeflate: false });
  private readonly open = new Set<ClientSocket>();
  private readonly past: ConnectionTruth[] = [];
  private connected = 0;
  private readonly gathering = new Set<ClientSocket>();
  private readonly statuses: Record<string, number> = {};
  private weight = { minute: 0, used: 0 };

  /** @param server which listens already */
  constructor(server: Server, options: ExchangeServerOptions) {
    this.server = server;
    this.options = options;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => this.serve(request, response));
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
    for (const atMs of options.halfOpenMs) {
      options.timeline.at(atMs, () => {
        for (const client of this.open) client.leave();
      });
    }
    for (const { atMs, code } of options.disconnects) {
      if (atMs === Number.POSITIVE_INFINITY) continue;
      options.timeline.at(atMs, () => {
        for (const connection of this.open) connection.disconnect(code, "fault");
      });
    }
  }

  /** What became of each connection so far, in the order in which they came. */
  get connections(): ConnectionTruth[] {
    return [...this.past, ...[...this.open].map(({ truth }) => truth)].sort((a, b) => a.number - b.number);
  }

  /** REST answers by status. */
  get answers(): Readonly<Record<string, number>> {
    return this.statuses;
  }

  /** Lets go what the connections have gathered. */
  flush(): void {
    for (const connection of this.gathering) connection.flush();
    this.gathering.clear();
  }

  /** Says goodbye to everybody, after all that was sent to them. */
  async close(): Promise<void> {
    this.flush();
    for (const connection of this.open) connection.disconnect(GOING_AWAY, "stopped");
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const last = setTimeout(() => this.dropAll(), FAREWELL_MS);
    this.server.closeIdleConnections();
    await closed;
    clearTimeout(last);
  }

  private dropAll(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.server.closeAllConnections();
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { protocol, timeline, clock } = this.options;
    const url = addressOf(request);
    const allowed = request.method === "GET" && url !== null;
    const answer = allowed ? protocol.get(url, clock()) : { status: allowed ? 404 : 400, body: '{"code":-1000,"msg":"Not a request."}', weight: 1 };
    if (answer.delayMs === undefined) this.reply(request, response, answer);
    else timeline.at(clock() + answer.delayMs, () => this.reply(request, response, answer));
  }

  private reply(request: IncomingMessage, response: ServerResponse, { status, body, weight, retryAfterSeconds }: RestAnswer): void {
    const nowMs = this.options.clock();
    const minute = Math.floor(nowMs / MINUTE_MS);
    this.weight = { minute, used: (this.weight.minute === minute ? this.weight.used : 0) + weight };
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.options.truth?.rest.answered(nowMs, request.url ?? "", status, body);
    response.writeHead(status, {
      "Content-Type": "application/json;charset=UTF-8",
      "Content-Length": Buffer.byteLength(body),
      "x-mbx-used-weight": this.weight.used,
      "x-mbx-used-weight-1m": this.weight.used,
      ...(retryAfterSeconds === undefined ? {} : { "Retry-After": retryAfterSeconds }),
    });
    response.end(body);
  }

  private upgrade(request: IncomingMessage, carrier: Duplex, head: Buffer): void {
    const url = addressOf(request);
    const begin = url === null ? null : this.options.protocol.open(url);
    if (begin === null) {
      carrier.on("error", () => carrier.destroy()); // reset before the answer was written
      carrier.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    this.sockets.handleUpgrade(request, carrier, head, (socket) => {
      const { timeline, clock, limits, disconnects, truth } = this.options;
      const number = ++this.connected;
      const client = new ClientSocket(
        {
          number,
          url: request.url ?? "",
          socket,
          carrier,
          timeline,
          clock,
          limits,
          disconnects,
          truth: truth?.connection(number) ?? null,
          onGathering: (gathering) => this.gathering.add(gathering),
          onEnd: (ended) => {
            this.open.delete(ended);
            this.past.push(ended.truth);
          },
        },
        begin,
      );
      this.open.add(client);
    });
  }
}

function addressOf({ url = "" }: IncomingMessage): URL | null {
  return url.startsWith("/") && !url.startsWith("//") ? URL.parse(url, "http://127.0.0.1") : null;
}
