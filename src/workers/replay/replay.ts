import { type Command, ContractError, decodeCommand, encodeControl, type Speed } from "../../core/contract/desk.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { Pacer } from "./pacer.ts";
import { TapeCursor } from "./tape-cursor.ts";
import type { TapeSource } from "./tape-source.ts";
import { WatchlistRows } from "./watchlist-rows.ts";
import { WatchlistStream } from "./watchlist-stream.ts";

/** How often a playing replay says where it stands. */
const STATUS_MS = 100;

export interface ReplayOptions {
  readonly tape: TapeSource;
  readonly venue: Venue;
  /** The file's name, as the page shows it. */
  readonly name: string;
  readonly speed: Speed;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
}

/** One open replay: the fold over a session file, paced, and watched over any number of ports, which all see the same replay. */
export class Replay {
  private readonly options: ReplayOptions;
  private readonly streams = new Map<Port, WatchlistStream>();
  private readonly rows = new WatchlistRows();
  private desk: Desk;
  private pacer: Pacer;
  private speed: Speed;
  private saidMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReplayOptions) {
    this.options = options;
    this.desk = this.newDesk();
    this.speed = options.speed;
    this.pacer = this.newPacer();
  }

  /** Lets a port watch and steer. One that comes late is shown the state as it is now. */
  attach(port: Port): void {
    const { name, tape, venue } = this.options;
    const stream = new WatchlistStream(port);
    this.streams.set(port, stream);
    port.onClose(() => this.streams.delete(port));
    port.onMessage((message) => this.receive(port, message));
    port.post(encodeControl({ type: "session.opened", name, venue: venue.name, frames: tape.frames, instruments: tape.instruments.length }));
    port.post(this.status());
    for (const number of this.rows.present()) stream.change(number);
    this.paint(stream);
  }

  play(): void {
    if (this.pacer.state.ended) this.restart();
    this.pacer.play();
    this.say();
  }

  private receive(port: Port, message: PortMessage): void {
    try {
      if (typeof message !== "string") throw new ContractError("the page sends no data messages");
      this.obey(port, decodeCommand(message));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      port.close(error.message);
    }
  }

  private obey(port: Port, command: Command): void {
    switch (command.type) {
      case "replay.play":
        return this.play();
      case "replay.pause":
        this.pacer.pause();
        return this.say();
      case "replay.speed":
        this.speed = command.speed;
        this.pacer.setSpeed(command.speed);
        return this.say();
      case "view.ack": {
        const stream = this.streams.get(port);
        stream?.ack(command.seq);
        if (stream !== undefined) this.paint(stream);
      }
    }
  }

  /** The fold starts from nothing, as it did the first time. */
  private restart(): void {
    this.desk = this.newDesk();
    this.pacer = this.newPacer();
    this.rows.restart();
    for (const stream of this.streams.values()) stream.clear();
  }

  private newDesk(): Desk {
    return new Desk({ venue: this.options.venue });
  }

  private newPacer(): Pacer {
    const { tape, clock, schedule } = this.options;
    return new Pacer({
      cursor: new TapeCursor(tape),
      speed: this.speed,
      clock,
      schedule,
      onFrame: (frame, tapeNs) => {
        this.desk.apply(frame);
        this.rows.frame(frame.rx, tapeNs);
        this.collect();
      },
      onMark: (mark) => {
        this.desk.mark(mark);
        this.collect();
      },
      onSlice: () => this.afterSlice(),
    });
  }

  private collect(): void {
    for (const id of this.desk.takeDirty()) {
      const number = this.rows.numberOf(id);
      this.rows.touch(number);
      for (const stream of this.streams.values()) stream.change(number);
    }
  }

  private afterSlice(): void {
    this.rows.settle((id) => this.desk.view(id));
    for (const stream of this.streams.values()) this.paint(stream);
    if (this.pacer.state.ended || this.options.clock() - this.saidMs >= STATUS_MS) this.say();
  }

  private paint(stream: WatchlistStream): void {
    stream.flush(this.rows.ids, (number) => this.rows.row(number, (id) => this.desk.view(id)));
  }

  private say(): void {
    this.saidMs = this.options.clock();
    const status = this.status();
    for (const port of this.streams.keys()) port.post(status);
  }

  private status(): string {
    const { rx, tapeNs, playing, ended } = this.pacer.state;
    return encodeControl({ type: "replay.status", rx, rxNs: String(tapeNs), playing, speed: this.speed, ended });
  }
}
