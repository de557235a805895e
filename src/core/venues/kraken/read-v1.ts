import { asUint32, KRAKEN_CHECKSUM } from "../../book/checksum.ts";
import { decimalOf, isObject, type Json, MalformedMessage, numberText } from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, type WireLevel, wireLevels } from "../level-fields.ts";
import type { Message } from "../message.ts";

/** A message of the WebSocket API v1: `[channelID, body, ..., channelName, pair]`. */
export interface V1Message {
  readonly bodies: readonly unknown[];
  readonly channel: string;
  readonly pair: string;
}

/** Tells channel and pair; null where the list is no such message. */
export function splitV1(value: readonly unknown[]): V1Message | null {
  const [channel, pair] = value.slice(-2);
  if (value.length < 4 || typeof channel !== "string" || typeof pair !== "string" || pair === "" || !pair.isWellFormed()) return null;
  return { bodies: value.slice(1, -2), channel, pair };
}

/** The levels and the checksum of a `book` message: one that touches both sides comes in two bodies, of which the last has the checksum. */
function merged(bodies: readonly unknown[]): Json {
  if (bodies.length === 0 || !bodies.every(isObject)) throw new MalformedMessage("a book message without levels");
  return Object.assign({}, ...bodies) as Json;
}

export function isV1Snapshot(bodies: readonly unknown[]): boolean {
  return bodies.some((body) => isObject(body) && ("as" in body || "bs" in body));
}

/** Reads a `book-N` message: a snapshot (`as`, `bs`, without a checksum) or an update (`a`, `b`, `c`). */
export function readV1Book({ bodies, channel }: V1Message, message: Message, table: InstrumentTable): void {
  const body = merged(bodies);
  const snapshot = isV1Snapshot(bodies);
  const [bids, asks] = (snapshot ? ["bs", "as"] : ["b", "a"]).map((key) => levels(body, key)) as [WireLevel[], WireLevel[]];
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({ checksum: snapshot ? null : checksumOf(body), depthLimit: snapshot ? depthOf(channel) : 0 });
  fillDepth(message, table, bids, asks, true);
}

/** The greatest time of the levels or trades in a message, in Unix ms; 0 where there is none. */
export function v1Time(bodies: readonly unknown[]): number {
  const rows = bodies.flatMap((body) => (isObject(body) ? Object.values(body).flat(1) : body));
  let latest = 0;
  for (const row of rows) if (Array.isArray(row)) latest = Math.max(latest, secondsToMs(row[2]) ?? 0);
  return latest;
}

/** Reads one trade `[price, volume, time, side, orderType, misc]`; v1 gives trades no id. */
export function readV1Trade(row: unknown, message: Message): void {
  const [price, qty, time, side] = Array.isArray(row) ? (row as unknown[]) : [];
  const eventMs = secondsToMs(time);
  if (eventMs === null || (side !== "b" && side !== "s")) throw new MalformedMessage("a trade without its time or side");
  message.kind = "trade";
  fillTrade(message.trade, "", side === "b" ? "buy" : "sell", decimalOf(price, "price"), decimalOf(qty, "volume"), eventMs);
}

/** Reads a `spread` message: `[bid, ask, time, bidVolume, askVolume]`. */
export function readV1Spread(body: unknown, message: Message): void {
  const [bid, ask, , bidQty, askQty] = Array.isArray(body) ? (body as unknown[]) : [];
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimalOf(bid, "bid"), decimalOf(bidQty, "bidVolume"), decimalOf(ask, "ask"), decimalOf(askQty, "askVolume"));
}

function levels(body: Json, key: string): WireLevel[] {
  const rows = body[key] ?? [];
  if (!Array.isArray(rows)) throw new MalformedMessage(`${key} is not a list of levels`);
  return wireLevels(rows, KRAKEN_CHECKSUM);
}

function checksumOf(body: Json): number {
  const written = numberText(body["c"]) ?? "";
  const checksum = /^[0-9]{1,10}$/.test(written) ? asUint32(Number(written)) : null;
  if (checksum === null) throw new MalformedMessage("c is no checksum");
  return checksum;
}

/** The depth in a channel's name: `book-1000`. */
function depthOf(channel: string): number {
  const depth = /^book-([0-9]{1,6})$/.exec(channel)?.[1];
  if (depth === undefined || Number(depth) === 0) throw new MalformedMessage("a book channel without its depth");
  return Number(depth);
}

/** Seconds with a fraction, as text, in Unix ms, cut. */
function secondsToMs(time: unknown): number | null {
  const found = typeof time === "string" ? /^([0-9]{1,11})(?:\.([0-9]{1,9}))?$/.exec(time) : null;
  return found === null ? null : Number(found[1]) * 1000 + Number((found[2] ?? "").padEnd(3, "0").slice(0, 3));
}
