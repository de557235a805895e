import type { RecordedFrame } from "../../core/contract/frame.ts";
import { BlockWriter } from "../../core/contract/frame-block.ts";
import { Desk, type HeldInstrument } from "../../core/desk/desk.ts";
import { deskDigest, encodeState, instrumentDigest, stateDigest } from "../../core/desk/part-state.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { FOLD_VERSION } from "../../core/session/fold-version.ts";
import type { Mark } from "../../core/session/mark.ts";
import { MarkRule } from "../../core/session/mark-rule.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { quarantineRow, WRITER } from "../store/session-rows.ts";
import { SessionWriter } from "../store/session-writer.ts";
import { ConnectionEpochs } from "./connection-epochs.ts";

export interface ImportOptions {
  readonly venue: Venue;
  /** The session file to make. An existing one stays as it is until the import has succeeded. */
  readonly out: string;
  readonly format: string;
  /** Names of the files that are read, for the manifest. */
  readonly files: readonly string[];
  readonly onProgress?: (frames: number) => void;
}

export interface ImportResult {
  readonly frames: number;
  readonly digest: string;
  readonly instruments: readonly InstrumentId[];
}

/** Frames between two reports of progress. */
const PROGRESS_EVERY = 10_000;

/** Frames in groups: each group is read to its end before the next is asked for. */
export type FrameGroups = AsyncIterable<Iterable<RecordedFrame>> | Iterable<Iterable<RecordedFrame>>;

/**
 * Folds frames and stores them as a session file, with marks, keyframes and digests. Throws what the source throws, and a
 * SessionFileError where the file cannot be written; then nothing of the import remains.
 */
export async function importFrames(source: FrameGroups, options: ImportOptions): Promise<ImportResult> {
  const { venue, out, format, files, onProgress } = options;
  const writer = SessionWriter.create(out, {
    writer: WRITER,
    source: "import",
    venue: venue.name,
    sessionRx: 1,
    format,
    files: [...files],
  });
  try {
    const session = new ImportedSession(venue, writer);
    for await (const group of source) {
      for (const frame of group) {
        session.add(frame);
        if (session.blockIsFull) await session.flush();
        if (onProgress !== undefined && frame.rx % PROGRESS_EVERY === 0) onProgress(frame.rx);
      }
    }
    const result = await session.finish();
    await writer.close();
    return result;
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** The fold and the file of an import, side by side. */
class ImportedSession {
  private readonly desk: Desk;
  private readonly rule: MarkRule;
  private readonly epochs = new ConnectionEpochs();
  private readonly writer: SessionWriter;
  private readonly block = new BlockWriter();
  private frames = 0;

  constructor(venue: Venue, writer: SessionWriter) {
    this.desk = new Desk({ venue });
    this.rule = new MarkRule(venue.name);
    this.writer = writer;
  }

  get blockIsFull(): boolean {
    return this.block.full;
  }

  add(frame: RecordedFrame): void {
    const { desk } = this;
    this.epochs.complete(frame);
    this.block.add(frame);
    if (frame.quarantined !== undefined) this.writer.appendGap(quarantineRow({ rx: frame.rx, byRx: frame.rx, instrument: frame.quarantined }));
    desk.apply(frame);
    this.frames = frame.rx;
    const instrument = desk.lastSlot < 0 ? null : (desk.instruments()[desk.lastSlot] as HeldInstrument).id;
    const mark = this.rule.after(frame.rx, instrument, frame.end - frame.start, frame.kind === "rest" || desk.lastIsSnapshot, desk.eventMs);
    if (mark !== null) this.store(mark);
  }

  async flush(): Promise<void> {
    await this.writer.appendBlock(this.block.finish());
  }

  async finish(): Promise<ImportResult> {
    const ids = this.desk.instruments().map(({ id }) => id);
    const digests = this.store(this.rule.closing(ids));
    if (this.block.count > 0) await this.flush();
    for (const { id, book } of this.desk.instruments()) {
      this.writer.appendInstrument({ instrument: id, tickSize: null, lotSize: null });
      for (const gap of book?.sync.gaps ?? []) this.writer.appendGap({ instrument: id, ...gap });
    }
    return { frames: this.frames, digest: deskDigest(digests), instruments: ids };
  }

  /** Folds a mark and stores it with the keyframes and digests it names. */
  private store(mark: Mark): Map<InstrumentId, string> {
    this.desk.mark(mark);
    this.writer.appendMark(mark);
    const digests = new Map<InstrumentId, string>();
    for (const instrument of mark.keyframes) {
      const { book, analytics } = this.desk.find(instrument) as HeldInstrument;
      if (book === null || analytics === null) throw new Error(`${instrument} is not held whole`);
      const states = { book: book.state(), analytics: analytics.state() };
      for (const part of ["book", "analytics"] as const) {
        this.writer.appendKeyframe({ afterRx: mark.afterRx, instrument, part, foldVersion: FOLD_VERSION, bytes: encodeState(states[part]) });
      }
      const digest = instrumentDigest(stateDigest(states.book), stateDigest(states.analytics));
      this.writer.appendDigest({ afterRx: mark.afterRx, instrument, foldVersion: FOLD_VERSION, digest });
      digests.set(instrument, digest);
    }
    return digests;
  }
}
