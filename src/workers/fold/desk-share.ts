import { decodeFrames } from "../../core/contract/live.ts";
import { encodeKeyframe, type FoldCommand, foldCommandSchema, type FoldEvent } from "../../core/contract/live-fold.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import { LiveShare, type LiveShareOptions } from "./live-share.ts";

const REPORT_MS = 1_000;

export interface DeskShareOptions extends Pick<LiveShareOptions, "venue" | "partition" | "log" | "base" | "clock" | "views"> {
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Says over the port what this process costs; what it returns is called while the log is read. */
  readonly reportUsage?: (port: Port) => () => void;
  readonly onLogMoved?: (tape: string) => void;
  readonly onHistory?: (command: Extract<FoldCommand, { type: "history.adopt" }>) => void;
}

/** A share of the live desk and the port that joins it to its shell: frames come in, keyframes and events go out. */
export class DeskShare {
  readonly share: LiveShare;
  private readonly options: DeskShareOptions;
  private port: Port | null = null;
  private beat: () => void = () => {};

  constructor(options: DeskShareOptions) {
    this.options = options;
    const { venue, partition, log, base, clock, views } = options;
    this.share = new LiveShare({
      venue,
      partition,
      log,
      clock,
      ...(base === undefined ? {} : { base }),
      ...(views === undefined ? {} : { views }),
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
      if (typeof message !== "string") share.take(decodeFrames(message));
      else this.obey(foldCommandSchema.parse(JSON.parse(message)));
    });
  }

  private obey(command: FoldCommand): void {
    if (command.type === "history.adopt") return this.options.onHistory?.(command);
    if (command.type === "log.moved") return this.options.onLogMoved?.(command.tape);
    if (command.type === "fold.bound") this.share.pendingBound = command.bytes;
    else if (command.type === "fold.catchup") this.share.catchUp();
    this.tell(this.share.status());
  }
}
