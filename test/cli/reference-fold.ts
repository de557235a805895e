import { type DepthDiff, type DepthSnapshot, OUTCOMES, type Part, ReferenceBook } from "./reference-book.ts";
import { type AggTradeMessage, ReferenceTrades, type TradeMessage } from "./reference-candles.ts";
import type { Line } from "./recording.ts";
import type { InstrumentReport, LedgerReport } from "./tapedeck.ts";

export interface ReferenceReport {
  readonly frames: number;
  readonly ledger: LedgerReport;
  readonly instruments: Record<string, Omit<InstrumentReport, "reason">>;
}

interface Instrument {
  readonly book: ReferenceBook;
  readonly trades: ReferenceTrades;
}

interface Message {
  readonly e?: string;
  readonly s?: string;
  readonly E?: number;
  readonly T?: number;
}

export const CANDLE_HEADER = "openTime,open,high,low,close,volume,quoteVolume,trades,takerBase,takerQuote,revision,final,complete";

/**
 * The contract's words as a fold, a frame at a time: what `replay --json` and `candles --csv` must say of a recording.
 * Of malformed frames it knows only those that `malformedStream` tells apart, because what is malformed is not the fold's question.
 */
export class ReferenceFold {
  private readonly venue: string;
  private readonly instruments = new Map<string, Instrument>();
  private readonly frames: Part[][] = [];
  private readonly opened = new Set<string>();
  private eventMs = Number.NEGATIVE_INFINITY;

  constructor(venue: string) {
    this.venue = venue;
  }

  push(line: Line): void {
    const rx = this.frames.length + 1;
    const parts: Part[] = [];
    this.frames.push(parts);
    if (line.kind === "recv") this.receive(rx, parts, line);
    else if (line.kind === "rest") this.answer(rx, parts, line);
    else if (line.kind === "open") this.open(rx, line.conn);
    else if (line.kind === "close") for (const { book } of this.onConnection(line.conn)) book.disconnected(rx);
    else if (line.kind === "gap" || line.kind === "stale") this.note(rx, line);
  }

  report(): ReferenceReport {
    const ledger: LedgerReport = { received: this.frames.length, applied: 0, duplicate: 0, stale: 0, buffered: 0, control: 0, rejected: {} };
    for (const parts of this.frames) {
      const worst = OUTCOMES.map((outcome) => parts.find((part) => part.outcome === outcome)).find((part) => part !== undefined);
      const outcome = worst?.outcome ?? "control";
      if (outcome === "rejected") ledger.rejected[worst?.reason ?? ""] = (ledger.rejected[worst?.reason ?? ""] ?? 0) + 1;
      else ledger[outcome]++;
    }
    const instruments = [...this.instruments].map(([id, { book, trades }]) => [id, { ...book.report(), ...trades.report() }] as const);
    return { frames: this.frames.length, ledger, instruments: Object.fromEntries(instruments) };
  }

  candles(id: string): string {
    const rows = this.instruments.get(id)?.trades.rows(this.eventMs) ?? [];
    return [CANDLE_HEADER, ...rows].map((row) => `${row}\n`).join("");
  }

  private receive(rx: number, parts: Part[], { data, conn }: Line): void {
    const body = parse(data);
    if (body === undefined) {
      parts.push({ rx, outcome: "rejected", reason: "malformed" });
      const symbol = /"s":"([^"]*)"/.exec(data)?.[1];
      if (data.includes("depthUpdate")) this.instruments.get(`${this.venue}:${symbol}`)?.book.malformed(rx);
      return;
    }
    const { stream, data: inner } = body as { stream?: string; data?: unknown };
    const payload = stream === undefined ? body : inner;
    for (const message of (Array.isArray(payload) ? payload : [payload]) as Message[]) this.message(rx, parts, message, stream, conn);
  }

  private message(rx: number, parts: Part[], message: Message, stream: string | undefined, conn: string): void {
    const kind = message.e ?? (stream?.endsWith("@bookTicker") === true ? "bookTicker" : undefined);
    if (message.s === undefined || kind === undefined) return;
    if (!["depthUpdate", "trade", "aggTrade", "bookTicker", "kline"].includes(kind)) return;
    const part: Part = { rx, outcome: "applied" };
    parts.push(part);
    const { book, trades } = this.instrument(message.s);
    if (kind === "depthUpdate") book.diff(part, message as unknown as DepthDiff, conn);
    else if (kind === "trade") trades.trade(part, message as unknown as TradeMessage);
    else if (kind === "aggTrade") trades.aggTrade(part, message as unknown as AggTradeMessage);
    const eventMs = message.E ?? Number.NEGATIVE_INFINITY;
    trades.seen(eventMs);
    this.eventMs = Math.max(this.eventMs, eventMs);
  }

  private answer(rx: number, parts: Part[], { url = "", data }: Line): void {
    const address = new URL(url, "https://api.example");
    const symbol = address.searchParams.get("symbol");
    if (!address.pathname.endsWith("/depth") || symbol === null) return;
    const body = parse(data);
    if (body === undefined) {
      parts.push({ rx, outcome: "rejected", reason: "malformed" });
      return;
    }
    if (!Object.hasOwn(body, "lastUpdateId")) return;
    const part: Part = { rx, outcome: "applied" };
    parts.push(part);
    this.instrument(symbol).book.snapshot(part, body as unknown as DepthSnapshot);
  }

  private open(rx: number, conn: string): void {
    const first = !this.opened.has(conn);
    this.opened.add(conn);
    for (const { book } of this.onConnection(conn)) book.connected(rx, first);
  }

  private note(rx: number, { kind, conn, data }: Line): void {
    const { instrument: id, cause = "" } = parse(data) as { instrument?: string; cause?: string };
    const named = id === undefined ? this.onConnection(conn) : [this.instruments.get(id)];
    for (const instrument of named) {
      if (kind === "gap") instrument?.book.gapNoted(rx, cause);
      else instrument?.book.staleNoted();
    }
  }

  private instrument(symbol: string): Instrument {
    const id = `${this.venue}:${symbol}`;
    const found = this.instruments.get(id) ?? { book: new ReferenceBook(this.venue), trades: new ReferenceTrades(this.venue) };
    this.instruments.set(id, found);
    return found;
  }

  private onConnection(conn: string): Instrument[] {
    return [...this.instruments.values()].filter(({ book }) => book.conn === conn);
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
