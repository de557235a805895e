import type { Port } from "../../core/contract/port.ts";
import { type ReadingRequest, readingSchema, type SymbolReading } from "../../core/contract/symbol-reading.ts";

/** A question that is open: who has not answered it yet. */
interface Asked {
  readonly waiting: Set<Port>;
  readonly resolve: (reading: SymbolReading | null) => void;
}

/** Asks the analytics workers of a live desk what they hold of an instrument; whichever of them has it answers. One that dies has nothing. */
export class SymbolReader {
  private readonly ports: readonly Port[];
  private readonly open = new Set<Port>();
  private readonly asked = new Map<string, Asked>();

  constructor(ports: readonly Port[]) {
    this.ports = ports;
    for (const port of ports) {
      this.open.add(port);
      port.onMessage((message) => {
        const { instrument, reading } = readingSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
        this.answered(instrument, port, reading);
      });
      port.onClose(() => {
        this.open.delete(port);
        for (const instrument of this.asked.keys()) this.answered(instrument, port, null);
      });
    }
  }

  /** Null where no worker holds the instrument. Asked once at a time for each. */
  read(instrument: string, ticker: boolean): Promise<SymbolReading | null> {
    if (this.open.size === 0) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.asked.set(instrument, { waiting: new Set(this.open), resolve });
      const request: ReadingRequest = { type: "symbol.read", instrument, ticker };
      for (const port of this.open) port.post(JSON.stringify(request));
    });
  }

  close(): void {
    for (const port of this.ports) port.close();
  }

  private answered(instrument: string, port: Port, reading: SymbolReading | null): void {
    const asked = this.asked.get(instrument);
    if (asked?.waiting.delete(port) !== true || (reading === null && asked.waiting.size > 0)) return;
    this.asked.delete(instrument);
    asked.resolve(reading);
  }
}
