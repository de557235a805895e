import type { FrameKind, RecordedFrame } from "../core/contract/frame.ts";

/** Frames share buffers of this size; what is larger has one of its own. */
const SLAB_BYTES = 1 << 16;
/** The machine had been up so long when the session began. */
const UP_NS = 86_400_000_000_000n;

export interface FrameText {
  readonly kind: FrameKind;
  readonly conn: string;
  readonly url?: string;
  readonly text: string;
  readonly rxNs: bigint;
}

/** Makes frames of ASCII messages, numbered from 1. A frame stays as it is: its bytes are never written again. */
export class FrameRecorder {
  private readonly encoder = new TextEncoder();
  private readonly monoOffsetNs: bigint;
  private slab = new Uint8Array(SLAB_BYTES);
  private used = 0;
  private rx = 0;

  constructor(startMs: number) {
    this.monoOffsetNs = UP_NS - BigInt(startMs) * 1_000_000n;
  }

  frame({ kind, conn, url = "", text, rxNs }: FrameText): RecordedFrame {
    const { bytes, start, end } = this.encode(text);
    return { rx: ++this.rx, kind, conn, epoch: 1, url, bytes, start, end, rxNs, monoNs: rxNs + this.monoOffsetNs, binary: false };
  }

  private encode(text: string): { bytes: Uint8Array; start: number; end: number } {
    if (text.length > SLAB_BYTES) {
      const bytes = this.encoder.encode(text);
      return { bytes, start: 0, end: bytes.length };
    }
    if (this.used + text.length > SLAB_BYTES) {
      this.slab = new Uint8Array(SLAB_BYTES);
      this.used = 0;
    }
    const bytes = this.slab;
    const start = this.used;
    const { read, written } = this.encoder.encodeInto(text, bytes.subarray(start));
    if (read !== text.length) throw new RangeError(`a message is not ASCII: ${text.slice(0, 80)}`);
    this.used += written;
    return { bytes, start, end: this.used };
  }
}
