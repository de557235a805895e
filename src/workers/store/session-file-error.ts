/** Why a session file cannot be used. */
export type SessionFileReason =
  /** There is no such file. */
  | "missing"
  /** The file cannot be read: permissions, a folder, the disk. */
  | "unreadable"
  /** It is no session file. */
  | "foreign"
  /** A newer program wrote it. */
  | "newer"
  /** An older program wrote it, and it has not been upgraded. */
  | "older"
  /** Bytes of it are not what was written. */
  | "damaged"
  /** It cannot be written: permissions, a missing folder, a full disk. */
  | "unwritable"
  /** Another writer is, or was, at work there. */
  | "busy";

/** The one error of reading and writing session files. The message is one line for a person: what is wrong, and what to do. */
export class SessionFileError extends Error {
  override readonly name = "SessionFileError";
  readonly reason: SessionFileReason;
  readonly path: string;
  /** The message without the path. */
  readonly problem: string;

  constructor(reason: SessionFileReason, path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`.replaceAll(/[\r\n]+/g, " "), options);
    this.reason = reason;
    this.path = path;
    this.problem = problem;
  }
}

/** Runs `work`; what SQLite, zlib or the block layout throw in it becomes a {@link SessionFileError} of `reason`. */
export function guarded<T>(reason: SessionFileReason, path: string, problem: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asSessionFileError(error, reason, path, problem);
  }
}

export function asSessionFileError(error: unknown, reason: SessionFileReason, path: string, problem: string): SessionFileError {
  if (error instanceof SessionFileError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new SessionFileError(reason, path, `${problem} (${detail})`, { cause: error });
}
