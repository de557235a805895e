import * as z from "zod";
import { readCandleKind } from "../../core/candles/candle-kind.ts";
import type { Command } from "../../core/contract/desk.ts";
import { readSaved } from "../stores/read-saved.ts";
import { Store } from "../stores/store.ts";

const KEY = "tapedeck.chart";
const VERSION = 1;
/** More do not fit beside each other. */
const MOST_FAVOURITES = 8;

/** What bars by activity go by: trades, base, quote, price range. */
export const MEASURES = ["tick", "volume", "dollar", "range"] as const;

/** One of {@link MEASURES}. */
export type Measure = (typeof MEASURES)[number];

const kindName = z
  .string()
  .max(40)
  .refine((name) => readCandleKind(name) !== undefined);
const sizes = z.object({ tick: z.string(), volume: z.string(), dollar: z.string(), range: z.string() });
const savedSchema = z.object({ version: z.literal(VERSION), interval: kindName, favourites: z.array(kindName).max(MOST_FAVOURITES), sizes });

type Saved = Omit<z.infer<typeof savedSchema>, "version">;

const FIRST: Saved = {
  interval: "1m",
  favourites: ["1m", "5m", "15m", "1h", "4h", "1d"],
  sizes: { tick: "100", volume: "10", dollar: "100000", range: "10" },
};

export interface IntervalChoiceOptions {
  /** Tells every source. */
  readonly send: (command: Command) => void;
  /** Where the choice survives a reload. */
  readonly memory: Pick<Storage, "getItem" | "setItem">;
}

/** Which candles the chart shows, which of them stand in its row of favourites, and the sizes of bars by activity. */
export class IntervalChoice {
  readonly state: Store<Saved>;
  private readonly options: IntervalChoiceOptions;

  constructor(options: IntervalChoiceOptions) {
    this.options = options;
    this.state = new Store(read(options.memory));
  }

  get chosen(): string {
    return this.state.get().interval;
  }

  choose(interval: string): void {
    if (interval === this.chosen || readCandleKind(interval) === undefined) return;
    const [measure = "", size = ""] = interval.split(":");
    const { sizes: before } = this.state.get();
    this.save({ interval, ...(Object.hasOwn(before, measure) && { sizes: { ...before, [measure]: size } }) });
    this.options.send(this.command);
  }

  /** Puts it into the row of favourites, in the order of the menu, or takes it out. */
  toggleFavourite(interval: string, order: readonly string[]): void {
    const { favourites } = this.state.get();
    const others = favourites.filter((name) => name !== interval);
    if (others.length < favourites.length) this.save({ favourites: others });
    else if (others.length < MOST_FAVOURITES) {
      const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
      this.save({ favourites: [...others, interval].toSorted((a, b) => place(a) - place(b)) });
    }
  }

  get favouritesAreFull(): boolean {
    return this.state.get().favourites.length >= MOST_FAVOURITES;
  }

  /** What a source is to be told when a port to it opens. */
  get command(): Command {
    return { type: "focus.interval", interval: this.chosen };
  }

  private save(change: Partial<Saved>): void {
    this.state.set({ ...this.state.get(), ...change });
    this.options.memory.setItem(KEY, JSON.stringify({ version: VERSION, ...this.state.get() }));
  }
}

function read(memory: Pick<Storage, "getItem">): Saved {
  const { version: _, ...saved } = readSaved(memory, KEY, savedSchema) ?? { version: VERSION, ...FIRST };
  return saved;
}
