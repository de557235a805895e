import type { RecordedFrame } from "../../src/core/contract/frame.ts";
import { type DemoOptions, demoSession, type DemoTruth } from "../../src/simulator/demo-session.ts";
import { type MessageShape, shapeOf } from "./binance-spot-grammar.ts";

export interface DepthMessage {
  readonly shape: "depth";
  readonly symbol: string;
  readonly rx: number;
  readonly rxNs: bigint;
  readonly eventMs: number;
  readonly first: number;
  readonly last: number;
  readonly bids: readonly [string, string][];
  readonly asks: readonly [string, string][];
}

export interface TradeMessage {
  readonly shape: "trade";
  readonly symbol: string;
  readonly rxNs: bigint;
  readonly eventMs: number;
  readonly tradeMs: number;
  readonly id: number;
  readonly buyerIsMaker: boolean;
  readonly price: string;
  readonly qty: string;
}

export interface QuoteMessage {
  readonly shape: "bookTicker";
  readonly symbol: string;
  readonly rxNs: bigint;
  readonly updateId: number;
  readonly bid: readonly [string, string];
  readonly ask: readonly [string, string];
}

export interface SnapshotMessage {
  readonly shape: "snapshot";
  readonly symbol: string;
  readonly rx: number;
  readonly last: number;
  readonly bids: readonly [string, string][];
  readonly asks: readonly [string, string][];
}

export type SessionMessage = DepthMessage | TradeMessage | QuoteMessage | SnapshotMessage;

const decoder = new TextDecoder("utf-8", { fatal: true });

export function textOf({ bytes, start, end }: RecordedFrame): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** A demo session taken whole: its frames, what they say, and the truth. */
export interface Session {
  readonly frames: readonly RecordedFrame[];
  readonly messages: readonly SessionMessage[];
  readonly truth: DemoTruth;
}

export function record(options: DemoOptions): Session {
  const frames: RecordedFrame[] = [];
  const session = demoSession(options);
  for (;;) {
    const next = session.next();
    if (next.done) return { frames, messages: frames.slice(3).map(read), truth: next.value };
    frames.push(next.value);
  }
}

export function ofSymbol<Shape extends SessionMessage["shape"]>(
  { messages }: Session,
  symbol: string,
  shape: Shape,
): Extract<SessionMessage, { shape: Shape }>[] {
  return messages.filter((message) => message.symbol === symbol && message.shape === shape) as Extract<SessionMessage, { shape: Shape }>[];
}

/** Throws for a text that is not to the byte what Binance spot sends. */
function read(frame: RecordedFrame): SessionMessage {
  const text = textOf(frame);
  const shape: MessageShape | null = shapeOf(text);
  const { rx, rxNs } = frame;
  if (shape === "snapshot") {
    const { lastUpdateId: last, bids, asks } = JSON.parse(text);
    const symbol = new URL(frame.url).searchParams.get("symbol");
    if (frame.kind !== "rest" || symbol === null) throw new Error(`frame ${rx} is no answer to a request: ${frame.url}`);
    return { shape, symbol, rx, last, bids, asks };
  }
  if (frame.kind !== "recv" || shape === null || shape === "subscribed") throw new Error(`frame ${rx} is no stream message: ${text}`);
  const { stream, data } = JSON.parse(text);
  const symbol: string = data.s;
  if (!stream.startsWith(`${symbol.toLowerCase()}@`)) throw new Error(`frame ${rx} came on the stream of another symbol: ${text}`);
  switch (shape) {
    case "depth":
      return { shape, symbol, rx, rxNs, eventMs: data.E, first: data.U, last: data.u, bids: data.b, asks: data.a };
    case "trade":
      return { shape, symbol, rxNs, eventMs: data.E, tradeMs: data.T, id: data.t, price: data.p, qty: data.q, buyerIsMaker: data.m };
    case "bookTicker":
      return { shape, symbol, rxNs, updateId: data.u, bid: [data.b, data.B], ask: [data.a, data.A] };
  }
}
