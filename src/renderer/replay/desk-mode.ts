import type { ReplayStatus } from "../../core/contract/desk.ts";
import type { ShellEvent } from "../../core/contract/shell.ts";
import type { DeskConnection, DeskOpened } from "../connection/desk-connection.ts";
import { Store } from "../stores/store.ts";
import { keepPlace, readPlace, type ReplayPlace } from "./replay-place.ts";

export interface DeskModeOptions {
  readonly connection: DeskConnection;
  /** Of this window alone: it outlives a reload. */
  readonly memory: Storage;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
}

/** What the page has asked for and not yet got: the live desk, a replay that plays from where it opens, or one that is to stand at a place. */
type Wanted = "live" | "play" | ReplayPlace;

/** On the way to a place; whether it has been heard that the replay stands. */
interface Approach {
  readonly place: ReplayPlace;
  paused: boolean;
}

/** Whether the page shows the live desk or a replay, and how it gets from one to the other. A window that is loaded anew goes back to where it was. */
export class DeskMode {
  /** One line on what is being opened; empty while nothing is. */
  readonly opening = new Store("");
  private readonly options: DeskModeOptions;
  private wanted: Wanted | null = null;
  private approached: Approach | null = null;
  /** The live desk that was offered while the page waits for its replay. */
  private offered: DeskOpened | null = null;
  /** Whether this page has come to a desk since the shell was reached. */
  private arrived = false;

  constructor(options: DeskModeOptions) {
    this.options = options;
  }

  get isReplay(): boolean {
    return this.options.connection.desk.get()?.mode === "replay";
  }

  /** Opens a replay of the recording, `byMs` before now. */
  rewind(byMs: number): void {
    const timeNs = `${BigInt(Math.round(this.options.wallMs() - byMs)) * 1_000_000n}`;
    this.ask("Rewinding the recording…", "play");
    this.options.connection.ask({ type: "replay.open", session: null, at: { timeNs } });
  }

  openSession(session: string): void {
    this.ask(`Opening ${session}…`, "play");
    this.options.connection.ask({ type: "replay.open", session, at: null });
  }

  toLive(): void {
    if (!this.isReplay || this.options.connection.desk.get()?.hasLive !== true) return;
    this.ask("Back to the live desk…", "live");
    this.options.connection.ask({ type: "replay.close" });
  }

  hear(event: ShellEvent): void {
    if (event.type === "desk.opened") this.open(event);
    // Whatever it is about: the page does not wait for what may never come.
    if (event.type === "desk.trouble" && this.wanted !== null) this.giveUp();
  }

  /** The shell is out of reach: when it is there again it knows nothing of this page, as after a reload. */
  lost(): void {
    this.arrived = false;
    this.wanted = null;
    this.offered = null;
    this.opening.set("");
  }

  /** The replay that is shown says where it stands. */
  status(status: ReplayStatus): void {
    const { connection, memory } = this.options;
    const desk = connection.desk.get();
    if (desk?.mode !== "replay") return;
    const { wanted } = this;
    this.wanted = null;
    if (wanted !== null && typeof wanted === "object") {
      this.goTo(wanted, status);
      return;
    }
    if (wanted === "play" && !status.playing && !status.ended) connection.send({ type: "replay.play" });
    if (this.approached !== null) this.approach(this.approached, status);
    else if (desk.hasLive) keepPlace(memory, desk.session, status);
  }

  private open(desk: DeskOpened): void {
    const { connection, memory } = this.options;
    const place = readPlace(memory);
    if (desk.mode === "live" && place !== null && this.wanted !== "live" && !this.arrived) {
      this.arrived = true;
      this.offered = desk;
      this.ask(`Opening ${place.session}…`, place);
      connection.ask({ type: "replay.open", session: place.session, at: { timeNs: place.rxNs } });
      return;
    }
    this.arrived = true;
    this.offered = null;
    this.approached = null;
    this.opening.set("");
    if (desk.mode === "live") {
      this.wanted = null;
      keepPlace(memory, "", null);
    }
    connection.show(desk);
  }

  /** A replay that has just opened goes where it is wanted. It begins to play when it is first looked at, whatever it says now. */
  private goTo(place: ReplayPlace, status: ReplayStatus): void {
    const { connection } = this.options;
    if (place.speed !== status.speed) connection.send({ type: "replay.speed", speed: place.speed });
    connection.send({ type: place.playing ? "replay.play" : "replay.pause" });
    if (place.playing) return;
    connection.send({ type: "replay.seek", to: { timeNs: place.rxNs } });
    this.approached = { place, paused: false };
  }

  /** Once the clock stands where it stood: of the frames of that one moment, those that were applied then. */
  private approach(approached: Approach, { playing, rx, rxNs }: ReplayStatus): void {
    const { place, paused } = approached;
    if (playing) {
      // Somebody has gone on meanwhile.
      if (paused) this.approached = null;
      return;
    }
    approached.paused = true;
    if (rxNs !== place.rxNs) return;
    this.approached = null;
    if (rx !== place.rx) this.options.connection.send({ type: "replay.seek", to: { rx: place.rx } });
  }

  private giveUp(): void {
    const { offered } = this;
    this.wanted = null;
    this.opening.set("");
    if (offered !== null) this.open(offered);
  }

  private ask(line: string, wanted: Wanted): void {
    this.wanted = wanted;
    this.opening.set(line);
  }
}
