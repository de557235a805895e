import fc from "fast-check";
import { diffText, snapshotText } from "../binance-text.ts";
import { close, depthAnswer, open, recv, type Said } from "../frames.ts";
import { SYMBOL } from "./script.ts";

/** One change of one level; the engine's id orders all of them. */
interface Change {
  readonly id: number;
  readonly side: "bids" | "asks";
  readonly price: number;
  readonly qty: number;
}

/** The venue's message about the changes with ids `U..u`. */
interface Diff {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly changes: readonly Change[];
}

export type Levels = ReadonlyMap<number, number>;

/** What truly happened to a book, and how the venue tells of it: as diffs in order, or as a snapshot at any id. */
export class History {
  readonly diffs: readonly Diff[];
  readonly symbol: string;
  private readonly futures: boolean;

  constructor(diffs: readonly Diff[], futures: boolean, symbol: string) {
    this.symbol = symbol;
    this.diffs = diffs;
    this.futures = futures;
  }

  /** The true levels of one side after the change `id`. */
  at(id: number, side: Change["side"]): Levels {
    const levels = new Map<number, number>();
    for (const change of this.diffs.flatMap(({ changes }) => changes)) {
      if (change.id > id || change.side !== side) continue;
      if (change.qty === 0) levels.delete(change.price);
      else levels.set(change.price, change.qty);
    }
    return levels;
  }

  diff(index: number): Said {
    const { U, u, pu, changes } = this.diffs[index] as Diff;
    const final = (side: Change["side"]): string => {
      const last = new Map(changes.filter((change) => change.side === side).map(({ price, qty }) => [price, qty]));
      return [...last].map(([price, qty]) => `${price} ${qty}`).join(",");
    };
    return recv(diffText({ symbol: this.symbol, U, u, ...(this.futures ? { pu } : {}), bids: final("bids"), asks: final("asks") }));
  }

  snapshot(id: number): Said {
    const text = (levels: Levels): string => [...levels].map(([price, qty]) => `${price} ${qty}`).join(",");
    return depthAnswer(this.symbol, snapshotText(id, text(this.at(id, "bids")), text(this.at(id, "asks"))));
  }
}

const change = fc.record({ buy: fc.boolean(), distance: fc.integer({ min: 1, max: 6 }), qty: fc.nat(4), skip: fc.nat(2) });

/** Histories of up to 24 diffs of one to four changes. On futures, ids of other symbols lie within and between the diffs. */
export function historyOf(futures: boolean, symbol = SYMBOL): fc.Arbitrary<History> {
  return fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 6, maxLength: 24 }).map((events) => {
    let id = 100;
    let pu = 100;
    const diffs = events.map((event) => {
      const U = id + 1;
      const changes = event.map(({ buy, distance, qty, skip }): Change => {
        id += futures ? 1 + skip : 1;
        return { id, side: buy ? "bids" : "asks", price: buy ? 1000 - distance : 1000 + distance, qty };
      });
      const diff = { U, u: id, pu, changes };
      pu = id;
      if (futures) id += event[0]?.skip ?? 0;
      return diff;
    });
    return new History(diffs, futures, symbol);
  });
}

/** What may happen to the messages on their way; `at` picks the message or the id it happens to. */
export interface Mishap {
  readonly what: "deliver" | "drop" | "repeat" | "swap" | "snapshot" | "old snapshot" | "early snapshot" | "reconnect" | "close" | "garble";
  readonly at: number;
}

const weights: readonly (readonly [Mishap["what"], number])[] = [
  ["deliver", 30], ["drop", 1], ["repeat", 3], ["swap", 1], ["snapshot", 6], ["old snapshot", 2], ["early snapshot", 2], ["reconnect", 1], ["close", 1], ["garble", 1],
]; // prettier-ignore

export const mishaps: fc.Arbitrary<Mishap[]> = fc.array(
  fc.record({ what: fc.oneof(...weights.map(([what, weight]) => ({ weight, arbitrary: fc.constant(what) }))), at: fc.nat(1000) }),
  { minLength: 10, maxLength: 60 },
);

/**
 * The frames that reach the desk when these mishaps befall a history. They never touch its last two diffs: with a snapshot between them,
 * newer than any before, those end the script, so that the book can be known again whatever went wrong.
 */
export function* deliver(history: History, plan: readonly Mishap[]): Generator<Said> {
  const tail = history.diffs.length - 2;
  const lastId = (history.diffs[tail - 1] as Diff).u;
  const queue = history.diffs.slice(0, tail).map((_, index) => index);
  let sent = 0;
  let epoch = 1;
  const idSent = (): number => (history.diffs[sent] as Diff).u;
  yield open(epoch);
  for (const { what, at } of plan) {
    switch (what) {
      case "deliver":
      case "drop": {
        const index = queue.shift();
        if (index === undefined) break;
        sent = Math.max(sent, index);
        if (what === "deliver") yield history.diff(index);
        break;
      }
      case "repeat":
        yield history.diff(at % (sent + 1));
        break;
      case "swap":
        queue.splice(0, 2, ...queue.slice(0, 2).reverse());
        break;
      case "snapshot":
        yield history.snapshot(Math.max(100, idSent() - (at % 4)));
        break;
      case "old snapshot":
        yield history.snapshot(100 + (at % (idSent() - 99)));
        break;
      case "early snapshot":
        yield history.snapshot(Math.min(lastId, idSent() + (at % 8)));
        break;
      case "reconnect":
        yield close();
        yield open(++epoch);
        break;
      case "close":
        yield close();
        break;
      case "garble":
        yield recv(`{"stream":"${history.symbol.toLowerCase()}@depth","data":{"e":"depthUp`);
    }
  }
  yield close();
  yield open(++epoch);
  yield history.diff(tail);
  yield history.snapshot((history.diffs[tail] as Diff).U);
  yield history.diff(tail + 1);
}
