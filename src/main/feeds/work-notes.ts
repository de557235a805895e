import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkNote, type WorkNote } from "../../core/contract/work-note.ts";
import { isRunning } from "../status/process-identity.ts";

/** Where fold workers note what they have in work. */
export interface WorkNotes {
  /** The file of a worker. */
  path(worker: string): string;
  /** What the worker had in work when it died, told once; null: nothing. */
  take(worker: string): WorkNote | null;
  close(): void;
}

/** One small file a worker, among the temporary ones. */
export class WorkNoteFiles implements WorkNotes {
  private readonly paths = new Map<string, string>();
  private folder: string | null = null;

  path(worker: string): string {
    this.folder ??= ownFolder();
    const path = this.paths.get(worker) ?? join(this.folder, String(this.paths.size));
    this.paths.set(worker, path);
    return path;
  }

  take(worker: string): WorkNote | null {
    const path = this.paths.get(worker);
    if (path === undefined) return null;
    try {
      return readWorkNote(readFileSync(path));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    } finally {
      rmSync(path, { force: true });
    }
  }

  close(): void {
    if (this.folder !== null) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A fresh folder; those of desks that were killed are removed. */
function ownFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^tapedeck-work-([0-9]+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `tapedeck-work-${process.pid}-`));
}
