import { useSyncExternalStore } from "react";
import { Emitter } from "../../core/contract/port-events.ts";
import type { Undo } from "../../core/contract/port.ts";

/** A value that components may watch; it lives outside React, so setting it renders only who reads it. */
export class Store<T> {
  private readonly changes = new Emitter<void>();
  private value: T;

  constructor(value: T) {
    this.value = value;
  }

  readonly get = (): T => this.value;

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    this.changes.emit();
  }

  readonly subscribe = (listener: () => void): Undo => this.changes.on(listener);
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
