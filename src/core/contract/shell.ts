import * as z from "zod";
import { decodeControl, MAX_ID_LENGTH } from "./desk.ts";
import type { PortMessage } from "./port.ts";
import { screeningCommands, screeningEvents } from "./screening.ts";
import { PROFILE_NAMES, resourceChoiceSchema, resourceWarningSchema, resourcesSchema } from "./resources.ts";

/**
 * What a page and the shell say to each other. A page opens one port to the shell itself, and one more to each process whose views it
 * shows: the shell hands those on and is not on their path. Over them the desk's own table is spoken, see `desk.ts`.
 */

const count = z.int().min(0);
const nanoseconds = z.string().regex(/^-?[0-9]{1,20}$/);
const instrument = z.string().min(1).max(MAX_ID_LENGTH);
const sessionName = z.string().min(1).max(255);

/** The name of the shell itself in {@link portOpenSchema}. */
export const SHELL = "shell";

/** First message on every port that a page opens: whom it is for, {@link SHELL} or the name of a view source. */
export const portOpenSchema = z.strictObject({ type: z.literal("port.open"), to: z.string().min(1).max(64) });

/** The most instruments a watchlist holds. */
export const MAX_WATCHED = 1_000;

/** What a page asks of the shell. */
export const shellCommandSchema = z.discriminatedUnion("type", [
  /** Watch these too, from now on and after a restart; those already watched are left alone. */
  z.strictObject({ type: z.literal("watchlist.add"), instruments: z.array(instrument).min(1).max(MAX_WATCHED) }),
  z.strictObject({ type: z.literal("watchlist.remove"), instruments: z.array(instrument).min(1).max(MAX_WATCHED) }),
  /** Markets of the desk's venue that match what was typed, best first; `query` empty: the first by name. */
  z.strictObject({ type: z.literal("markets.search"), request: count, query: z.string().max(100) }),
  /** The stored sessions and the one being recorded. */
  z.strictObject({ type: z.literal("sessions.list") }),
  /** This page leaves the live desk, or its replay, for a replay of that session; null: of the session being recorded. */
  z.strictObject({
    type: z.literal("replay.open"),
    session: sessionName.nullable(),
    /** Where it begins; null: at the first frame. */
    at: z.strictObject({ timeNs: nanoseconds }).nullable(),
  }),
  /** This page returns to the live desk. */
  z.strictObject({ type: z.literal("replay.close") }),
  /** How much of the machine the live desk may take from now on. */
  z.strictObject({ type: z.literal("resources.choose"), choice: resourceChoiceSchema }),
  ...screeningCommands,
]);

/** A process that this page may open a port to, and which halves of a watchlist row its views carry. */
const source = z.strictObject({ name: z.string(), parts: z.array(z.enum(["book", "analytics"])).min(1) });

const connection = z.strictObject({
  name: z.string(),
  state: z.enum(["connecting", "open", "waiting", "closed"]),
  streams: count,
  /** Why it is not open and what happens next, for a person; empty where it is open. */
  reason: z.string(),
  retryInMs: z.number().nullable(),
});

