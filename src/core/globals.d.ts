/**
 * What core may use beside the ECMAScript language: pure functions that Node, Electron and browsers all have.
 * Only src/core/tsconfig.json reads this file, so that a clock, a timer, Node or the DOM does not even type-check in core.
 */

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: "utf-8", options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  /** @throws TypeError where the bytes are not UTF-8 and `fatal` was asked for. */
  decode(bytes?: ArrayBufferView | ArrayBufferLike, options?: { readonly stream?: boolean }): string;
}
