import { serveLiveShare } from "../fold/serve-live-share.ts";

/** A book worker: the order books of its instruments, each strictly serial. */
serveLiveShare("book", import.meta.dirname, process.argv.slice(2));
