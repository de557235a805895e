import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** So much text is gathered before it is written. */
const CHUNK_CHARS = 1 << 18;

/** A file of lines of JSON, each with the exchange's time in Unix ms. */
export class TruthFile {
  private readonly descriptor: number;
  private open = true;
  private lines: string[] = [];
  private gathered = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, "w");
  }

  /** A text as it was sent. */
  sent(ms: number, text: string): void {
    this.line(`{"ms":${ms.toFixed(3)},"text":${jsonText(text)}}\n`);
  }

  /** An answer to a request, as it was given. */
  answered(ms: number, url: string, status: number, text: string): void {
    this.line(`{"ms":${ms.toFixed(3)},"url":${jsonText(url)},"status":${status},"text":${jsonText(text)}}\n`);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.write();
    closeSync(this.descriptor);
  }

  private line(line: string): void {
    this.lines.push(line);
    this.gathered += line.length;
    if (this.gathered >= CHUNK_CHARS) this.write();
  }

  private write(): void {
    const bytes = Buffer.from(this.lines.join(""));
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at);
    this.lines = [];
    this.gathered = 0;
  }
}

/** The folder that a run's truth goes to. */
export class TruthWriter {
  readonly rest: TruthFile;
  private readonly folder: string;
  private readonly connections: TruthFile[] = [];

  /** Makes the folder where it is not there; throws the system's error where it cannot be written. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.rest = new TruthFile(join(folder, "rest.jsonl"));
  }

  /** The file of the connection of this number. */
  connection(number: number): TruthFile {
    const file = new TruthFile(join(this.folder, connectionFile(number)));
    this.connections.push(file);
    return file;
  }

  /** Writes what is known at the end, and ends all files. */
  close(summary: object, books: object): void {
    for (const file of [this.rest, ...this.connections]) file.close();
    writeFileSync(join(this.folder, "books.json"), `${JSON.stringify(books)}\n`);
    writeFileSync(join(this.folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  }
}

export function connectionFile(number: number): string {
  return `connection-${number}.jsonl`;
}

/** The text as a JSON string. What the exchange sends has quotes to escape and hardly ever anything else. */
function jsonText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what JSON must escape
  return /[\\\u0000-\u001f]/.test(text) ? JSON.stringify(text) : `"${text.replaceAll('"', '\\"')}"`;
}
