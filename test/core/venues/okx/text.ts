import { INTERLEAVED_CHECKSUM } from "../../../../src/core/book/checksum.ts";

type Levels = ReadonlyMap<string, string>;

/** How a book is proven: by ids and a checksum that is always 0, as since 2026; by a checksum alone, as in 2022; or by both. */
export type OkxProof = "ids" | "checksum" | "both";

/** OKX's messages of one book. */
export class OkxBookText {
  readonly instId: string;
  private readonly proof: OkxProof;
  private seqId: bigint;
  private bids: Levels = new Map();
  private asks: Levels = new Map();

  constructor(instId: string, proof: OkxProof, firstId = 100n) {
    this.instId = instId;
    this.proof = proof;
    this.seqId = firstId;
  }

  ended(): string {
    return `{"event":"unsubscribe","arg":{"channel":"books","instId":"${this.instId}"}}`;
  }

  /** Levels as text: `price qty, price qty`. */
  snapshot(bids: string, asks: string): string {
    this.bids = new Map();
    this.asks = new Map();
    return this.say("snapshot", bids, asks, -1n, this.seqId);
  }

  update(bids: string, asks: string, seqId = this.seqId + 7n): string {
    const before = this.seqId;
    this.seqId = seqId;
    return this.say("update", bids, asks, before, seqId);
  }

  private say(action: "snapshot" | "update", bids: string, asks: string, prevSeqId: bigint, seqId: bigint): string {
    this.bids = after(this.bids, bids, -1);
    this.asks = after(this.asks, asks, 1);
    const texts = (side: Levels): string[] => [...side].slice(0, 25).map(([price, qty]) => `${price}:${qty}`);
    const checksum = this.proof === "ids" ? 0 : INTERLEAVED_CHECKSUM.of(texts(this.bids), texts(this.asks)) | 0;
    const list = (levels: string): string => pairs(levels).map(([price, qty]) => `["${price}","${qty}","0","1"]`).join(); // prettier-ignore
    const ids = this.proof === "checksum" ? "" : `,"seqId":${seqId},"prevSeqId":${prevSeqId}`;
    const data = `{"asks":[${list(asks)}],"bids":[${list(bids)}],"ts":"1652459236119","checksum":${checksum}${ids}}`;
    return `{"arg":{"channel":"books","instId":"${this.instId}"},"action":"${action}","data":[${data}]}`;
  }
}

function after(side: Levels, changes: string, sign: number): Levels {
  const levels = new Map(side);
  for (const [price, qty] of pairs(changes)) {
    levels.delete(price);
    if (Number(qty) !== 0) levels.set(price, qty);
  }
  return new Map([...levels].sort(([a], [b]) => sign * (Number(a) - Number(b))));
}

function pairs(levels: string): [string, string][] {
  return levels
    .split(",")
    .map((level) => level.trim())
    .filter((level) => level !== "")
    .map((level) => level.split(" ") as [string, string]);
}

export const okxTrade = (instId: string, id: number | bigint, px: string, sz: string, { side = "buy", count = 1 } = {}): string =>
  `{"arg":{"channel":"trades","instId":"${instId}"},"data":[{"instId":"${instId}","tradeId":"${id}","px":"${px}","sz":"${sz}","side":"${side}","ts":"1652459236000","count":"${count}"}]}`;
