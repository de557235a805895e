import { crc32 } from "../../../../src/core/book/crc32.ts";

/** What proves a book: a checksum as in the first API, ids as in the second. */
export type BitgetProof = "checksum" | "ids";

/** One book of Bitget, and the messages that tell of it. Levels are written `price qty, price qty`. */
export class BitgetBookText {
  private readonly symbol: string;
  private readonly type: string;
  private readonly proof: BitgetProof;
  private readonly bids = new Map<string, string>();
  private readonly asks = new Map<string, string>();
  private seq = 1_000;

  constructor(symbol: string, type: string, proof: BitgetProof) {
    this.symbol = symbol;
    this.type = type;
    this.proof = proof;
  }

  message(action: "snapshot" | "update", bids: string, asks: string): string {
    const pseq = action === "snapshot" ? 0 : this.seq;
    this.seq += 3;
    const data = {
      asks: change(this.asks, asks),
      bids: change(this.bids, bids),
      ...(this.proof === "checksum" ? { checksum: this.checksum() } : { checksum: 0, seq: this.seq, pseq }),
      ts: "1649290077611",
    };
    return JSON.stringify({ action, arg: { instType: this.type, channel: "books", instId: this.symbol }, data: [data] });
  }

  private checksum(): number {
    const best = (side: Map<string, string>, sign: number): [string, string][] =>
      [...side].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, 25);
    const [bids, asks] = [best(this.bids, -1), best(this.asks, 1)];
    const parts: string[] = [];
    for (let rank = 0; rank < 25; rank++) for (const side of [bids, asks]) parts.push(...(side[rank] ?? []));
    return crc32(parts.join(":")) | 0;
  }
}

function change(side: Map<string, string>, text: string): string[][] {
  if (text === "") return [];
  return text.split(", ").map((level) => {
    const [price = "", qty = ""] = level.split(" ");
    if (Number(qty) === 0) side.delete(price);
    else side.set(price, qty);
    return [price, qty];
  });
}
