import type { Undo } from "../../core/contract/port.ts";

/** Runs a task once after `ms` of real time. */
export function afterTimeout(task: () => void, ms: number): Undo {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
