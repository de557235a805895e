import { ContractError } from "../../core/contract/desk.ts";
import type { Port, PortMessage } from "../../core/contract/port.ts";
import { decodeShellCommand, encodeShell, type ShellCommand, type ShellEvent } from "../../core/contract/shell.ts";
import type { ResourceChoice } from "../../core/contract/resources.ts";
import type { ResourcesChanged } from "./desk-resources.ts";
import type { Analyses } from "./analyses.ts";
import { PageAnalyses, type ScreenPlace } from "./page-analyses.ts";
import type { OpenReplay } from "./replays.ts";

export type DeskOpened = Extract<ShellEvent, { type: "desk.opened" }>;
export type MarketsFound = Extract<ShellEvent, { type: "markets.found" }>;
export type SessionsListed = Extract<ShellEvent, { type: "sessions.listed" }>;
export type ReplayAsked = Extract<ShellCommand, { type: "replay.open" }>;

/** What pages may ask of the live desk's shell. Promises reject with one line for a person. */
export interface ShellServices {
  /** The live desk as pages see it; null while it is being opened. */
  readonly live: DeskOpened | null;
  readonly watched: readonly string[];
  /** How much of the machine the live desk may take; null until that is known. */
  readonly resourcesTold: ResourcesChanged | null;
  add(instruments: readonly string[]): void;
  remove(instruments: readonly string[]): void;
  choose(choice: ResourceChoice): void;
  search(query: string): Promise<Pick<MarketsFound, "markets" | "more" | "reason">>;
  sessions(): Promise<SessionsListed["sessions"]>;
  /** The file of a session that was listed; undefined where none was. */
  session(name: string): string | undefined;
  readonly analyses: Analyses;
  replay(asked: ReplayAsked): Promise<{ readonly replay: OpenReplay; readonly opened: DeskOpened }>;
}

/** One page's port to the shell, and the replay that this page has open; it ends with the page. */
export class PageControl {
  private readonly port: Port;
  private readonly services: ShellServices;
  private readonly analyses: PageAnalyses;
  private replay: OpenReplay | null = null;
  /** Counts what the page wanted to see: an answer to what it wanted before is of no consequence. */
  private wish = 0;
  private closed = false;

  constructor(port: Port, services: ShellServices) {
    this.port = port;
    this.services = services;
    this.analyses = new PageAnalyses({
      analyses: services.analyses,
      say: (event) => this.say(event),
      place: () => this.place(),
      session: (name) => services.session(name),
    });
    port.onClose(() => {
      this.closed = true;
      this.analyses.close();
      this.drop();
    });
    port.onMessage((message) => this.receive(message));
    this.showLive();
  }

  say(event: ShellEvent): void {
    this.port.post(encodeShell(event));
  }

  /** Shows the live desk, where the page does not look at a replay. */
  liveIsOpen(): void {
    if (this.replay === null) this.showLive();
  }

  /** Opens a replay for this page, and shows it. */
  async open(asked: ReplayAsked): Promise<void> {
    const wish = ++this.wish;
    const { replay, opened } = await this.services.replay(asked);
    if (this.closed || wish !== this.wish) return replay.close();
    const former = this.replay;
    this.replay = replay;
    replay.onDeath((message) => {
      if (this.replay !== replay) return;
      this.say({ type: "desk.trouble", message: `the replay ended: ${message}`, fatal: false });
      this.showLive();
    });
    this.say(opened);
    await former?.close();
  }

  private receive(message: PortMessage): void {
    try {
      this.obey(decodeShellCommand(message));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.port.close(error.message);
    }
  }

  private obey(command: ShellCommand): void {
    const { services } = this;
    switch (command.type) {
      case "watchlist.add":
        return services.add(command.instruments);
      case "watchlist.remove":
        return services.remove(command.instruments);
      case "markets.search":
        return this.answer(async () => {
          this.say({ type: "markets.found", request: command.request, ...(await services.search(command.query)) });
        });
      case "sessions.list":
        return this.answer(async () => this.say({ type: "sessions.listed", sessions: await services.sessions() }));
      case "replay.open":
        return this.answer(() => this.open(command));
      case "replay.close":
        return this.showLive();
      case "resources.choose":
        return services.choose(command.choice);
      default:
        return this.analyses.obey(command);
    }
  }

  private place(): ScreenPlace | null {
    const { live, watched } = this.services;
    if (this.replay !== null) return { tape: this.replay.tape };
    return live === null ? null : { watched };
  }

  private answer(task: () => Promise<void>): void {
    task().catch((error: unknown) => {
      this.say({ type: "desk.trouble", message: error instanceof Error ? error.message : String(error), fatal: false });
    });
  }

  private showLive(): void {
    const { live, watched, resourcesTold } = this.services;
    this.wish++;
    this.drop();
    if (live === null) return;
    this.say(live);
    this.say({ type: "watchlist.changed", instruments: [...watched] });
    if (resourcesTold !== null) this.say(resourcesTold);
  }

  private drop(): void {
    const { replay } = this;
    this.replay = null;
    void replay?.close();
  }
}
