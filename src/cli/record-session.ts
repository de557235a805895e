import { rmSync } from "node:fs";
import type { DeskMeter } from "../main/status/desk-meter.ts";
import type { LiveDesk } from "../main/feeds/live-desk.ts";
import type { LiveDeskStatus } from "../main/feeds/live-desk-options.ts";
import { announceDesk } from "../main/status/announce-desk.ts";
import { CommandFailure } from "./command.ts";
import { FirstContact } from "./first-contact.ts";

/** By then every symbol that an exchange does not know was refused, ms; a book may take longer to be live. */
const EARLY_MS = 20_000;

/** What `record` prints. */
export interface Recorded {
  readonly frames: number;
  readonly dropped: number;
  readonly gaps: number;
  /** The most bytes that waited for the store at once. */
  readonly queueHighWater: number;
}

/** What is to be recorded. */
export interface WantedRecording {
  readonly venue: string;
  readonly tape: string;
  /** The file as the user named it. */
  readonly out: string;
  /** How many books must be live before the recording has begun. */
  readonly books: number;
  /** How long from then on; null: until the user stops it. */
  readonly seconds: number | null;
}

/**
 * Records until it is over or the user stops it, and seals the file. Rejects with a {@link CommandFailure} where a worker is lost for good,
 * and, before all books are live, where the exchange cannot be heard or refuses a symbol: a file that holds nothing is removed then.
 */
export async function recordSession(
  desk: LiveDesk,
  meter: DeskMeter,
  { venue, tape, out, books, seconds }: WantedRecording,
  onStatus: (status: LiveDeskStatus) => void,
): Promise<Recorded> {
  const startMs = performance.now();
  const contact = new FirstContact(startMs);
  let begun = false;
  /** What else was said at the start: where the recording fails there, only why it did is told. */
  const early: string[] = [];
  const tell = (message: string): void => {
    if (begun) process.stderr.write(`tapedeck: ${message}\n`);
    else early.push(message);
  };
  const begin = (): void => {
    begun = true;
    for (const message of early.splice(0)) tell(message);
  };
  const failed = new Promise<never>((_, reject) => {
    desk.troubles.on(({ worker, message, fatal, refused }) => {
      // Aggregates can be computed again from the file: the recording goes on without them.
      if (fatal && worker !== "analytics-worker") reject(new CommandFailure(message));
      else if (refused !== undefined && !begun) reject(new CommandFailure(`${message}; correct it in --symbols, or leave it out`));
      else tell(message);
    });
    desk.onStatus((status) => {
      const reason = contact.note(status, performance.now());
      if (contact.made && performance.now() > startMs + EARLY_MS) begin();
      if (reason !== null) reject(new CommandFailure(`${venue} cannot be recorded: ${reason}; check the network and --endpoint, then start again`));
    });
  });
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const allLive = new Promise<void>((resolve) => {
    desk.onStatus((status) => {
      onStatus(status);
      if (status.books.reduce((sum, book) => sum + (book?.live ?? 0), 0) >= books) resolve();
    });
  });
  const over = async (): Promise<void> => {
    await allLive;
    if (seconds !== null) await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    else await interrupted;
  };
  void Promise.race([allLive, interrupted]).then(begin);
  meter.warned.on(({ message }) => tell(message));
  const conceal = await announceDesk(desk, meter, "record", process.env, tell);
  try {
    await Promise.race([started(desk), interrupted, failed]);
    await Promise.race([over(), interrupted, failed]);
    return await resultOf(desk);
  } catch (error) {
    // What was recorded until then is sealed, where the store can still do that.
    const sealed = await desk.close().then(
      () => true,
      () => false,
    );
    if (sealed && !contact.made && !contact.unreadable) rmSync(tape);
    else if (sealed && error instanceof CommandFailure) throw new CommandFailure(`${error.message} (what was recorded until then is in ${out})`);
    throw error;
  } finally {
    meter.stop();
    await desk.stop();
    await conceal();
  }
}

/** What a worker says that cannot do its work is for the user: the file cannot be written, an address is none. */
async function started(desk: LiveDesk): Promise<void> {
  try {
    await desk.start();
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function resultOf(desk: LiveDesk): Promise<Recorded> {
  const frames = await desk.close();
  const { feed, books } = desk.status;
  return {
    frames,
    dropped: feed?.queue.droppedFrames ?? 0,
    gaps: books.reduce((sum, share) => sum + (share?.gaps ?? 0), 0),
    queueHighWater: feed?.queue.highWaterBytes ?? 0,
  };
}
