import * as z from "zod";
import { ByteReader, ByteWriter, BytesError } from "../base/bytes.ts";
import type { Keyframe } from "../session/mark.ts";
import { KEYFRAME_MESSAGE, messageKind } from "./live.ts";
import { foundCandles } from "./venue-candle.ts";
import { instrumentIdSchema } from "./market-metadata.ts";
import { workerUsageSchema } from "./worker-usage.ts";

/** What a live fold worker (book or analytics) tells the shell; frames come to it as the feed sent them. */
const count = z.int().min(0);
const instrument = z.string().min(1);
const interval = z.string().min(1);

export const foldEventSchema = z.discriminatedUnion("type", [
  workerUsageSchema,
  z.strictObject({ type: z.literal("fold.ready"), afterRx: count }),
  /** A book waits for a snapshot. */
  z.strictObject({ type: z.literal("snapshot.want"), instrument }),
  /** A chart lacks the exchange's own candles of this instrument; or the last `most` of them are of use, some time. */
  z.strictObject({ type: z.literal("history.want"), instrument, interval, most: count.optional() }),
  /** It lacks the frames after `afterRx`: neither the file nor what it was sent has them. */
  z.strictObject({ type: z.literal("frames.resend"), afterRx: count }),
  /** The feed's frames do not come any more: that one is gone, or this worker was too slow for it. */
  z.strictObject({ type: z.literal("feed.lost") }),
  /** It was sent frames that the log does not have and never will: it is of no use, and is to be built again. */
  z.strictObject({ type: z.literal("fold.ahead") }),
  /** Said each second while frames come, and on request. */
  z.strictObject({
    type: z.literal("fold.status"),
    rx: count,
    live: count,
    instruments: count,
    gaps: count,
    /** The greatest time of the exchange's among the messages that could be read, Unix ms; 0 before the first. */
    eventMs: count,
    /** Instruments met since the last report. */
    met: z.array(instrument),
    /** Frames applied since the last report, by time from socket read to applied: counts of a LatencyHistogram. */
    applied: z.array(z.tuple([count, count])),
    /** Batches that wait for a hole to be filled, and how many found no room and were asked for again. */
    queue: z.strictObject({ bytes: count, highWaterBytes: count, boundBytes: count, refetched: count }),
    /** Changes of views that a newer one overtook unpainted. */
    merged: count,
  }),
]);

export const foldCommandSchema = z.discriminatedUnion("type", [
  /** Report as soon as frame `rx` is applied. */
  z.strictObject({ type: z.literal("fold.report"), rx: count }),
  /** The exchange's own candles for a chart, oldest first, in one or more messages; see `history.found`. */
  z.strictObject({
    type: z.literal("history.adopt"),
    ...foundCandles,
  }),
  /** The log goes on in another file. */
  z.strictObject({ type: z.literal("log.moved"), tape: z.string().min(1) }),
  /** So many bytes of frames may wait for a hole to be filled from now on. */
  z.strictObject({ type: z.literal("fold.bound"), bytes: count }),
  /** The feed died, and the log ends with frame `rx`: whatever it had sent beyond never was. */
  z.strictObject({ type: z.literal("log.ends"), rx: count }),
  /** There are frames that it was not sent, or has lost: the log may have them. */
  z.strictObject({ type: z.literal("fold.catchup") }),
]);

/** What the store worker tells. */
export const storeEventSchema = z.discriminatedUnion("type", [
  workerUsageSchema,
  z.strictObject({ type: z.literal("store.ready"), rx: count }),
  z.strictObject({ type: z.literal("frames.stored"), rx: count }),
  z.strictObject({ type: z.literal("frames.resend"), afterRx: count }),
  /** Said each second: text that waits for a commit, and keyframes whose halves are waited for; of these the oldest may be given up. */
  z.strictObject({
    type: z.literal("store.status"),
    queue: z.strictObject({ bytes: count, highWaterBytes: count }),
    keyframes: z.strictObject({ expected: count, highWater: count, bound: count, givenUp: count }),
  }),
  /** The file that ends with frame `rx` is sealed, and `tape` goes on; or, where not all keyframes came, nothing has changed. */
  z.strictObject({ type: z.literal("store.rolled"), rx: count, tape: z.string(), done: z.boolean() }),
  z.strictObject({ type: z.literal("store.closed"), rx: count }),
  z.strictObject({ type: z.literal("store.failed"), message: z.string() }),
]);

export const storeCommandSchema = z.discriminatedUnion("type", [
  /** Seal the file behind frame `rx`, where a mark names every instrument, and go on in a new one, `tape`. */
  z.strictObject({ type: z.literal("store.roll"), rx: count, tape: z.string().min(1) }),
  /** The frame behind which the file was to end never was: it goes on. */
  z.strictObject({ type: z.literal("store.stay") }),
  /** Seal the file once every frame up to `rx` is in and, where it is to be `whole`, the mark behind it with its keyframes. */
  z.strictObject({ type: z.literal("store.close"), rx: count, whole: z.boolean() }),
  /** What is known of the instruments recorded: each is written once, and the first word on it stays. */
  z.strictObject({
    type: z.literal("store.instruments"),
    instruments: z.array(z.strictObject({ instrument: instrumentIdSchema, tickSize: z.string().nullable(), lotSize: z.string().nullable() })),
  }),
]);

export type FoldEvent = z.infer<typeof foldEventSchema>;
export type FoldCommand = z.infer<typeof foldCommandSchema>;
export type StoreEvent = z.infer<typeof storeEventSchema>;
export type StoreCommand = z.infer<typeof storeCommandSchema>;
export type StoreStatus = Extract<StoreEvent, { type: "store.status" }>;
export type FoldStatus = Extract<FoldEvent, { type: "fold.status" }>;

/** A part of a keyframe on its way to the store: u32 {@link KEYFRAME_MESSAGE}, then varints and length-prefixed texts, as {@link ByteWriter} writes them. */
export function encodeKeyframe({ afterRx, instrument: id, part, foldVersion, bytes }: Keyframe): ArrayBuffer {
  const w = new ByteWriter(bytes.length + 128);
  for (const byte of [KEYFRAME_MESSAGE, 0, 0, 0]) w.u8(byte);
  w.uint(afterRx);
  w.string(id);
  w.bool(part === "book");
  w.uint(foldVersion);
  w.bytes(bytes);
  return w.finish().buffer;
}

/** Throws a BytesError where the buffer is no such message. */
export function decodeKeyframe(buffer: ArrayBuffer): Keyframe {
  if (messageKind(buffer) !== KEYFRAME_MESSAGE) throw new BytesError("the message holds no keyframe");
  const r = new ByteReader(new Uint8Array(buffer, 4));
  return {
    afterRx: r.uint(),
    instrument: r.string() as Keyframe["instrument"],
    part: r.bool() ? "book" : "analytics",
    foldVersion: r.uint(),
    bytes: r.bytes(),
  };
}
