export { BLOCK_PAYLOAD, blockSpan, FrameBlockError } from "./frame-block-layout.ts";
export { BlockReader } from "./frame-block-reader.ts";
export { BlockWriter } from "./frame-block-writer.ts";
