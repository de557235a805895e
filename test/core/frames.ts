import { expect } from "vitest";
import type { Frame, FrameKind } from "../../src/core/contract/frame.ts";
import { Desk, type DeskOptions } from "../../src/core/desk/desk.ts";
import { type InstrumentReport, reportBook, reportTrades } from "../../src/core/desk/instrument-report.ts";
import { deskDigest, instrumentDigest, stateDigest } from "../../src/core/desk/part-state.ts";
import type { LedgerTotals } from "../../src/core/session/ledger.ts";

const encoder = new TextEncoder();

/** One frame of a script: what came, and over which connection (its `rx` is its place in the script). */
export interface Said {
  readonly kind: FrameKind;
  readonly text: string;
  readonly conn: string;
  readonly url: string;
  /** How often `conn` had been opened; what was said over it takes that of the last `open` in the script. */
  readonly epoch: number;
}

function said(kind: FrameKind, text: string, extra: Partial<Said> = {}): Said {
  return { kind, text, conn: "ws-1", url: "", epoch: 0, ...extra };
}

export const recv = (text: string, conn = "ws-1"): Said => said("recv", text, { conn });
export const open = (epoch = 1, conn = "ws-1"): Said => said("open", "", { epoch, conn });
export const close = (conn = "ws-1"): Said => said("close", "", { conn });
export const note = (kind: "gap" | "stale" | "request", body: object, conn = "ws-1"): Said => said(kind, JSON.stringify(body), { conn });

/** The answer of `/depth` for a symbol. */
export const depthAnswer = (symbol: string, body: string): Said =>
  said("rest", body, { conn: "rest", url: `https://api.example/api/v3/depth?symbol=${encodeURIComponent(symbol)}&limit=1000` });

/** Numbers what is said over each connection by its openings, as an import does; 0 before the first. */
class Openings {
  private readonly opened = new Map<string, number>();

  complete(frame: Said): Said {
    if (frame.kind === "open") this.opened.set(frame.conn, frame.epoch);
    return { ...frame, epoch: this.opened.get(frame.conn) ?? 0 };
  }
}

/** The frames of a script, numbered from 1. */
export function framesOf(script: readonly Said[]): Frame[] {
  const openings = new Openings();
  return script.map((frame, at) => frameOf(openings.complete(frame), at + 1));
}

export function frameOf({ kind, text, conn, url, epoch }: Said, rx: number): Frame {
  const bytes = encoder.encode(text);
  return { rx, kind, conn, epoch, url, bytes, start: 0, end: bytes.length };
}

/** `received` is the sum of all the others, and nothing was ever counted back below zero. */
export function expectLedgerAdds({ received, applied, duplicate, stale, buffered, control, rejected }: LedgerTotals, frames: number): void {
  const refused = Object.values(rejected);
  const parts = [applied, duplicate, stale, buffered, control, ...refused];
  expect(parts.reduce((sum, n) => sum + n, 0)).toBe(received);
  expect(received).toBe(frames);
  expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
}

/** A desk that is told one frame after another; the ledger is checked after each. */
export class ScriptedDesk {
  readonly desk: Desk;
  rx = 0;
  private readonly openings = new Openings();

  constructor(options: DeskOptions) {
    this.desk = new Desk(options);
  }

  hear(...frames: readonly Said[]): this {
    for (const frame of frames) {
      this.desk.apply(frameOf(this.openings.complete(frame), ++this.rx));
      expectLedgerAdds(this.ledger, this.rx);
    }
    return this;
  }

  get ledger(): LedgerTotals {
    return this.desk.ledger.totals();
  }

  report(id: string): InstrumentReport {
    return reportOf(this.desk, id);
  }
}

/** Both halves of an instrument's report, from a desk that holds them both. */
export function reportOf(desk: Desk, id: string): InstrumentReport {
  const held = desk.find(id);
  if (!held?.book || !held.analytics) throw new Error(`${id} is not held`);
  return { ...reportBook(held.book), ...reportTrades(held.analytics) };
}

/** The digest of a desk that holds every instrument whole. */
export function digestOf(desk: Desk): string {
  return deskDigest(
    new Map(
      desk.instruments().map(({ id, book, analytics }) => {
        if (book === null || analytics === null) throw new Error(`${id} is not held whole`);
        return [id, instrumentDigest(stateDigest(book.state()), stateDigest(analytics.state()))] as const;
      }),
    ),
  );
}
