import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange, type StartOptions } from "../../src/simulator/start-exchange.ts";

/** Longer than any condition takes on a busy machine; a test that waits for it has failed. */
const PATIENCE_MS = 15_000;

/** Starts an exchange that ends with the test. */
export async function openExchange(options: Partial<StartOptions> = {}): Promise<RunningExchange> {
  const exchange = await startExchange({ seed: "7", symbols: 2, ...options });
  onTestFinished(async () => {
    await exchange.stop();
  });
  return exchange;
}

/** A folder that goes with the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-simulator-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A client of the streams that keeps all it receives, in order. */
export class StreamClient {
  readonly texts: string[] = [];
  readonly pings: string[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<Closed>;
  private readonly waiting = new Set<() => void>();
  private requests = 0;

  static async connect(exchange: RunningExchange, path: string, options: { autoPong?: boolean } = {}): Promise<StreamClient> {
    const client = new StreamClient(new WebSocket(exchange.address.replace("http", "ws") + path, options));
    await new Promise<void>((resolve, reject) => {
      client.socket.once("open", resolve);
      client.socket.once("error", reject);
    });
    onTestFinished(() => client.socket.terminate());
    return client;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) throw new Error("the exchange sends text");
      this.texts.push(data.toString());
      this.wake();
    });
    socket.on("ping", (data: Buffer) => {
      this.pings.push(data.toString());
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
  }

  /** Resolves when the condition holds, which is looked at after each message. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`waited in vain for ${String(condition)}; ${this.texts.length} messages came, the last ${this.texts.at(-1)}`));
      }, PATIENCE_MS);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(patience);
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  /** Sends a request and gives its answer. */
  async ask(method: string, params?: readonly unknown[]): Promise<unknown> {
    const id = ++this.requests;
    this.socket.send(JSON.stringify({ method, params, id }));
    const isAnswer = (text: string): boolean => text.endsWith(`"id":${id}}`);
    await this.until(() => this.texts.some(isAnswer));
    return JSON.parse(this.texts.find(isAnswer) ?? "");
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }
}

export interface RestReply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export async function get({ address }: RunningExchange, path: string): Promise<RestReply> {
  const response = await fetch(address + path);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** The body of an answer that must be no refusal. */
export async function getJson<T>(exchange: RunningExchange, path: string): Promise<T> {
  const { status, text } = await get(exchange, path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${text}`);
  return JSON.parse(text);
}

/** Members of the streams' messages, as far as tests look at them. */
export interface TradeData {
  readonly t: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}

export interface AggregateData {
  readonly a: number;
  readonly f: number;
  readonly l: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
}

export interface DepthData {
  readonly E: number;
  readonly U: number;
  readonly u: number;
  readonly b: [string, string][];
  readonly a: [string, string][];
}

export interface KlineData {
  readonly t: number;
  readonly i: string;
  readonly f: number;
  readonly L: number;
  readonly o: string;
  readonly h: string;
  readonly l: string;
  readonly c: string;
  readonly v: string;
  readonly n: number;
  readonly x: boolean;
}

export interface SnapshotBody {
  readonly lastUpdateId: number;
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

/** What a stream told, where its name is sent with it. */
export function dataOf<T>(texts: readonly string[], stream: string): T[] {
  return texts.filter((text) => text.startsWith(`{"stream":"${stream}",`)).map((text) => (JSON.parse(text) as { data: T }).data);
}

/** The lines of a file of truth. */
export function linesOf(folder: string, file: string): { ms: number; text: string; url?: string; status?: number }[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
