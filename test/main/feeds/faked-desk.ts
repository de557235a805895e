import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { feedCommandSchema } from "../../../src/core/contract/live.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import { BINANCE_SPOT_LIVE } from "../../../src/core/venues/binance/live.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { WorkerName } from "../../../src/main/compose.ts";
import { LiveDesk } from "../../../src/main/feeds/live-desk.ts";
import type { LiveDeskOptions } from "../../../src/main/feeds/live-desk-options.ts";
import { Feed } from "../../../src/workers/feed/feed.ts";
import { FoldLinks } from "../../../src/workers/feed/fold-links.ts";
import type { FeedWorld } from "../../../src/workers/feed/world.ts";
import { DeskShare } from "../../../src/workers/fold/desk-share.ts";
import { ServedLog } from "../../../src/workers/store/served-log.ts";
import { diffText, snapshotText, tradeText } from "../../core/binance-text.ts";
import { FakeExchange } from "../../workers/feed/fake-world.ts";
import { careful } from "../../../src/workers/fold/work-log.ts";
import { FakeDisk } from "./fake-disk.ts";
import { FakeNotes, poisoned } from "./poison.ts";
import { differences } from "./replay-disks.ts";
import { FakeProcess, type Life, type Program } from "./fake-host.ts";

export const SYMBOLS = ["AUSDT", "BUSDT", "CUSDT"];
const SAY_MS = 7;

interface FakedOptions extends Pick<LiveDeskOptions, "bookWorkers" | "analyticsWorkers"> {
  readonly rollEveryMs: number;
}

/** A live desk whose feeds, folds, recorder and shell are the real ones, on faked processes, sockets, disk and time. */
export class FakedDesk {
  readonly exchange = new FakeExchange();
  /** The files of the recording by name, in order. */
  readonly disks = new Map([["1", new FakeDisk()]]);
  readonly desk: LiveDesk;
  readonly troubles: string[] = [];
  readonly processes = new Map<string, FakeProcess>();
  started: "no" | "yes" | Error = "no";
  closed: number | Error | null = null;
  /** Of any feed, at most. */
  keptBytes = 0;
  refusal: string | null = null;
  /** How often other workers took the place of some, and what a change of their number failed by. */
  replaced = 0;
  unresized: string[] = [];
  postedBytes = 0;
  private readonly ids = new Map(SYMBOLS.map((symbol) => [symbol, 0]));
  readonly notes = new FakeNotes();
  private said = 0;
  private rollMs: number;

  /** `rollEveryMs`: the recording goes on in another file after so long. */
  constructor({ bookWorkers = 2, analyticsWorkers = 1, rollEveryMs = Number.POSITIVE_INFINITY }: Partial<FakedOptions> = {}) {
    const { time } = this.exchange;
    this.rollMs = time.nowMs + rollEveryMs;
    this.exchange.onRequest = (request) => {
      const symbol = new URL(request.url).searchParams.get("symbol") ?? "";
      time.schedule(() => request.answer(200, snapshotText(this.ids.get(symbol) ?? 0, "99 1, 98 2", "101 1, 102 2")), 20);
    };
    this.desk = new LiveDesk({
      host: { startWorker: (name, args) => this.startWorker(name, args) },
      venue: "binance",
      endpoint: null,
      symbols: SYMBOLS,
      tape: "1",
      nextTape: () => (time.nowMs < this.rollMs ? null : String(this.disks.size + (this.isBegun ? 0 : 1))),
      onMoved: () => void (this.rollMs += rollEveryMs),
      bookWorkers,
      analyticsWorkers,
      feedQueueMiB: 64,
      foldQueueMiB: 64,
      onSources: () => void this.replaced++,
      workNotes: this.notes,
      clock: () => time.nowMs,
      schedule: time.schedule,
    });
    this.desk.troubles.on(({ message }) => this.troubles.push(message));
    this.desk.onStatus(({ feed }) => (this.keptBytes = Math.max(this.keptBytes, feed?.queue.highWaterBytes ?? 0)));
    this.say();
  }

