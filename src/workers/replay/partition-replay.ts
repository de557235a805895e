import type { Outcome } from "../../core/book/frame-counts.ts";
import { Desk } from "../../core/desk/desk.ts";
import { type BookReport, reportBook, reportTrades, type TradesReport } from "../../core/desk/instrument-report.ts";
import { stateDigest } from "../../core/desk/part-state.ts";
import { partitionOf } from "../../core/desk/partition.ts";
import { blankFrame, type Frame } from "../../core/contract/frame.ts";
import type { BlockReader } from "../../core/contract/frame-block.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { LedgerTotals } from "../../core/session/ledger.ts";
import type { Mark, Part } from "../../core/session/mark.ts";
import { venueNamed } from "../../core/venues/all-venues.ts";
import { SessionFileError } from "../store/session-file-error.ts";
import { SessionReader } from "../store/session-reader.ts";

/** What a fold over a share of the instruments is asked for. All of it can be cloned to another thread. */
export interface PartitionRequest {
  readonly tape: string;
  readonly index: number;
  readonly count: number;
  /** Whether to note the digests at every mark that names instruments. */
  readonly digestsAtMarks: boolean;
}

/** The digest of one part of an instrument after frame `afterRx`. */
export interface PartDigest {
  readonly afterRx: number;
  readonly instrument: InstrumentId;
  readonly part: Part;
  readonly digest: string;
}

/** One worker's share of the result. */
export interface PartitionReport {
  readonly ledger: { readonly totals: LedgerTotals; readonly shared: readonly (readonly [rx: number, outcome: Outcome])[] };
  readonly books: readonly (readonly [InstrumentId, BookReport])[];
  readonly trades: readonly (readonly [InstrumentId, TradesReport])[];
  /** At the end, by part. */
  readonly digests: readonly PartDigest[];
  readonly digestsAtMarks: readonly PartDigest[];
}

/** The file names a venue that this version has no decoder for. */
export function unknownVenue(reader: SessionReader): never {
  throw new SessionFileError("newer", reader.path, `holds messages of ${reader.manifest.venue}, a venue this version does not know: use a newer one`);
}

/** Folds one worker's share of a session file, which it reads itself. */
export class PartitionReplay {
  private readonly reader: SessionReader;
  private readonly desk: Desk;
  private readonly marks: Iterator<Mark>;
  private readonly blocks: Iterator<BlockReader>;
  private readonly noteDigests: boolean;
  private readonly digestsAtMarks: PartDigest[] = [];
  private readonly frame: Frame = blankFrame();
  private block: BlockReader | null = null;
  private rx = 0;
  private mark: Mark | undefined;

  constructor({ tape, index, count, digestsAtMarks }: PartitionRequest) {
    this.reader = SessionReader.open(tape);
    const venue = venueNamed(this.reader.manifest.venue) ?? unknownVenue(this.reader);
    this.desk = new Desk({ venue, partition: partitionOf(index, count) });
    this.marks = this.reader.marks()[Symbol.iterator]();
    this.blocks = this.reader.blocks()[Symbol.iterator]();
    this.rx = this.reader.baseRx;
    for (const keyframe of this.reader.baseKeyframes()) this.desk.restoreOwn(keyframe);
    this.noteDigests = digestsAtMarks;
    this.mark = this.nextMark();
  }

  /** Folds up to and including frame `untilRx`, and the marks up to there. Returns the greatest event time of its messages. */
  advance(untilRx: number): number {
    while (this.rx < untilRx) {
      const block = this.blockOf(this.rx + 1);
      if (block === null) break;
      const stop = Math.min(untilRx, block.lastRx, this.mark?.afterRx ?? untilRx);
      for (let at = this.rx + 1 - block.firstRx; this.rx < stop; at++, this.rx++) {
        block.read(at, this.frame);
        this.desk.apply(this.frame);
      }
      while (this.mark !== undefined && this.mark.afterRx <= this.rx) {
        this.take(this.mark);
        this.mark = this.nextMark();
      }
    }
    return this.desk.eventMs;
  }

  /** The state as though this mark stood at the end. */
  finish(mark: Mark): PartitionReport {
    this.desk.mark(mark);
    const held = this.desk.instruments();
    return {
      ledger: { totals: this.desk.ledger.totals(), shared: [...this.desk.ledger.shared] },
      books: held.flatMap(({ id, book }) => (book ? [[id, reportBook(book)] as const] : [])),
      trades: held.flatMap(({ id, analytics }) => (analytics ? [[id, reportTrades(analytics)] as const] : [])),
      digests: this.digestsOf(
        held.map(({ id }) => id),
        this.rx,
      ),
      digestsAtMarks: this.digestsAtMarks,
    };
  }

  close(): void {
    this.reader.close();
  }

  private take(mark: Mark): void {
    this.desk.mark(mark);
    if (this.noteDigests) this.digestsAtMarks.push(...this.digestsOf(mark.keyframes, mark.afterRx));
  }

  private digestsOf(ids: readonly InstrumentId[], afterRx: number): PartDigest[] {
    return ids.flatMap((instrument) => {
      const held = this.desk.find(instrument);
      return (["book", "analytics"] as const).flatMap((part) => {
        const state = held?.[part]?.state();
        return state ? [{ afterRx, instrument, part, digest: stateDigest(state) }] : [];
      });
    });
  }

  private blockOf(rx: number): BlockReader | null {
    if (this.block === null || rx > this.block.lastRx) {
      const next = this.blocks.next();
      this.block = next.done ? null : next.value;
    }
    return this.block;
  }

  private nextMark(): Mark | undefined {
    const next = this.marks.next();
    return next.done ? undefined : next.value;
  }
}
