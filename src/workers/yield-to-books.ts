import { setPriority } from "node:os";

/** Above 0, the platform's usual; a process of 5 gets a third of what one of 0 gets where both want the processor all the time. */
const NICE = 5;

/**
 * Where the processor is not enough for all, this process comes after the books and their feed: nobody waits for the store, whose queue is
 * bound and long, and aggregates may take as long as their indicators do.
 */
export function yieldToBooks(): void {
  setPriority(NICE);
}