  start(): void {
    const fail = (error: unknown): void => void (this.started = error as Error);
    this.desk.start().then(() => (this.started = "yes"), fail);
  }

  resize(bookWorkers: number, analyticsWorkers: number, feedQueueMiB = 64): void {
    const size = { bookWorkers, analyticsWorkers, feedQueueMiB, foldQueueMiB: 64 };
    this.desk.resize(size).catch((error: unknown) => this.unresized.push((error as Error).message));
  }

  close(): void {
    const fail = (error: unknown): void => void (this.closed = error as Error);
    this.desk.close().then((rx) => (this.closed = rx), fail);
  }

  /** The processes that may be killed, by a short name. */
  get victims(): string[] {
    return [...this.processes.keys()].toSorted();
  }

  kill(victim: string): void {
    for (const [name, process] of this.processes) if (victim === "all" || victim === name) process.kill();
  }

  /** Whether every book is live, everything that came is in the log, and every fold worker has it. */
  get isWhole(): boolean {
    const { feed, books, analytics } = this.desk.status;
    const live = books.reduce((sum, book) => sum + (book?.live ?? 0), 0);
    if (![...this.processes.values()].every(({ isReady }) => isReady)) return false;
    if (feed === null || live !== SYMBOLS.length || !feed.connections.every(({ state }) => state === "open")) return false;
    return [...books, ...analytics].every((share) => share !== null && share.rx >= feed.rx - 500) && this.disk.committed >= feed.rx - 500;
  }

  async until(done: () => boolean, mostMs: number): Promise<void> {
    const { time } = this.exchange;
    for (const endMs = time.nowMs + mostMs; !done();) {
      if (time.nowMs >= endMs) throw new Error(`not so after ${mostMs} ms; troubles: ${this.troubles.join(" | ")}`);
      await time.advance(20);
    }
  }

  /** The file that is being recorded. */
  get disk(): FakeDisk {
    return [...this.disks.values()].at(-1) as FakeDisk;
  }

  private get isBegun(): boolean {
    return this.disks.size > 1 && this.disk.blocks.length === 0 && !this.disk.sealed;
  }

  /** The digests stored on the disks that a fold of all frames does not give, or a fold of their own file from its first keyframes. */
  differences(): string[] {
    return differences(this.disks);
  }

  private startWorker(name: WorkerName, args: readonly string[]): FakeProcess {
    const program: Record<string, () => Program> = {
      "feed-worker": () => this.feed(Number(args[2]), JSON.parse(args[3] ?? "[]") as { id: string; epoch: number }[], Number(args[4])),
      "store-worker": () => this.store(args[0] ?? ""),
      "book-worker": () => this.fold("book", args),
      "metadata-worker": () => listNothing,
      "analytics-worker": () => this.fold("analytics", args),
    };
    const key = name.startsWith("feed") || name.startsWith("store") ? name : `${name} ${args[1]}`;
    const before = this.processes.get(key);
    if (before !== undefined) this.postedBytes += before.postedBytes;
    const process = new FakeProcess(name, this.exchange.time, (program[name] as () => Program)(), name === "feed-worker" ? this.refusal : null);
    if (name === "metadata-worker") return process;
    this.processes.set(key, process);
    process.onStop(() => {
      if (this.processes.get(key) === process) this.processes.delete(key);
      if (before?.isReady === true) this.processes.set(key, before);
    });
    return process;
  }

  private feed(afterRx: number, previous: { id: string; epoch: number }[], feedsBefore: number): Program {
    return (port, life) => {
      const addresses = BINANCE_SPOT_LIVE.addresses("http://127.0.0.1:9");
      if (addresses === null) throw new Error("no address");
      const links = new FoldLinks();
      const feed = new Feed({
        venue: BINANCE_SPOT,
        profile: BINANCE_SPOT_LIVE,
        addresses,
        world: this.worldOf(life),
        post: (message) => {
          links.post(message);
          port.post(message);
        },
        afterRx,
        previous,
        feedsBefore,
      });
      port.onMessage((message) => {
        if (typeof message === "string") feed.take(feedCommandSchema.parse(JSON.parse(message)));
      });
      feed.start();
      return (fold) => links.join(fold);
    };
  }

