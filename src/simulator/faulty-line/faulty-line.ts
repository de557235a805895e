import { Settled } from "../../core/book/frame-counts.ts";
import { OrderBook } from "../../core/book/order-book.ts";
import { Synchroniser } from "../../core/book/synchroniser.ts";
import { ConnectionSequence } from "../../core/venues/connection-sequence.ts";
import type { BookDialect } from "./book-dialect.ts";
import { BookTeller, type Told } from "./book-teller.ts";
import { TrueBook, type TrueLevels, type TrueSide } from "./true-book.ts";

const CONN = "ws";
/** Messages that may still come again. */
const REMEMBERED = 16;

/**
 * A true book, a venue that tells of it, and a line between the venue and our synchroniser on which everything goes wrong that can: messages
 * are lost, come twice or in another order, cannot be read; the connection ends; snapshots are old, early, or never come. Time is the order
 * of the steps. After each of them the book must be the true one, or not be readable.
 */
export class FaultyLine {
  /** Diffs that were given to the book, and steps after which it could be read. */
  diffs = 0;
  readable = 0;
  /** The first thing that was not so; null where all was well. */
  lie: string | null = null;
  readonly sync: Synchroniser;
  private readonly dialect: BookDialect;
  private readonly truth: TrueBook;
  private readonly teller: BookTeller;
  private readonly book = new OrderBook();
  private readonly numbers = new ConnectionSequence();
  private line: Told[] = [];
  private readonly past: Told[] = [];
  private rx = 0;
  private appliedVersion = 0;

  constructor(dialect: BookDialect) {
    this.dialect = dialect;
    this.truth = new TrueBook(dialect.depth);
    this.teller = new BookTeller(this.truth, dialect);
    this.sync = new Synchroniser(this.book, dialect.policy, new Settled());
    this.reconnect();
  }

  /** Does one thing; the low four bits of `chance` say which, the others how. */
  step(chance: number): void {
    const how = chance >>> 4;
    const what = chance & 15;
    if (what <= 6) this.happen(how);
    else this.fault(what, how);
    this.judge(what);
  }

  /** All faults are over: the line is opened anew and everything comes. Says whether the book is live. */
  recover(): boolean {
    this.sync.disconnect(++this.rx);
    this.reconnect();
    for (let n = 0; n < 2; n++) this.happen(n + 1);
    if (this.dialect.policy.snapshots === "rest") this.answer(this.truth.version);
    this.happen(3);
    this.judge(16);
    return this.sync.quality === "live";
  }

  private get inBand(): boolean {
    return this.dialect.policy.snapshots === "in-band";
  }

  private fault(what: number, how: number): void {
    switch (what) {
      case 7: // something happens, and its message is on its way for longer
        this.truth.change(how);
        this.line.push(this.teller.diff(how));
        break;
      case 8: {
        const told = this.line[0];
        if (told !== undefined) this.hear(told);
        break; // it is still on the line, and comes again
      }
      case 9: {
        const told = this.past[how % Math.max(1, this.past.length)];
        if (told !== undefined) this.hear(told);
        break;
      }
      case 10:
        this.truth.change(how);
        this.line.push(this.teller.diff(how));
        this.line.splice(how % this.line.length, 1);
        break;
      case 11:
        this.line.splice(0, 2, ...this.line.slice(0, 2).reverse());
        break;
      case 12:
        this.snapshot(how);
        break;
      case 13:
        this.close(how);
        break;
      case 14:
        // A message that cannot be read: where it still says whose it is, its book is known not to be true from here on.
        if (this.line.shift() !== undefined && how % 2 === 0) this.sync.lost("malformed", ++this.rx);
        break;
      case 15:
        this.note(how);
        break;
    }
  }

  /** The book changes, the venue says so, and the oldest message on the line arrives. */
  private happen(how: number): void {
    this.truth.change(how);
    if (how % 5 === 0) this.line.push(this.teller.other());
    this.line.push(this.teller.diff(how));
    while (this.line.length > 0) {
      this.hear(this.line.shift() as Told);
      if (how % 3 === 0) break;
    }
  }

  /** A snapshot that was asked for over REST comes, newer or older than the diffs that have come; or the book is subscribed anew. */
  private snapshot(how: number): void {
    if (this.inBand) this.line.push(this.teller.snapshot(this.truth.version));
    else this.answer(Math.max(0, this.truth.version - (how % 6)));
  }

  private answer(version: number): void {
    this.sync.snapshot(this.teller.snapshot(version).update, ++this.rx, "rest");
  }

  private close(how: number): void {
    if (how % 4 !== 0) this.sync.disconnect(++this.rx);
    else if (this.inBand) return; // an end that nobody wrote down shows in what comes next, where that has numbers; else nothing is lost yet
    if (how % 2 === 0) this.reconnect();
    else this.line = [];
  }

  private reconnect(): void {
    this.line = [];
    this.past.length = 0;
    this.numbers.forget(CONN);
    this.teller.reconnect();
    this.sync.down = false;
    if (this.inBand) this.line.push(this.teller.snapshot(this.truth.version));
  }

  /** What our own feed writes down: frames it had no room for, or silence. */
  private note(how: number): void {
    if (how % 3 === 0) this.sync.silence();
    else if (this.line.splice(0, how % 3).length > 0) this.sync.lost("overflow", ++this.rx);
  }

  private hear(told: Told): void {
    this.rx++;
    this.past.unshift(told);
    this.past.length = Math.min(this.past.length, REMEMBERED);
    if (this.dialect.connectionNumbers) {
      const step = this.numbers.step(CONN, told.number);
      if (step === "break") this.sync.lost("sequence", this.rx);
      if (step === "repeat") return;
    }
    if (told.kind === "other") return;
    if (told.kind === "diff") this.diffs++;
    const outcome = told.kind === "snapshot" ? this.sync.snapshot(told.update, this.rx, CONN) : this.sync.diff(told.update, this.rx, CONN);
    if (outcome === "applied") this.appliedVersion = told.version;
  }

  private judge(what: number): void {
    const { quality, lastUpdateId } = this.sync;
    if ((quality !== "live" && quality !== "unverified") || this.lie !== null) return;
    this.readable++;
    const version = this.dialect.ids === "none" ? this.appliedVersion : this.teller.versionOf(Number(lastUpdateId));
    const truth: TrueLevels | null = version === null ? null : this.truth.at(version);
    if (truth !== null && this.shows("bids", truth.bids) && this.shows("asks", truth.asks)) return;
    this.lie = `${this.dialect.name}: ${quality} at ${lastUpdateId} (version ${version}), yet not the true book, after step ${what}, frame ${this.rx}`;
  }

  private shows(side: "bids" | "asks", truth: TrueSide): boolean {
    const { book } = this;
    if ((side === "bids" ? book.bidLevels : book.askLevels) !== truth.length) return false;
    return truth.every(({ price, qty }, rank) => {
      const level = side === "bids" ? book.bidAt(rank) : book.askAt(rank);
      return level.price === price && level.qty === qty;
    });
  }
}
