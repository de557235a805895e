import type { Undo } from "../../core/contract/port.ts";
import type { ScreeningCommand, ScreeningEvent } from "../../core/contract/screening.ts";
import type { Analyses, AnalysisAsked } from "./analyses.ts";

/** What a page looks at when it asks for a screen: the instruments of the live desk, or a session file in a replay. */
export type ScreenPlace = { readonly watched: readonly string[] } | { readonly tape: string };

export interface PageAnalysesOptions {
  readonly analyses: Analyses;
  readonly say: (event: ScreeningEvent) => void;
  /** Null while the page looks at nothing yet. */
  readonly place: () => ScreenPlace | null;
  /** The file of a session that was listed; undefined where none was. */
  readonly session: (name: string) => string | undefined;
}

/** One page's screens and backtests: they end with the page. */
export class PageAnalyses {
  private readonly options: PageAnalysesOptions;
  private readonly running = new Map<number, Undo>();

  constructor(options: PageAnalysesOptions) {
    this.options = options;
  }

  obey(command: ScreeningCommand): void {
    const { request } = command;
    if (command.type === "analysis.cancel") {
      const undo = this.running.get(request);
      if (undo === undefined) return;
      this.running.delete(request);
      undo();
      this.end(request, "cancelled", "");
      return;
    }
    const asked = command.type === "screen.run" ? this.screen(command) : this.backtest(command);
    if (typeof asked === "string") this.end(request, "failed", asked);
    else {
      const undo = this.options.analyses.run(asked, request, (event) => {
        if (event.type === "analysis.ended") this.running.delete(request);
        this.options.say(event);
      });
      this.running.set(request, undo);
    }
  }

  close(): void {
    for (const undo of this.running.values()) undo();
    this.running.clear();
  }

  private screen({ condition, first, rx }: Extract<ScreeningCommand, { type: "screen.run" }>): AnalysisAsked | string {
    const place = this.options.place();
    if (place === null) return "the desk is not open yet: try again when it is";
    if ("tape" in place) return { type: "screen.session", condition, tape: place.tape, rx };
    const watched = new Set(place.watched);
    const urgent = new Set(first.filter((instrument) => watched.has(instrument)));
    return { type: "screen.live", condition, instruments: [...urgent, ...[...watched].filter((id) => !urgent.has(id))], urgent: urgent.size };
  }

  private backtest({ condition, bars, sessions }: Extract<ScreeningCommand, { type: "backtest.run" }>): AnalysisAsked | string {
    const files = sessions.map((name) => ({ name, path: this.options.session(name) ?? "" }));
    const missing = files.find(({ path }) => path === "");
    if (missing !== undefined) return `there is no session "${missing.name}": list the sessions again`;
    return { type: "backtest.sessions", condition, bars, sessions: files };
  }

  private end(request: number, outcome: "cancelled" | "failed", message: string): void {
    this.options.say({ type: "analysis.ended", request, outcome, message });
  }
}
