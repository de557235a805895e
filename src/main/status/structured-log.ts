import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";

const FILE_BYTES = 5 * 1024 * 1024;
/** Of all runs together; the oldest go first. */
const MOST_FILES = 20;

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface StructuredLogOptions {
  readonly folder: string;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
  readonly fileBytes?: number;
  readonly mostFiles?: number;
  /** Called once where the log cannot be written: the desk goes on without one. */
  readonly onTrouble: (message: string) => void;
}

/**
 * One JSON line an event, in files `tapedeck-<when this program started>-<pid>-<number>.jsonl` of about 5 MiB: a full file is followed
 * by the next number, and files beyond twenty are removed, oldest first. No file is ever renamed, so several programs share a folder.
 */
export class StructuredLog {
  private readonly options: StructuredLogOptions;
  private readonly name: string;
  private file: number | null = null;
  private bytes = 0;
  private files = 0;
  private broken = false;

  constructor(options: StructuredLogOptions) {
    this.options = options;
    this.name = `tapedeck-${new Date(options.wallMs()).toISOString().replaceAll(/[-:.]/g, "")}-${process.pid}`;
  }

  write(event: string, fields: LogFields = {}): void {
    if (this.broken) return;
    const line = `${JSON.stringify({ time: new Date(this.options.wallMs()).toISOString(), event, ...fields })}\n`;
    try {
      if (this.file === null || this.bytes + line.length > (this.options.fileBytes ?? FILE_BYTES)) this.next();
      // A few short lines a second: written at once, so that they are there whatever happens next.
      this.bytes += writeSync(this.file as number, line);
    } catch (error) {
      this.fail(error);
    }
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    this.broken = true;
  }

  private next(): void {
    const { folder } = this.options;
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.prune(folder);
    this.file = openSync(join(folder, `${this.name}-${String(++this.files).padStart(4, "0")}.jsonl`), "a", 0o600);
    this.bytes = 0;
  }

  private prune(folder: string): void {
    const logs = readdirSync(folder).filter((name) => /^tapedeck-.*\.jsonl$/.test(name));
    const aged = logs.map((name) => ({ name, ms: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
    const old = aged.toSorted((a, b) => b.ms - a.ms || (a.name < b.name ? 1 : -1)).slice((this.options.mostFiles ?? MOST_FILES) - 1);
    for (const { name } of old) rmSync(join(folder, name), { force: true });
  }

  private fail(error: unknown): void {
    this.broken = true;
    this.options.onTrouble(`the log in ${this.options.folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
