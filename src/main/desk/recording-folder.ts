import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Undo } from "../../core/contract/port.ts";
import type { Host } from "../compose.ts";
import { LockedError, takeLock } from "../feeds/recording-lock.ts";
import { Recordings, retain, type Retention, unsealed } from "../feeds/recordings.ts";
import { recoverRecordings } from "../feeds/recover-recordings.ts";
import { DEFAULT_RETENTION } from "../settings/settings.ts";

export interface RecordingFolderOptions {
  readonly host: Pick<Host, "startWorker">;
  readonly folder: string;
  /** Under which the recordings are kept: two desks never record under the same name. */
  readonly name: string;
  /** Says a line to whoever started the program. */
  readonly say: (line: string) => void;
  readonly onTrouble: (message: string) => void;
}

/** The folder that a desk records to, held by that desk alone: what another left there unsealed is sealed, what is too old is deleted. */
export class RecordingFolder {
  /** The file that is being recorded; null before there is one. */
  tape: string | null = null;
  private readonly options: RecordingFolderOptions;
  private readonly recordings: Recordings;
  private readonly unlock: Undo;
  private recovering: Promise<void> = Promise.resolve();
  private released = false;

  private constructor(options: RecordingFolderOptions, unlock: Undo) {
    this.options = options;
    this.unlock = unlock;
    this.recordings = new Recordings({ folder: options.folder, venue: options.name, wallMs: () => Date.now() });
  }

  /** Makes the folder where there is none; rejects with one line where it cannot be had, or another desk holds it. */
  static async hold(options: RecordingFolderOptions): Promise<RecordingFolder> {
    const { folder, name } = options;
    await mkdir(folder, { recursive: true });
    try {
      return new RecordingFolder(options, takeLock(join(folder, `${name}.lock`)));
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      const { pid, sinceMs } = error.holder;
      const since = new Date(sinceMs).toISOString().slice(0, 16);
      throw new Error(
        `another Tapedeck (process ${pid}, since ${since}Z) records ${name} in ${folder}: end that one, or set TAPEDECK_DATA to another folder for this one`,
        { cause: error },
      );
    }
  }

  /** The file to begin with. */
  first(): string {
    return this.recordings.first();
  }

  /** The file to go on in where it is time for another one, else null. */
  next(): string | null {
    return this.recordings.next();
  }

  /** The desk has begun with that file: what one that was killed has left is sealed, in its own time. */
  begun(tape: string, retention?: Retention): void {
    this.tape = tape;
    this.retain(retention);
    this.recovering = this.recoverAll(tape).catch((error: unknown) =>
      this.options.onTrouble(`unfinished recordings in ${this.options.folder} could not be looked for: ${textOf(error)}`),
    );
  }

  /** The desk goes on in that file. */
  moved(tape: string, retention?: Retention): void {
    this.recordings.moved();
    this.tape = tape;
    this.retain(retention);
  }

  /** Deletes what is older or more than the user wants kept; what is recorded to now stays. */
  private retain(retention: Retention = DEFAULT_RETENTION): void {
    const { folder, say, onTrouble } = this.options;
    try {
      for (const path of retain(folder, retention, Date.now(), this.tape === null ? [] : [this.tape]))
        say(`deleted ${basename(path)}: older than what is kept`);
    } catch (error) {
      onTrouble(`old recordings in ${folder} could not be deleted: ${textOf(error)}`);
    }
  }

  /** Lets other desks have it. */
  async release(): Promise<void> {
    this.released = true;
    await this.recovering;
    this.unlock();
  }

  private async recoverAll(tape: string): Promise<void> {
    const { host, folder, name, say, onTrouble } = this.options;
    for await (const { path, frames, problem } of recoverRecordings(host, unsealed({ folder, venue: name }, tape), () => this.released)) {
      if (frames === null) onTrouble(`${basename(path)} was left unfinished, and could not be sealed: ${problem}`);
      else say(`sealed ${basename(path)}, which was left unfinished: ${frames} frames are kept`);
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
