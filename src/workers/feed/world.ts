import type { Undo } from "../../core/contract/port.ts";

/** The two clocks of a frame, in nanoseconds. */
export interface FeedClock {
  /** The machine's monotonic clock: the same in every process, never set. */
  monoNs(): bigint;
  /** Unix time; somebody may set it at any moment. */
  wallNs(): bigint;
}

/** What a socket tells. Nothing comes before `onOpen` but `onClose`, and nothing after `onClose`. */
export interface SocketEvents {
  onOpen(): void;
  /** `bytes` are the socket's own: they are valid during the call only. */
  onMessage(bytes: Uint8Array, binary: boolean): void;
  /** A ping or a pong: the other end lives. */
  onPulse(): void;
  /** Also where the socket never opened. `reason` is the other end's text, or what failed here. */
  onClose(code: number, reason: string): void;
}

export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Stops and goes on reading: meanwhile the kernel and the exchange hold what comes. */
  pause(): void;
  resume(): void;
  /** Closes the socket for good; no event comes any more. */
  end(): void;
}

export type OpenSocket = (url: string, events: SocketEvents) => Socket;

export interface RestAnswer {
  readonly status: number;
  /** The body, verbatim. */
  readonly body: Uint8Array;
  header(name: string): string | null;
}

/** Asks `url`; rejects with an Error where no whole answer came in time, or one larger than {@link MAX_ANSWER_BYTES}. */
export type RestRequest = (url: string) => Promise<RestAnswer>;

/** A snapshot of 1,000 levels a side has some 60 KiB. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
export const ANSWER_TIMEOUT_MS = 10_000;
/** A handshake that takes longer has failed. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;
export const MAX_MESSAGE_PAYLOAD = 64 * 1024 * 1024;

/** Runs `task` once after `ms`; with 0, after the socket reads that are being handled. */
export type Schedule = (task: () => void, ms: number) => Undo;

/** Time, chance and the network, given to the feed so that a test can give others. */
export interface FeedWorld {
  readonly clock: FeedClock;
  /** From 0 up to 1, as `Math.random`. */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  readonly request: RestRequest;
  readonly schedule: Schedule;
}

/** Milliseconds of the monotonic clock: what every timer of the feed goes by. */
export function monoMs(clock: FeedClock): number {
  return Number(clock.monoNs()) / 1e6;
}
