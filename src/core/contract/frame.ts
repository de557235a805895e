/**
 * A frame is one message, verbatim, with the sequence number `rx` that it was given before anything parsed it.
 * What the socket said (`recv`), what we said (`send`), REST answers (`rest`), connects and disconnects (`open`, `close`)
 * are frames, and so is whatever the feed decides by time or by accident (`gap`, `stale`, `request`, `quarantine`): a replay reads no clock.
 */
export const FRAME_KINDS = ["recv", "send", "rest", "open", "close", "gap", "stale", "request", "quarantine"] as const;

export type FrameKind = (typeof FRAME_KINDS)[number];

/** One frame as the fold sees it. The object is reused: copy what must outlive the call. */
export interface Frame {
  /** 1, 2, 3, ... without holes within a session file. */
  rx: number;
  kind: FrameKind;
  /** The connection's id within the session, and how often that connection had been opened (0 where unknown). */
  conn: string;
  epoch: number;
  /** The address of a `rest` or `open` frame, else empty. */
  url: string;
  /** The verbatim text is `bytes[start..end)`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /**
   * The message has stopped processes that folded it: it is passed over, and the instrument named here, or where none is every one of the
   * connection, has lost it. Absent: it is as good as any other.
   */
  quarantined?: string | undefined;
}

/** A frame with its clocks, as it is recorded. Times are nanoseconds; `rxNs` is Unix time and may run backwards, `monoNs` never does. */
export interface RecordedFrame extends Frame {
  rxNs: bigint;
  monoNs: bigint | null;
  /** Whether the text was not valid UTF-8 and so travels as base64 in text formats. */
  binary: boolean;
}

/** A frame to be filled by whoever reads frames one after another, and reused. */
export function blankFrame(): RecordedFrame {
  return {
    rx: 0,
    kind: "recv",
    conn: "",
    epoch: 0,
    url: "",
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    quarantined: undefined,
    rxNs: 0n,
    monoNs: null,
    binary: false,
  };
}
