import { DepthUpdate } from "../../core/book/depth-update.ts";
import type { BookDialect } from "./book-dialect.ts";
import { changesBetween, type TrueBook, type TrueLevels, type TrueSide } from "./true-book.ts";

/** One message of a venue, as a decoder would give it. */
export interface Told {
  readonly kind: "diff" | "snapshot" | "other";
  /** The true version it leads to. */
  readonly version: number;
  /** Its number on the connection. */
  readonly number: number;
  readonly update: DepthUpdate;
}

const SCALE = { price: 0, qty: 0 };
/** Where ids that begin anew begin: far below any before, and never twice the same. */
const FIRST_ID = 1_000_000_000;
const ANEW = 1_000_000;

/** Tells of a true book as the venues of a dialect do. */
export class BookTeller {
  private readonly book: TrueBook;
  private readonly dialect: BookDialect;
  /** The id after each version, and the versions by id. */
  private readonly ids: number[] = [FIRST_ID];
  private readonly versions = new Map<number, number>([[FIRST_ID, 0]]);
  private numbers = 0;
  private begun = 0;

  constructor(book: TrueBook, dialect: BookDialect) {
    this.book = book;
    this.dialect = dialect;
  }

  /** The version that an id stands for; null where no message ever had it. */
  versionOf(id: number): number | null {
    return this.versions.get(id) ?? null;
  }

  /** The connection is a new one: what runs over it begins anew. */
  reconnect(): void {
    this.numbers = 0;
  }

  /** What is said of the newest change. `chance` decides whether ids begin anew, where they can, and how far they step. */
  diff(chance: number): Told {
    const { version } = this.book;
    const before = this.ids[version - 1] as number;
    const [after, now] = [this.book.at(version - 1), this.book.at(version)];
    const id = this.idAfter(before, chance);
    this.ids[version] = id;
    this.versions.set(id, version);
    const update = new DepthUpdate();
    const { ids } = this.dialect;
    const first = ids === "ranges" || ids === "gapped" ? before + 1 : id;
    update.begin(ids === "none" ? { checksum: this.checksum(now) } : { first, last: id, prev: before, checksum: null });
    update.scale = SCALE;
    for (const side of ["bids", "asks"] as const) {
      // A level that better ones pushed out is still there: the client cuts it off by itself.
      const worst = now[side].at(-1)?.price ?? 0;
      const cut = now[side].length === this.dialect.depth;
      const beyond = (price: number): boolean => cut && (side === "bids" ? price < worst : price > worst);
      this.fill(update, side, changesBetween(after[side], now[side], beyond));
    }
    return { kind: "diff", version, number: this.numbers++, update };
  }

  snapshot(version: number): Told {
    const update = new DepthUpdate();
    const levels = this.book.at(version);
    const last = this.dialect.ids === "none" ? 0 : (this.ids[version] as number);
    update.begin({ first: last, last, checksum: this.checksum(levels), depthLimit: this.dialect.depth });
    update.scale = SCALE;
    for (const side of ["bids", "asks"] as const) this.fill(update, side, levels[side]);
    return { kind: "snapshot", version, number: this.numbers++, update };
  }

  /** A message of another channel. */
  other(): Told {
    return { kind: "other", version: 0, number: this.numbers++, update: new DepthUpdate() };
  }

  private idAfter(before: number, chance: number): number {
    switch (this.dialect.ids) {
      case "steps":
        return before + 1;
      case "ranges":
      case "gapped":
        return before + 1 + (chance % 4);
      case "chain":
        if (chance % 13 !== 0) return before + 1 + (chance % 4);
        return FIRST_ID - ++this.begun * ANEW;
      case "none":
        return before + 1;
    }
  }

  private fill(update: DepthUpdate, side: "bids" | "asks", levels: TrueSide): void {
    const list = update[side];
    for (const { price, qty } of levels) list.push(price, qty);
    const { checksum } = this.dialect.policy;
    if (checksum !== null) list.texts = levels.map(({ price, qty }) => checksum.levelText(String(price), String(qty)));
  }

  private checksum({ bids, asks }: TrueLevels): number | null {
    const { checksum } = this.dialect.policy;
    if (checksum === null) return null;
    const texts = (side: TrueSide): string[] =>
      side.slice(0, checksum.levels).map(({ price, qty }) => checksum.levelText(String(price), String(qty)));
    return checksum.of(texts(bids), texts(asks));
  }
}
