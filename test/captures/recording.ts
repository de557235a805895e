import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Frame } from "../../src/core/contract/frame.ts";

export const capturesFolder = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";

/** Whether the recordings are on this machine; where they are not, their tests are skipped and one line says so. */
export const capturesPresent = existsSync(join(capturesFolder, "binance-spot"));
if (!capturesPresent) console.log(`skipped: no captures at ${capturesFolder}; name their folder in TAPEDECK_CAPTURES`);

type LevelText = readonly [price: string, qty: string];

/** What the captures' own README promises of the books: computed there with exact decimals by other code. */
export interface Expected {
  readonly lines: number;
  readonly lastUpdateId: number;
  readonly depthEvents: number;
  readonly droppedBeforeSnapshot: number;
  readonly lastU: number;
  readonly trades: number;
  readonly checkpoints: readonly {
    /** Counted in applied depth events. */
    readonly afterEvent: number;
    readonly u: number;
    readonly bidLevels: number;
    readonly askLevels: number;
    readonly bids: readonly LevelText[];
    readonly asks: readonly LevelText[];
  }[];
}

export function expectedOf(market: "binance-spot" | "binance-usdm", index: number): Expected {
  const all = JSON.parse(readFileSync(join(capturesFolder, market, "expected.json"), "utf8")) as Expected[];
  const expected = all[index];
  if (expected === undefined) throw new Error(`${market}/expected.json has no entry ${index}`);
  return expected;
}

/**
 * A recording with lines of `<receive time> <verbatim message>`; a line without the stream's wrapper is the REST depth snapshot of
 * `symbol`. Several files are one recording.
 */
export class Recording {
  readonly lines: number;
  private readonly bytes: Uint8Array;
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly symbol: string;

  constructor(symbol: string, files: readonly string[]) {
    this.symbol = symbol;
    const bytes = Buffer.concat(files.map((file) => gunzipSync(readFileSync(join(capturesFolder, file)))));
    this.bytes = bytes;
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(10, at);
      const end = newline < 0 ? bytes.length : newline;
      this.starts.push(bytes.indexOf(32, at) + 1);
      this.ends.push(end);
      at = end + 1;
    }
    this.lines = this.starts.length;
  }

  /** The message of line `index`, from 0. */
  text(index: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).toString("utf8", this.starts[index], this.ends[index]);
  }

  /** The frames of lines `from..to` in the order recorded; the object is reused. */
  *frames(from = 0, to = this.lines): Generator<Frame> {
    const frame: Frame = { rx: 0, kind: "recv", conn: "ws", epoch: 1, url: "", bytes: this.bytes, start: 0, end: 0 };
    for (let line = from; line < to; line++) yield this.fill(frame, line);
  }

  /** The same frames, numbered anew, but with the REST snapshot before everything else. */
  *framesAfterSnapshot(): Generator<Frame> {
    const frame: Frame = { rx: 0, kind: "recv", conn: "ws", epoch: 1, url: "", bytes: this.bytes, start: 0, end: 0 };
    const snapshot = this.starts.findIndex((start) => this.isSnapshot(start));
    let rx = 0;
    yield Object.assign(this.fill(frame, snapshot), { rx: ++rx });
    for (let line = 0; line < this.lines; line++) if (line !== snapshot) yield Object.assign(this.fill(frame, line), { rx: ++rx });
  }

  private fill(frame: Frame, line: number): Frame {
    const start = this.starts[line] as number;
    const rest = this.isSnapshot(start);
    return Object.assign(frame, {
      rx: line + 1,
      kind: rest ? "rest" : "recv",
      url: rest ? `/api/v3/depth?symbol=${this.symbol}` : "",
      start,
      end: this.ends[line] as number,
    });
  }

  private isSnapshot(start: number): boolean {
    const wrapper = '{"stream":';
    for (let i = 0; i < wrapper.length; i++) if (this.bytes[start + i] !== wrapper.charCodeAt(i)) return true;
    return false;
  }
}
