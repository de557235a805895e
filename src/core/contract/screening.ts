import * as z from "zod";
import { MAX_EXPRESSION } from "../screen/tokens.ts";

/**
 * Screens and backtests as a page asks the shell for them and is told of them, and as the shell hands them on to the process that does
 * them: part of the shell's table, see `shell.ts`. `request` numbers what one side asked of the other; events name it.
 */
const count = z.int().min(0);
const instrument = z.string().min(1).max(1_000);
const sessionName = z.string().min(1).max(255);

/** The most candles that a backtest holds an entry for. */
export const MAX_BARS = 100_000;

/** A condition as it was typed; `interval` is that of whatever names none in it. */
const condition = z.strictObject({ text: z.string().min(1).max(MAX_EXPRESSION), interval: z.string().max(8), acceptHoles: z.boolean() });

/** What a page asks of the shell. */
export const screeningCommands = [
  z.strictObject({
    type: z.literal("screen.run"),
    request: count,
    condition,
    /** What is on screen: computed first, in this order. */
    first: z.array(instrument).max(1_000),
    /** In a replay, the last frame its clock has passed: the session is evaluated as it stood there. Null on the live desk. */
    rx: count.nullable(),
  }),
  z.strictObject({
    type: z.literal("backtest.run"),
    request: count,
    condition,
    /** Candles an entry is held. */
    bars: z.int().min(1).max(MAX_BARS),
    /** By the names that `sessions.listed` gave. */
    sessions: z.array(sessionName).min(1).max(1_000),
  }),
  /** Takes a screen or a backtest back; `analysis.ended` follows. */
  z.strictObject({ type: z.literal("analysis.cancel"), request: count }),
] as const;

/** See {@link screeningCommands}. */
export type ScreeningCommand = z.infer<(typeof screeningCommands)[number]>;

const screenRow = z.strictObject({
  instrument: z.string(),
  /** The event time at which it was evaluated, Unix ms; null where nothing of it was received. */
  eventMs: z.number().nullable(),
  /** Null where it cannot be known. */
  match: z.boolean().nullable(),
  /** Of each term of the condition, in the order of first mention; null where it is not known, and `reasons` says why. */
  values: z.array(z.number().nullable()),
  /** Empty where the value is known. */
  reasons: z.array(z.string()),
  /** What a person should know of the data it rests on; mostly empty. */
  note: z.string(),
});

const share = z.number().nullable();

/** See `BacktestSummary`. */
const summary = z.strictObject({
  candles: count,
  unknown: count,
  entries: count,
  unfinished: count,
  broken: count,
  meanReturn: share,
  medianReturn: share,
  bestReturn: share,
  worstReturn: share,
  hitRate: share,
  maxDrawdown: share,
});

/** What a page is told of what it asked for. */
export const screeningEvents = [
  /** Some results, each instrument once, as they come. */
  z.strictObject({ type: z.literal("screen.rows"), request: count, rows: z.array(screenRow) }),
  z.strictObject({
    type: z.literal("backtest.rows"),
    request: count,
    rows: z.array(z.strictObject({ session: z.string(), instrument: z.string(), summary })),
  }),
  /** Of all sessions and instruments together; before `analysis.ended` of one that was done. */
  z.strictObject({ type: z.literal("backtest.summed"), request: count, all: summary }),
  /**
   * `done` of `total` symbols, or of the hundredths of a pass over session files. `heldUpMs`: so long the exchange's request limit lets
   * nothing more be asked; 0 where it does.
   */
  z.strictObject({
    type: z.literal("analysis.progress"),
    request: count,
    done: count,
    total: count,
    unit: z.enum(["symbols", "percent"]),
    heldUpMs: z.number().min(0),
  }),
  /** The last word on a request. `message` is one line for a person where it failed. */
  z.strictObject({ type: z.literal("analysis.ended"), request: count, outcome: z.enum(["done", "cancelled", "failed"]), message: z.string() }),
] as const;

/** The same as the process of screens tells the shell, which passes it on under the number of the page. */
export const screeningEventSchema = z.discriminatedUnion("type", screeningEvents);

/** See {@link screeningEvents}. */
export type ScreeningEvent = z.infer<typeof screeningEventSchema>;
/** What a screen found of one instrument. */
export type ScreenRow = z.infer<typeof screenRow>;
/** A condition as it was typed, before it is read. */
export type TypedCondition = z.infer<typeof condition>;
/** What a backtest found of one instrument of one session. */
export type BacktestRow = Extract<ScreeningEvent, { type: "backtest.rows" }>["rows"][number];

/** What the shell asks of the process that screens and tests. */
export const analysisCommandSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("screen.live"),
    request: count,
    condition,
    /** In the order in which they are to be computed; the first `urgent` of them are on screen. */
    instruments: z.array(instrument),
    urgent: count,
    /** How many ports to analytics workers come for this request, see `source.opened`. */
    sources: count,
  }),
  /** The instruments of a session file as it stood after frame `rx`; null: at its end. */
  z.strictObject({ type: z.literal("screen.session"), request: count, condition, tape: z.string(), rx: count.nullable() }),
  z.strictObject({
    type: z.literal("backtest.sessions"),
    request: count,
    condition,
    bars: count,
    sessions: z.array(z.strictObject({ name: z.string(), path: z.string() })),
  }),
  z.strictObject({ type: z.literal("analysis.cancel"), request: count }),
  /** So many threads, and pieces of work that may wait for them, from now on. */
  z.strictObject({ type: z.literal("pool.resize"), workers: z.int().min(1), queue: z.int().min(1) }),
  /** First message on a port of its own: from here on an analytics worker is at its other end, for that screen's readings. */
  z.strictObject({ type: z.literal("source.opened"), request: count }),
]);

/** See {@link analysisCommandSchema}. */
export type AnalysisCommand = z.infer<typeof analysisCommandSchema>;
