/** Says where an import failed: `<file>:<line>: what is wrong and what is expected`, on one line. */
export class ImportError extends Error {
  override readonly name = "ImportError";

  /** `line` counts within the file, from 1; 0 where the file could not be opened. */
  constructor(file: string, line: number, problem: string, options?: ErrorOptions) {
    super(`${line === 0 ? file : `${file}:${line}`}: ${problem}`, options);
  }
}
