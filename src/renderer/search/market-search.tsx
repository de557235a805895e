import { Autocomplete } from "@base-ui/react/autocomplete";
import { useEffect, useMemo, useState } from "react";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { rankInstruments } from "./rank.ts";

/** One line of the list. */
interface Market {
  readonly instrument: string;
  readonly detail: string;
  readonly shown: boolean;
}

/** Rows of a list that a person reads through. */
const MOST = 50;

interface Found {
  readonly markets: readonly Market[];
  /** How many more match. */
  readonly more: number;
  /** Why nothing was found, where that is not because nothing matches. */
  readonly reason: string;
  readonly waiting: boolean;
}

/** Finds an instrument by what is typed. Enter adds it to the watchlist, or goes to it where it is listed already. */
export function MarketSearch({ page, typed }: { readonly page: Page; readonly typed: string }) {
  const [query, setQuery] = useState(typed);
  const isLive = useStore(page.connection.desk)?.mode === "live";
  const Search = isLive ? VenueSearch : ShownSearch;
  return <Search page={page} query={query} onQuery={setQuery} />;
}

interface SearchProps {
  readonly page: Page;
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** Among all markets of the exchange: the shell is asked, which knows them. */
function VenueSearch(props: SearchProps) {
  const { page, query } = props;
  const { searched, found: answers, watchlist } = page.shell;
  const found = useStore(answers);
  const asked = useStore(searched);
  const listed = useStore(watchlist);
  useEffect(() => {
    const request = searched.get().request + 1;
    searched.set({ request, query });
    page.connection.ask({ type: "markets.search", request, query: query.trim().slice(0, 100) });
  }, [page, searched, query]);
  const waiting = found === null || asked.query !== query || found.request < asked.request;
  const markets = (found?.markets ?? []).map(({ instrument, base, quote, kind }) => ({
    instrument,
    detail: quote === "" ? kind : `${base} / ${quote} · ${kind}`,
    shown: listed?.includes(instrument) ?? false,
  }));
  // What was found for fewer letters stays until the answer is there, as far as it fits: Enter never takes what was not meant.
  const fitting = waiting
    ? new Set(
        rankInstruments(
          markets.map(({ instrument }) => instrument),
          query,
        ),
      )
    : null;
  return (
    <SearchDialog
      {...props}
      isLive
      found={{
        markets: markets.filter(({ instrument }) => fitting?.has(instrument) ?? true).slice(0, MOST),
        more: found?.more ?? 0,
        reason: found?.reason ?? "",
        waiting,
      }}
    />
  );
}

/** Among what a replay shows. */
function ShownSearch(props: SearchProps) {
  const { page, query } = props;
  const ids = useMemo(() => rankInstruments(page.watchlist.ids, query), [page, query]);
  const markets = ids.slice(0, MOST).map((instrument) => ({ instrument, detail: "in this recording", shown: true }));
  return <SearchDialog {...props} isLive={false} found={{ markets, more: ids.length - markets.length, reason: "", waiting: false }} />;
}

function SearchDialog({ page, query, onQuery, isLive, found }: SearchProps & { readonly isLive: boolean; readonly found: Found }) {
  const { markets, more, reason, waiting } = found;
  const close = (): void => page.dialog.set(null);
  const choose = ({ instrument, shown }: Market): void => {
    close();
    if (!shown) page.edits.add(instrument);
    page.focus.choose(instrument);
    page.watchlist.choose(instrument);
  };
  return (
    <DeskDialog bare title={isLive ? "Add a symbol" : "Go to a symbol"} className="search" onClose={close}>
      <Autocomplete.Root
        autoHighlight="always"
        filter={null}
        inline
        items={markets}
        itemToStringValue={({ instrument }: Market) => instrument}
        keepHighlight
        mode="none"
        onValueChange={(value, { reason: cause }) => {
          if (cause !== "item-press") onQuery(value);
        }}
        open
        value={query}
      >
        <Autocomplete.Input
          className="search-input"
          aria-label={isLive ? "Symbol to add" : "Symbol to go to"}
          placeholder={isLive ? "Symbol, for example BTCUSDT" : "Symbol of this recording"}
          spellCheck={false}
        />
        <div className="dialog-body">
          {/* Always there: it is a live region. */}
          <Autocomplete.Status className="search-status">
            {markets.length > 0 ? "" : waiting ? "Searching…" : reason !== "" ? reason : `Nothing here is called “${query.trim().toUpperCase()}”.`}
          </Autocomplete.Status>
          <Autocomplete.List className="search-list">
            {(market: Market) => (
              <Autocomplete.Item key={market.instrument} value={market} className="search-item" onClick={() => choose(market)}>
                <MarketLine market={market} />
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </div>
      </Autocomplete.Root>
      <footer className="dialog-foot">
        <span>
          <kbd>Enter</kbd> {isLive ? "adds, or goes to what is listed" : "goes to it"}
        </span>
        <span>
          <kbd>Esc</kbd> closes
        </span>
        {more > 0 && <span className="search-more">{more.toLocaleString("en-US")} more match: type on</span>}
      </footer>
    </DeskDialog>
  );
}

function MarketLine({ market: { instrument, detail, shown } }: { readonly market: Market }) {
  const { venue, symbol } = splitInstrumentId(instrument);
  return (
    <>
      <span className="search-symbol">{symbol}</span>
      <span className="muted">{detail}</span>
      <span className="search-mark">{shown ? "listed" : ""}</span>
      <span className="chip">{venue}</span>
    </>
  );
}
