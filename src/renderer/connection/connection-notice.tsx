import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";

/** Says what is wrong between the page and the desk, what happens now, and what one can do. Nothing while all is well. */
export function ConnectionNotice({ page }: { readonly page: Page }) {
  const state = useStore(page.connection.state);
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
          <strong>The replay stopped: {state.message}.</strong> The numbers below are the last that were shown. Start Tapedeck again and open the
          address it prints.
        </p>
      </div>
    );
  }
  return null;
}
