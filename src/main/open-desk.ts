import type { Workstation } from "./compose.ts";
import type { Launch } from "./launch.ts";

/**
 * The one desk that is open. Another takes its place when it is ready; where that cannot be opened, the open one stays. A live desk shows
 * a session file itself: it goes on recording.
 */
export class OpenDesk {
  private readonly start: (launch: Launch) => Promise<Workstation>;
  private current: Workstation | null = null;
  /** One after another: the last one asked for is the one that stays. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(start: (launch: Launch) => Promise<Workstation>) {
    this.start = start;
  }

  get isOpen(): boolean {
    return this.current !== null;
  }

  /** Resolves with the new desk; rejects with one line for a person. */
  open(launch: Launch): Promise<Workstation> {
    return this.next(async () => {
      if (launch.tape !== null && this.current?.openSession !== undefined) {
        await this.current.openSession(launch.tape);
        return this.current;
      }
      const workstation = await this.start(launch);
      const former = this.current;
      this.current = workstation;
      await former?.stop();
      return workstation;
    });
  }

  /** Resolves when nothing runs any more. */
  stop(): Promise<void> {
    return this.next(async () => {
      const former = this.current;
      this.current = null;
      await former?.stop();
    });
  }

  private next<T>(step: () => Promise<T>): Promise<T> {
    const result = this.turn.then(step);
    // A step that fails tells whoever asked for it, and does not keep the next one from its turn.
    this.turn = result.catch(() => null);
    return result;
  }
}
