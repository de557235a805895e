import type { Delivery } from "./faults.ts";

/** More than any client of ours takes in one message. */
const HUGE_BYTES = 65 << 20;
/** A checksum as the dialects write it, and a price or quantity with a fraction, bare or in quotes. */
const CHECKSUM = /("checksum":|"cs",)(-?)([0-9]+)/;
const FIRST_DECIMAL = /(?<=[[:,])"?[0-9]+\.[0-9]+"?(?=[,\]}])/;

/** The messages of one subscription on their way out, as the faults want them delivered. */
export class Outbox {
  private late: string | null = null;

  /** What is sent now, in order. */
  take(text: string, delivery: Delivery): string[] {
    const late = this.late === null ? [] : [this.late];
    this.late = null;
    if (delivery === "reorder") {
      this.late = text;
      return late;
    }
    return [...delivered(text, delivery), ...late];
  }
}

function delivered(text: string, delivery: Exclude<Delivery, "reorder">): string[] {
  switch (delivery) {
    case null:
      return [text];
    case "gap":
      return [];
    case "duplicate":
      return [text, text];
    case "checksum":
      return [text.replace(CHECKSUM, (_, name: string, sign: string, digits: string) => `${name}${sign}${BigInt(digits) ^ 1n}`)];
    case "types":
      return [FIRST_DECIMAL.test(text) ? text.replace(FIRST_DECIMAL, "true") : text.replace(CHECKSUM, "$1true")];
    case "huge":
      return [text + " ".repeat(HUGE_BYTES)];
  }
}