/** What the shell tells a page. */
export const shellEventSchema = z.discriminatedUnion("type", [
  /**
   * First event on the port, and again whenever the page is to show another desk: it closes the ports to the sources named before and
   * opens one to each of these. A source that is lost is asked for again under the same name.
   */
  z.strictObject({
    type: z.literal("desk.opened"),
    mode: z.enum(["live", "replay"]),
    /** Whether there is a live desk to return to. */
    hasLive: z.boolean(),
    venue: z.string(),
    /** The venue as a person calls it, as in "Demo exchange (simulated)". */
    title: z.string(),
    /** What is replayed; empty on the live desk. */
    session: z.string(),
    sources: z.array(source).min(1),
  }),
  /** The instruments watched, in the order of the list: after `desk.opened` of a live desk, and after every change. */
  z.strictObject({ type: z.literal("watchlist.changed"), instruments: z.array(z.string()) }),
  z.strictObject({
    type: z.literal("markets.found"),
    request: count,
    markets: z.array(
      z.strictObject({
        instrument: z.string(),
        base: z.string(),
        quote: z.string(),
        kind: z.enum(["spot", "perpetual", "future"]),
        watched: z.boolean(),
      }),
    ),
    /** How many more matched; null where the venue's markets are not known, and `reason` says why. */
    more: count.nullable(),
    reason: z.string(),
  }),
  z.strictObject({
    type: z.literal("sessions.listed"),
    /** Newest first. */
    sessions: z.array(
      z.strictObject({
        name: z.string(),
        venue: z.string(),
        bytes: count,
        frames: count,
        instruments: count,
        span: z.strictObject({ firstNs: nanoseconds, lastNs: nanoseconds }).nullable(),
        recording: z.boolean(),
        /** One line where it cannot be opened; empty where it can. */
        fault: z.string(),
      }),
    ),
  }),
  /** Said each second on the live desk, whatever the page shows. */
  z.strictObject({
    type: z.literal("desk.status"),
    connections: z.array(connection),
    framesPerSecond: z.number().min(0),
    /** Frames that wait to be stored, as bytes of the feed's queue. */
    queue: z.strictObject({ bytes: count, highWaterBytes: count, boundBytes: count }),
    /** Frames lost on the way, so far. */
    dropped: count,
    gaps: count,
    /** Messages that no process reads any more because they stopped some. */
    quarantined: count,
    /** All processes of the desk together; of one core. */
    cpuPercent: z.number().min(0),
    memoryBytes: count,
    /** Socket read to book applied, over the last second, in ms; null where nothing was applied. */
    appliedMs: z.strictObject({ p50: z.number(), p99: z.number() }).nullable(),
    recording: z.strictObject({ session: z.string(), frames: count, bytes: count }).nullable(),
    /** Processes that are not running, with what is done about it, a line each. */
    down: z.array(z.string()),
    /** Every bounded queue of the desk. */
    queues: z.array(z.strictObject({ name: z.string(), unit: z.enum(["bytes", "entries"]), size: count, highWater: count, bound: count })),
    /** What takes too much, until it is over. */
    warnings: z.array(resourceWarningSchema),
  }),
  /** How much of the machine the live desk may take: after `desk.opened` of a live desk, and when it has changed. */
  z.strictObject({
    type: z.literal("resources.changed"),
    /** What the machine runs at once. */
    cores: z.int().min(1),
    choice: resourceChoiceSchema,
    /** What counts now, whoever said so. */
    profile: z.enum(PROFILE_NAMES),
    values: resourcesSchema,
    /** Variables of the environment that decide whatever is chosen. */
    fixed: z.array(z.strictObject({ setting: resourceWarningSchema.shape.setting, variable: z.string(), value: z.string() })),
    /** Each profile's numbers on this machine. */
    profiles: z.array(z.strictObject({ name: z.enum(PROFILE_NAMES), values: resourcesSchema })),
    /** Workers are being started for it. */
    changing: z.boolean(),
  }),
  ...screeningEvents,
  /** Something a person should know; `fatal` where the desk can do no more. */
  z.strictObject({ type: z.literal("desk.trouble"), message: z.string(), fatal: z.boolean() }),
]);

export type PortOpen = z.infer<typeof portOpenSchema>;
export type ShellCommand = z.infer<typeof shellCommandSchema>;
export type ShellEvent = z.infer<typeof shellEventSchema>;
export type ViewSource = z.infer<typeof source>;

export function encodeShell(message: PortOpen | ShellCommand | ShellEvent): string {
  return JSON.stringify(message);
}

/** Throws a ContractError, as the others here. */
export function decodePortOpen(message: PortMessage): PortOpen {
  return decodeControl(portOpenSchema, message);
}

export function decodeShellCommand(message: PortMessage): ShellCommand {
  return decodeControl(shellCommandSchema, message);
}

export function decodeShellEvent(message: PortMessage): ShellEvent {
  return decodeControl(shellEventSchema, message);
}
