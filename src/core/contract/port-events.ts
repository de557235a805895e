import type { Undo } from "./port.ts";

/** Calls each listener for each value. A listener added or removed during a call takes effect with the next one. */
export class Emitter<T> {
  private listeners: readonly ((value: T) => void)[] = [];

  on(listener: (value: T) => void): Undo {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  emit(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

/** Something that happens once: a listener that comes later is called at once. */
export class Once<T> {
  private readonly emitter = new Emitter<T>();
  private happened: { value: T } | null = null;

  on(listener: (value: T) => void): Undo {
    if (this.happened === null) return this.emitter.on(listener);
    listener(this.happened.value);
    return () => {};
  }

  emit(value: T): void {
    if (this.happened !== null) return;
    this.happened = { value };
    this.emitter.emit(value);
  }
}
