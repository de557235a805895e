import type { Undo } from "../core/contract/port.ts";

/** Runs a task after `ms`; with 0, after the messages that are waiting, which a timer of 0 would not promise. */
export function schedule(task: () => void, ms: number): Undo {
  if (ms <= 0) {
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
