import { serveFeed } from "./serve-feed.ts";

/** The feed worker: one venue's sockets and REST. */
serveFeed(process.argv.slice(2));
