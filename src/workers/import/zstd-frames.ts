/**
 * Splits a stream of zstd at the ends of its frames (RFC 8878, 3.1). Node's decompressor stops after the first frame and drops the rest
 * without a word, while `zstd` writes several (pzstd, or files joined by `cat`).
 */
export class ZstdFrameEnd {
  /** Whether the frame has ended; the next byte is another's. */
  done = false;
  private state: "magic" | "skippable-size" | "descriptor" | "header" | "block" | "checksum" = "magic";
  private readonly held = new Uint8Array(16);
  private heldCount = 0;
  private wanted = 4;
  private skip = 0;
  private checksum = false;
  private lastBlock = false;

  /** How many bytes from `chunk[start]` on belong to this frame. Bytes that are no zstd all do: the decompressor says what is wrong with them. */
  take(chunk: Uint8Array, start: number): number {
    let at = start;
    while (!this.done) {
      const skipped = Math.min(this.skip, chunk.length - at);
      this.skip -= skipped;
      at += skipped;
      if (this.skip > 0) break;
      while (this.heldCount < this.wanted && at < chunk.length) this.held[this.heldCount++] = chunk[at++] as number;
      if (this.heldCount < this.wanted) break;
      this.step();
    }
    return at - start;
  }

  private step(): void {
    const { held } = this;
    this.heldCount = 0;
    switch (this.state) {
      case "magic": {
        const magic = little(held, 4);
        if (magic === 0xfd2fb528) this.want("descriptor", 1);
        else if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) this.want("skippable-size", 4);
        else this.skip = Number.POSITIVE_INFINITY;
        break;
      }
      case "skippable-size":
        this.skip = little(held, 4);
        this.want("checksum", 0);
        break;
      case "descriptor": {
        const descriptor = held[0] as number;
        const single = (descriptor & 0x20) !== 0;
        this.checksum = (descriptor & 0x04) !== 0;
        const contentSize = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
        const dictionaryId = [0, 1, 2, 4][descriptor & 3] as number;
        this.want("header", contentSize + dictionaryId + (single ? 0 : 1));
        break;
      }
      case "header":
        this.want("block", 3);
        break;
      case "block": {
        const header = little(held, 3);
        this.lastBlock = (header & 1) !== 0;
        const runLength = ((header >> 1) & 3) === 1;
        this.skip = runLength ? 1 : header >>> 3;
        if (this.lastBlock) this.want("checksum", this.checksum ? 4 : 0);
        break;
      }
      case "checksum":
        this.done = true;
        break;
    }
  }

  private want(state: ZstdFrameEnd["state"], bytes: number): void {
    this.state = state;
    this.wanted = bytes;
  }
}

function little(bytes: Uint8Array, count: number): number {
  let value = 0;
  for (let n = count - 1; n >= 0; n--) value = value * 256 + (bytes[n] as number);
  return value;
}
