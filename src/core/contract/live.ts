import * as z from "zod";
import type { Mark } from "../session/mark.ts";
import { blockSpan } from "./frame-block-layout.ts";
import { foundCandles } from "./venue-candle.ts";
import { workerUsageSchema } from "./worker-usage.ts";

/**
 * The live desk's own table: what feed, book, analytics and store workers and the shell that joins them say to each other.
 * Control messages are JSON text, validated where they enter a process; frames travel as one ArrayBuffer, see {@link encodeFrames}.
 */
const count = z.int().min(0);
const instrument = z.string().min(1);
const interval = z.string().min(1);

/** What the feed is asked. */
export const feedCommandSchema = z.discriminatedUnion("type", [
  /** The instruments to watch from now on, by the exchange's own ids: others are unsubscribed. */
  z.strictObject({ type: z.literal("feed.watch"), symbols: z.array(z.string().min(1)) }),
  /** A book waits for a snapshot: ask for one as soon as the venue's limits allow. Said once a loss; repeated where a snapshot did not help. */
  z.strictObject({ type: z.literal("snapshot.want"), instrument }),
  /** All frames up to `rx` are committed: the feed may forget them. */
  z.strictObject({ type: z.literal("frames.stored"), rx: count }),
  /** A consumer lacks what came after `afterRx`: the feed sends again a stretch of what it still keeps of it; for more it is asked again. */
  z.strictObject({ type: z.literal("frames.resend"), afterRx: count }),
  /** The exchange's own candles of an instrument, of one of this program's intervals, for a chart; or only the last `most` of them, which can wait. */
  z.strictObject({ type: z.literal("history.want"), instrument, interval, most: count.optional() }),
  /** Instruments that the session holds, met by the fold: the feed may be younger than they are, and a closing mark names them all. */
  z.strictObject({ type: z.literal("feed.met"), instruments: z.array(instrument) }),
  /** Place a mark now that names every instrument of the session: the file is to end there, and another to go on. */
  z.strictObject({ type: z.literal("feed.mark") }),
  /** So many bytes of frames may wait to be stored from now on. */
  z.strictObject({ type: z.literal("feed.bound"), bytes: count }),
  /** Frame `rx` stops whoever folds it: write down that it is passed over. */
  z.strictObject({ type: z.literal("feed.quarantine"), rx: z.int().min(1) }),
  /** Close every connection as the user asked: no `close`, `gap` or `stale` frame is written. */
  z.strictObject({ type: z.literal("feed.stop") }),
]);

/** What the feed tells. */
export const feedEventSchema = z.discriminatedUnion("type", [
  workerUsageSchema,
  z.strictObject({ type: z.literal("feed.ready") }),
  /** Said at least once a second while it runs, and at the end. */
  z.strictObject({
    type: z.literal("feed.status"),
    /** Frames numbered so far, and the last one the store has committed. */
    rx: count,
    storedRx: count,
    framesPerSecond: z.number().min(0),
    /** The queue of blocks kept until stored. */
    queue: z.strictObject({ bytes: count, highWaterBytes: count, boundBytes: count, droppedFrames: count }),
    connections: z.array(
      z.strictObject({
        conn: z.string(),
        state: z.enum(["connecting", "open", "waiting", "closed"]),
        epoch: count,
        streams: count,
        /** Why it is not open and what happens next, for a person; empty where it is open. */
        reason: z.string(),
        /** When the next attempt is due, in ms from now; null where none is planned. */
        retryInMs: z.number().nullable(),
      }),
    ),
    /** Of the ports to the fold workers: bytes that wait on the slowest, the most that ever did and that may, and how many closed. */
    links: z.strictObject({ bytes: count, highWaterBytes: count, boundBytes: count, lost: count }),
    /** Depth snapshots asked for and not yet answered. */
    snapshotsPending: count,
  }),
  /** A symbol the venue does not know or refused, in words for a person. */
  z.strictObject({ type: z.literal("feed.refused"), symbol: z.string(), message: z.string() }),
  /** Candles that were asked for, oldest first, in one or more messages; none where they could not be had, for the reason given. */
  z.strictObject({
    type: z.literal("history.found"),
    ...foundCandles,
  }),
  /** Frame `byRx` says that frame `rx` is passed over; `instrument` is what it is lost to, empty where that is every one of its connection. */
  z.strictObject({ type: z.literal("feed.quarantined"), rx: z.int().min(1), byRx: z.int().min(1), instrument: z.string() }),
  z.strictObject({ type: z.literal("feed.stopped") }),
]);

export type FeedCommand = z.infer<typeof feedCommandSchema>;
export type FeedEvent = z.infer<typeof feedEventSchema>;
export type FeedStatus = Extract<FeedEvent, { type: "feed.status" }>;

/** A group of frames on its way through the desk: one block in `rx` order, and the marks that lie within or right after it. */
export interface FrameBatch {
  readonly block: Uint8Array;
  readonly marks: readonly Mark[];
  /** When the socket read that filled the block began, in ms of the machine's monotonic clock (`process.hrtime`), for measuring. */
  readonly readMs: number;
}

const batchHeadSchema = z.tuple([z.number(), z.array(z.tuple([count, z.array(z.tuple([z.string(), z.number()])), z.array(z.string())]))]);
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** First u32 of a data message, little endian: what it is. */
export const FRAMES_MESSAGE = 1;
export const KEYFRAME_MESSAGE = 2;

export function messageKind(buffer: ArrayBuffer): number {
  return new DataView(buffer).getUint32(0, true);
}

/** Layout: u32 {@link FRAMES_MESSAGE}, u32 (little endian) bytes of the head, the head as JSON text `[readMs, [[afterRx, [[venue, eventMs]...], [instrument...]]...]]`, the block. */
export function encodeFrames({ block, marks, readMs }: FrameBatch): ArrayBuffer {
  const head = encoder.encode(JSON.stringify([readMs, marks.map((mark) => [mark.afterRx, [...mark.eventMs], mark.keyframes])]));
  const out = new Uint8Array(8 + head.length + block.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, FRAMES_MESSAGE, true);
  view.setUint32(4, head.length, true);
  out.set(head, 8);
  out.set(block, 8 + head.length);
  return out.buffer;
}

/** The frames of a message, without reading its head, for whoever passes it on; where it holds marks alone, those that they lie behind. */
export function framesSpan(buffer: ArrayBuffer): { firstRx: number; lastRx: number; isMark: boolean } {
  const block = new Uint8Array(buffer, 8 + new DataView(buffer).getUint32(4, true));
  if (block.length > 0) return { ...blockSpan(block), isMark: false };
  const lastRx = decodeFrames(buffer).marks.at(-1)?.afterRx ?? 0;
  return { firstRx: lastRx + 1, lastRx, isMark: true };
}

/** Throws a ZodError, SyntaxError or RangeError where the buffer is no such message. */
export function decodeFrames(buffer: ArrayBuffer): FrameBatch {
  if (messageKind(buffer) !== FRAMES_MESSAGE) throw new RangeError("the message holds no frames");
  const headLength = new DataView(buffer).getUint32(4, true);
  const [readMs, marks] = batchHeadSchema.parse(JSON.parse(decoder.decode(new Uint8Array(buffer, 8, headLength))));
  return {
    block: new Uint8Array(buffer, 8 + headLength),
    marks: marks.map(([afterRx, eventMs, keyframes]): Mark => ({ afterRx, eventMs: new Map(eventMs), keyframes: keyframes as Mark["keyframes"] })),
    readMs,
  };
}
