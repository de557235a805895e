import type { Page } from "../page.ts";
import { exchangeState } from "../status/exchange-state.ts";
import { useStore } from "../stores/store.ts";
import type { DownSource } from "./desk-connection.ts";
import { downText } from "./down-text.ts";

/** Says what is wrong between the page and the desk, what happens now, and what one can do. Nothing while all is well. */
export function ConnectionNotice({ page }: { readonly page: Page }) {
  const state = useStore(page.connection.state);
  const desk = useStore(page.connection.desk);
  const hasLive = desk?.hasLive === true;
  if (state.phase === "lost") {
    return (
      <div className="notice lost" role="alert">
        <p>
          <strong>Connection to the desk lost{state.message === "" ? "" : ` (${state.message})`}.</strong> The numbers below stand still. Trying again
          in {state.retryMs / 1000} s; if the desk was stopped, start it again and open the address it prints.
        </p>
        <button type="button" onClick={() => page.connection.open()}>
          Try now
        </button>
      </div>
    );
  }
  if (state.phase === "failed") {
    return (
      <div className="notice failed" role="alert">
        <p>
          <strong>
            {desk === null ? "The desk cannot start" : desk.mode === "replay" ? "The replay stopped" : "The desk stopped"}: {state.message}.
          </strong>{" "}
          {desk !== null && "The numbers below are the last that were shown. "}
          {desk === null ? "Set that right, then start" : "Start"} Tapedeck again and open the address it prints.
        </p>
      </div>
    );
  }
  if (state.phase !== "open") return null;
  if (state.down.length === 0) return desk?.mode === "live" ? <ExchangeNotice page={page} /> : null;
  return <DownNotice page={page} down={state.down} canLeave={page.mode.isReplay && hasLive} />;
}

function ExchangeNotice({ page }: { readonly page: Page }) {
  const { state, reason } = exchangeState(useStore(page.shell.status));
  if (state !== "off") return null;
  return (
    <div className="notice failed" role="alert">
      <p>
        <strong>No connection to the exchange:</strong> {reason}.
      </p>
    </div>
  );
}

function DownNotice({ page, down, canLeave }: { readonly page: Page; readonly down: readonly DownSource[]; readonly canLeave: boolean }) {
  const failed = down.find((source) => source.failed);
  const lines = [...new Set(down.map(({ parts }) => downText(parts)))];
  return (
    <div className={`notice ${failed === undefined ? "lost" : "failed"}`} role="alert">
      <p>
        {failed === undefined ? (
          <>
            <strong>{sentence(lines.join(", and "))}.</strong> What they held is rebuilt from the recording; no message is lost. Until then it is not
            shown.
          </>
        ) : (
          <strong>
            {page.mode.isReplay ? "The replay" : "A part of the desk"} stopped: {failed.message}.
          </strong>
        )}
      </p>
      {canLeave && (
        <button type="button" onClick={() => page.mode.toLive()}>
          Back to live
        </button>
      )}
    </div>
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
