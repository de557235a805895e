import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import zlib from "node:zlib";
import { ZstdFrameEnd } from "./zstd-frames.ts";

const READ_BYTES = 1 << 18;
const TEXT_BYTES = 1 << 20;

/**
 * The text of a file in chunks, unpacked on the thread pool where its name ends in `.gz` or `.zst`.
 * Throws what the file system or zlib says: a cut archive is an error, however much of it could be read.
 */
export function readInput(path: string): AsyncIterable<Buffer<ArrayBuffer>> {
  const file: AsyncIterable<Buffer<ArrayBuffer>> = createReadStream(path, { highWaterMark: READ_BYTES });
  if (path.endsWith(".gz")) return through(file, zlib.createGunzip({ chunkSize: TEXT_BYTES }));
  if (path.endsWith(".zst")) return unzstd(file);
  return file;
}

function through(input: AsyncIterable<Buffer>, decompressor: zlib.Gunzip | zlib.ZstdDecompress): AsyncIterable<Buffer<ArrayBuffer>> {
  // An error reaches the reader through the decompressor, which the pipeline destroys with it.
  return pipeline(Readable.from(input), decompressor, () => undefined);
}

/** Unpacks frame after frame. */
async function* unzstd(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer<ArrayBuffer>> {
  const chunks = file[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    while (chunk.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      chunk = next.value;
    }
    return true;
  };
  async function* oneFrame(): AsyncGenerator<Buffer> {
    const frame = new ZstdFrameEnd();
    while (!frame.done && (await fill())) {
      const taken = frame.take(chunk, 0);
      const part = chunk.subarray(0, taken);
      chunk = chunk.subarray(taken);
      if (part.length > 0) yield part;
    }
  }
  try {
    while (await fill()) yield* through(oneFrame(), zlib.createZstdDecompress({ chunkSize: TEXT_BYTES }));
  } finally {
    await chunks.return?.();
  }
}
