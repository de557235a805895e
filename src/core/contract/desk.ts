import * as z from "zod";
import { readCandleKind } from "../candles/candle-kind.ts";
import { MAX_MESSAGE_BYTES, type PortMessage } from "./port.ts";

/** Replay speeds offered: multiples of the recorded pace, or as fast as the machine folds. */
export const SPEEDS = [1, 2, 5, 10, 30, 100, "max"] as const;

export type Speed = (typeof SPEEDS)[number];

/**
 * The streams of data messages; each is acknowledged on its own. Of the watchlist's instruments speak `watchlist` and `sparkline`, whose
 * numbers `view.instruments` names; all others follow the instrument in focus.
 */
export const STREAMS = ["watchlist", "chart", "ladder", "tape", "ticker", "liquidity", "sparkline"] as const;

export type StreamName = (typeof STREAMS)[number];

export const WATCHLIST_STREAM = "watchlist";

/** How far one step goes: to the next frame, past the next trade of the instrument in focus (of any, where none is), on by a second. */
export const STEPS = ["frame", "trade", "second"] as const;

export type Step = (typeof STEPS)[number];

/** An id longer than this is cut for display: no exchange has one, but a recording may hold anything. */
export const MAX_ID_LENGTH = 1_000;

const count = z.int().min(0);
const nanoseconds = z.string().regex(/^-?[0-9]{1,20}$/);
const stream = z.literal(WATCHLIST_STREAM);
const candleKind = z
  .string()
  .max(40)
  .refine((text) => readCandleKind(text) !== undefined, "no such candles");

/** What the page asks of a desk. `noun.verb`; none is answered directly, the events that follow show the effect. */
export const commandSchema = z.discriminatedUnion("type", [
  /** Goes on, or starts again from the first frame where the replay has ended. */
  z.strictObject({ type: z.literal("replay.play") }),
  z.strictObject({ type: z.literal("replay.pause") }),
  z.strictObject({ type: z.literal("replay.speed"), speed: z.literal(SPEEDS) }),
  /**
   * Goes to the state after frame `rx`, or after the last frame received by `timeNs`, backwards or forwards; beyond either end it
   * goes to that end. A replay that played goes on playing from there. The next seek replaces one that is under way.
   */
  z.strictObject({
    type: z.literal("replay.seek"),
    to: z.union([z.strictObject({ rx: count }), z.strictObject({ timeNs: nanoseconds })]),
  }),
  /** Goes one step on, and stands paused. */
  z.strictObject({ type: z.literal("replay.step"), by: z.literal(STEPS) }),
  /** The instrument that chart, ladder and tape of this port follow; null: none. One that is not known yet is shown when it appears. */
  z.strictObject({
    type: z.literal("focus.instrument"),
    instrument: z
      .string()
      .max(MAX_ID_LENGTH + 1)
      .nullable(),
  }),
  /** The candles that this port's chart shows, as `readCandleKind` reads them; 1 m until the first. */
  z.strictObject({ type: z.literal("focus.interval"), interval: candleKind }),
  /** Makes the candles of this port's chart again from what is recorded, beside the live desk; it answers with `candles.recomputing`. */
  z.strictObject({ type: z.literal("candles.recompute") }),
  /** Gives that up. */
  z.strictObject({ type: z.literal("candles.cancel") }),
  /** The view numbered `seq` is on the screen: the next may be sent. */
  z.strictObject({ type: z.literal("view.ack"), stream: z.literal(STREAMS), seq: count }),
]);

/** What a desk tells the page. `noun.fact`. */
export const eventSchema = z.discriminatedUnion("type", [
  /** First event on a port: what the file holds. */
  z.strictObject({
    type: z.literal("session.opened"),
    name: z.string(),
    venue: z.string(),
    frames: count,
    instruments: count,
    /** Receive times of the first and the last frame in Unix nanoseconds; null where there is none. */
    span: z.strictObject({ firstNs: nanoseconds, lastNs: nanoseconds }).nullable(),
  }),
  /** Nothing more will come; `message` is one line for a person. */
  z.strictObject({ type: z.literal("session.failed"), message: z.string() }),
  z.strictObject({
    type: z.literal("replay.status"),
    /** The last frame applied (0: none yet). */
    rx: count,
    /** The replay clock in Unix nanoseconds: the greatest receive time up to `rx`, moved on by the pace while playing. */
    rxNs: nanoseconds,
    playing: z.boolean(),
    speed: z.literal(SPEEDS),
    ended: z.boolean(),
  }),
  /** A seek or a step that takes long: it has come from frame `fromRx` to `rx` on its way to `toRx`. The next status says that it is there. */
  z.strictObject({ type: z.literal("replay.seeking"), fromRx: count, rx: count, toRx: count }),
  /** Said each second: what the desk's process does and costs. */
  z.strictObject({
    type: z.literal("desk.health"),
    /** Frames applied in the last second. */
    framesPerSecond: z.number().min(0),
    /** Of one core, over the last second. */
    cpuPercent: z.number().min(0),
    /** Resident memory. */
    memoryBytes: count,
    /** Changes of all of this port's views that a newer one overtook unpainted, so far. */
    merged: count,
    /** Frames lost on the way, so far. */
    dropped: count,
  }),
  /** Candles are made again: so many frames of the recording are folded of so many. */
  z.strictObject({ type: z.literal("candles.recomputing"), instrument: z.string(), interval: z.string(), done: count, total: count }),
  /** They are made, and were held against what the chart shows: see `CandleComparison`. `message`: why they could not be made. */
  z.strictObject({
    type: z.literal("candles.recomputed"),
    instrument: z.string(),
    interval: z.string(),
    outcome: z.enum(["done", "cancelled", "failed"]),
    message: z.string(),
    candles: count,
    compared: count,
    different: count,
    corrected: count,
    againstVenue: count,
    differentFromVenue: count,
    first: z.string(),
  }),
  /** Names the instruments numbered `first`, `first + 1`, ... in the stream's views; each number is named once. */
  z.strictObject({ type: z.literal("view.instruments"), stream, first: count, ids: z.array(z.string()) }),
  /** The replay began again: rows shown so far belong to the past. */
  z.strictObject({ type: z.literal("view.cleared"), stream }),
]);

export type Command = z.infer<typeof commandSchema>;
export type DeskEvent = z.infer<typeof eventSchema>;
export type SeekTarget = Extract<Command, { type: "replay.seek" }>["to"];
export type DeskHealth = Extract<DeskEvent, { type: "desk.health" }>;
export type ReplayStatus = Extract<DeskEvent, { type: "replay.status" }>;

/** A control message that is not in the table. The port that carried it is closed: its other end is broken or hostile. */
export class ContractError extends Error {
  override readonly name = "ContractError";
}

export function encodeControl(message: Command | DeskEvent): string {
  return JSON.stringify(message);
}

/** Reads a command where it enters the desk's process; throws {@link ContractError}. */
export function decodeCommand(text: string): Command {
  return decodeControl(commandSchema, text);
}

/** Reads an event where it enters the page; throws {@link ContractError}. */
export function decodeEvent(text: string): DeskEvent {
  return decodeControl(eventSchema, text);
}

/** Reads a control message of one table where it enters a process; throws {@link ContractError}. */
export function decodeControl<T>(schema: z.ZodType<T>, text: PortMessage): T {
  if (typeof text !== "string") throw new ContractError("a data message where a control message was to come");
  if (text.length > MAX_MESSAGE_BYTES) throw new ContractError(`control message of ${text.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ContractError("control message is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new ContractError(`control message not in the contract: ${result.error.issues[0]?.message ?? "unknown"}`);
  return result.data;
}