  private worldOf(life: Life): FeedWorld {
    const { world } = this.exchange;
    return {
      ...world,
      schedule: life.schedule,
      openSocket: (url, events) => {
        const socket = world.openSocket(url, {
          onOpen: () => life.run(() => events.onOpen()),
          onMessage: (bytes, binary) => life.run(() => events.onMessage(bytes, binary)),
          onPulse: () => life.run(() => events.onPulse()),
          onClose: (code, reason) => life.run(() => events.onClose(code, reason)),
        });
        life.onKill(() => socket.end());
        return socket;
      },
    };
  }

  private store(tape: string): Program {
    const disk = this.diskOf(tape);
    return (port, life) => {
      const open = (disk: FakeDisk) => disk.open(life.isAlive, life.wait);
      const beginNext = (name: string) => open(this.next(name));
      new ServedLog(port, { log: disk.sealed ? { sealed: disk.committed } : open(disk), beginNext, schedule: life.schedule });
      return undefined;
    };
  }

  private fold(part: Part, [, index = "", count = "", tape = "", note = "", carefulRx = ""]: readonly string[]): Program {
    return (port, { schedule }) => {
      const parts = (id: InstrumentId): readonly Part[] =>
        SYMBOLS.indexOf(id.slice("binance:".length)) % Number(count) === Number(index) ? [part] : [];
      const partition = { countsControl: part === "book" && index === "0", parts };
      let files = [this.diskOf(tape)];
      const share = new DeskShare({
        venue: poisoned(BINANCE_SPOT, part),
        partition,
        work: { isCareful: careful(Number(carefulRx)), note: (work) => this.notes.set(note, work) },
        log: function* (afterRx) {
          for (const disk of files) yield* disk.read(afterRx);
        },
        base: () => ({ rx: files[0]?.baseRx ?? 0, keyframes: files[0]?.base() ?? [] }),
        onLogMoved: (next) => {
          if (files.at(-1) !== this.diskOf(next)) files = [...files.slice(-1), this.diskOf(next)];
        },
        clock: () => this.exchange.time.nowMs,
        schedule,
      });
      share.join(port);
      return (feed) => share.follow(feed);
    };
  }

  private diskOf(name: string): FakeDisk {
    const disk = this.disks.get(name);
    if (disk === undefined) throw new Error(`there is no file ${name}`);
    return disk;
  }

  /** Begins the next file, or goes on with it where a store that died had begun it. */
  private next(name: string): FakeDisk {
    const before = this.disks.get(String(Number(name) - 1)) as FakeDisk;
    if (!before.sealed) throw new Error("the file before is not sealed");
    const disk = this.disks.get(name) ?? new FakeDisk(before);
    this.disks.set(name, disk);
    return disk;
  }

  /** The market goes on, whoever listens. */
  private say(): void {
    const { time } = this.exchange;
    const symbol = SYMBOLS[this.said++ % SYMBOLS.length] as string;
    const id = (this.ids.get(symbol) ?? 0) + 1;
    this.ids.set(symbol, id);
    const E = time.wallOffsetMs + time.nowMs;
    const bids = `${90 + (id % 9)} ${id % 5}`;
    const stream = symbol.toLowerCase();
    for (const socket of this.exchange.live) {
      if (!socket.subscribed.has(`${stream}@depth@100ms`)) continue;
      socket.say(diffText({ symbol, U: id, u: id, bids, E: Math.round(E) }));
      if (id % 3 === 0) socket.say(tradeText({ symbol, id, ms: Math.round(E), price: "100", qty: "1" }));
    }
    time.schedule(() => this.say(), SAY_MS);
  }
}

/** A market that lists no instrument. */
const listNothing: Program = (port) => {
  port.post(JSON.stringify({ type: "markets.end", count: 0 }));
  return undefined;
};
