import { useEffect, useRef } from "react";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { CANDLE_ROWS, COMPARED_ROWS } from "./candle-cells.ts";
import { DetailsPainter } from "./details-painter.ts";
import { BOOK_ROWS, DEPTH_ROWS, HISTORY_ROWS } from "./liquidity-cells.ts";
import { VENUE_ROWS, WINDOW_PAIRS, WINDOW_ROWS } from "./ticker-cells.ts";

/** All that the desk knows of the instrument in focus beside its chart, book and tape. The places are made once; the figures write themselves. */
export function DetailsPanel({ page }: { readonly page: Page }) {
  const body = useRef<HTMLDivElement>(null);
  const chosen = useStore(page.focus.chosen);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const painter = new DetailsPainter(element);
    const undo = [
      page.ticker.attach((view) => painter.ticker(view)),
      page.liquidity.attach((view) => painter.liquidity(view, page.clock.nowMs)),
      page.clock.onTick((nowMs) => painter.tick(nowMs)),
    ];
    return () => {
      for (const end of undo) end();
    };
  }, [page]);
  const { venue, symbol } = splitInstrumentId(chosen ?? "");
  return (
    <div className="details">
      {/* Scrolled by keys too. */}
      <div ref={body} className="details-body" role="region" aria-label="Details" tabIndex={0} data-chosen={chosen ?? ""}>
        <header className="details-head">
          <h2>
            {symbol} <span className="muted">{venue}</span>
          </h2>
          <p className="details-quality">
            <span className="quality-dot" aria-hidden="true" />
            <span data-figure="quality" /> <span data-figure="age" className="muted" />
          </p>
          <p data-figure="reason" className="details-reason" />
          <p data-figure="aged" className="details-reason" />
        </header>
        <div className="details-sections">
          <Windows />
          <Book />
          <Candles />
        </div>
      </div>
      {chosen === null && <p className="empty">Choose an instrument in the watchlist to see its details.</p>}
    </div>
  );
}

function Windows() {
  return (
    <section>
      <h3>Rolling windows</h3>
      <div className="details-windows">
        {WINDOW_PAIRS.map((pair) => (
          <table key={pair[0]?.name} className="details-table windows">
            <thead>
              <tr>
                <td />
                {pair.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {WINDOW_ROWS.map(([row, label]) => (
                <tr key={row}>
                  <th scope="row">
                    <span>{label}</span>
                  </th>
                  {pair.map(({ name }) => (
                    <td key={name} data-figure={`${name}.${row}`} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

/** The exchange's own figures of 24 h beside ours. */
function Theirs() {
  return (
    <div className="details-theirs">
      <h3>24 h of the exchange</h3>
      <table className="details-table">
        <thead>
          <tr>
            <td />
            <th scope="col">Theirs</th>
            <th scope="col" title="Ours less theirs, once 24 h are recorded">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {VENUE_ROWS.map(([figure, label]) => (
            <tr key={figure}>
              <th scope="row">{label}</th>
              <td data-figure={`theirs.${figure}`} />
              <td data-figure={`difference.${figure}`} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Book() {
  return (
    <section>
      <h3>Order book</h3>
      <Figures rows={BOOK_ROWS} />
      <table className="details-table depth">
        <thead>
          <tr>
            <th scope="col">Bid</th>
            <th scope="col">Within</th>
            <th scope="col">Ask</th>
          </tr>
        </thead>
        <tbody>
          {DEPTH_ROWS.map((bps) => (
            <tr key={bps}>
              <td data-figure={`bid.${bps}`} className="bid" />
              <th scope="row">{bps} bps</th>
              <td data-figure={`ask.${bps}`} className="ask" />
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Its history</h3>
      <Figures rows={HISTORY_ROWS} columns />
    </section>
  );
}

function Candles() {
  return (
    <section>
      <Theirs />
      <h3>Candles of 1 m</h3>
      <Figures rows={CANDLE_ROWS} columns />
      <h3>Against the exchange’s own</h3>
      <Figures rows={COMPARED_ROWS} columns />
      <table className="details-table details-differences">
        <thead>
          <tr>
            <th scope="col">Candle</th>
            <th scope="col">Figure</th>
            <th scope="col">Ours</th>
            <th scope="col">Theirs</th>
          </tr>
        </thead>
        <tbody data-figure="differences" />
      </table>
    </section>
  );
}

function Figures({ rows, columns = false }: { readonly rows: readonly (readonly [name: string, label: string])[]; readonly columns?: boolean }) {
  return (
    <dl className="details-figures" data-columns={columns}>
      {rows.map(([name, label]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd data-figure={name} />
        </div>
      ))}
    </dl>
  );
}
