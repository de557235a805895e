/** Below a message's bound, with room for what is around the rows. */
const BATCH_CHARACTERS = 48_000;
/** Rows come in bursts: within so many of them nobody waits for the next message. */
const BATCH_ROWS = 50;

/** Gathers rows to messages of a bounded length. What is gathered within one turn of the event loop goes together. */
export class RowBatches<T> {
  private readonly send: (rows: T[]) => void;
  private rows: T[] = [];
  private characters = 0;
  private isDue = false;

  constructor(send: (rows: T[]) => void) {
    this.send = send;
  }

  add(row: T): void {
    const { length } = JSON.stringify(row);
    if (this.characters + length > BATCH_CHARACTERS) this.flush();
    this.rows.push(row);
    this.characters += length;
    if (this.rows.length >= BATCH_ROWS) this.flush();
    else if (!this.isDue) {
      this.isDue = true;
      setImmediate(() => this.flush());
    }
  }

  flush(): void {
    this.isDue = false;
    const { rows } = this;
    this.rows = [];
    this.characters = 0;
    if (rows.length > 0) this.send(rows);
  }
}
