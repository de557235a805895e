import { decodeFrames, framesSpan } from "../../core/contract/live.ts";
import { encodeKeyframe, type FoldCommand, foldCommandSchema, type FoldEvent } from "../../core/contract/live-fold.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { LiveShare, type LiveShareOptions } from "./live-share.ts";

const REPORT_MS = 1_000;
/** A mark that comes without frames lies between two frame numbers. */
const BEHIND = 0.5;

export interface DeskShareOptions extends Pick<LiveShareOptions, "venue" | "partition" | "log" | "base" | "clock" | "views" | "work"> {
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Says over the port what this process costs; what it returns is called while the log is read. */
  readonly reportUsage?: (port: Port) => () => void;
  readonly onLogMoved?: (tape: string) => void;
  readonly onHistory?: (command: Extract<FoldCommand, { type: "history.adopt" }>) => void;
}

/** A share of the live desk, its feed, whose frames come in, and the port that joins it to its shell: keyframes and events go out. */
export class DeskShare {
  readonly share: LiveShare;
  private readonly options: DeskShareOptions;
  private port: Port | null = null;
  private feed: Port | null = null;
  private beat: () => void = () => {};
  /** The last frame that a feed sent, or where a mark alone was the last, what lies right behind it. */
  private sentRx = 0;
  /** It was sent what never was: nothing that it still does is of use. */
  private isAhead = false;
  /** The frame after which the shell wants a report. */
  private reportAtRx = Number.POSITIVE_INFINITY;

  constructor(options: DeskShareOptions) {
    this.options = options;
    const { venue, partition, log, base, clock, views, work } = options;
    this.share = new LiveShare({
      venue,
      partition,
      log,
      clock,
      ...(base === undefined ? {} : { base }),
      ...(views === undefined ? {} : { views }),
      ...(work === undefined ? {} : { work }),
      onKeyframe: (keyframe) => this.port?.post(encodeKeyframe(keyframe)),
      onSnapshotWanted: (instrument) => this.tell({ type: "snapshot.want", instrument }),
      onHole: (afterRx) => this.tell({ type: "frames.resend", afterRx }),
      onProgress: () => this.beat(),
    });
  }

  tell(event: FoldEvent): void {
    this.port?.post(JSON.stringify(event));
  }

  /** Builds the share from the log, and takes what comes from now on. */
  join(port: Port): void {
    const { share } = this;
    const { schedule, reportUsage } = this.options;
    this.port = port;
    if (reportUsage !== undefined) this.beat = reportUsage(port);
    share.catchUp();
    this.tell({ type: "fold.ready", afterRx: share.rx });
    this.tell(share.status());
    let cancel: Undo = () => {};
    const report = (): void => {
      share.repeatWants();
      this.tell(share.status());
      cancel = schedule(report, REPORT_MS);
    };
    cancel = schedule(report, REPORT_MS);
    port.onClose(() => cancel());
    port.onMessage((message) => {
      if (typeof message !== "string") this.take(message);
      else this.obey(foldCommandSchema.parse(JSON.parse(message)));
    });
  }

  /** Takes the frames of this feed from now on, and what it keeps of those before; of another one nothing is read any more. */
  follow(feed: Port): void {
    this.feed?.close();
    this.feed = feed;
    feed.onClose(() => {
      if (this.feed !== feed) return;
      this.feed = null;
      this.tell({ type: "feed.lost" });
    });
    feed.onMessage((message) => {
      if (this.feed === feed) this.take(message);
    });
    this.tell({ type: "frames.resend", afterRx: this.share.rx });
  }

  private take(message: PortMessage): void {
    if (this.isAhead || typeof message === "string") return;
    const { lastRx, isMark } = framesSpan(message);
    this.sentRx = Math.max(this.sentRx, isMark ? lastRx + BEHIND : lastRx);
    this.share.take(decodeFrames(message));
    if (this.share.rx >= this.reportAtRx) this.report();
  }

  private obey(command: FoldCommand): void {
    if (command.type === "history.adopt") return this.options.onHistory?.(command);
    if (command.type === "log.moved") return this.options.onLogMoved?.(command.tape);
    if (command.type === "log.ends") return this.logEnds(command.rx);
    if (command.type === "fold.bound") this.share.pendingBound = command.bytes;
    else if (command.type === "fold.catchup") this.share.catchUp();
    if (command.type === "fold.report" && command.rx > this.share.rx) this.reportAtRx = command.rx;
    else this.report();
  }

  private report(): void {
    this.reportAtRx = Number.POSITIVE_INFINITY;
    this.tell(this.share.status());
  }

  /** What the feed that died had sent and this process has not read is passed over; what it has taken can only be unlearned from the log. */
  private logEnds(rx: number): void {
    const { feed } = this;
    this.feed = null;
    feed?.close();
    if (this.sentRx <= rx) return;
    this.isAhead = true;
    this.tell({ type: "fold.ahead" });
  }
}
