import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { MAX_MESSAGE_BYTES, type Port } from "../../src/core/contract/port.ts";
import { SocketPort } from "../../src/main/host/socket-port.ts";
import { connectSocket } from "../../src/renderer/connection/socket-port.ts";
import { farEnd } from "./far-end.ts";
import { describePortContract, type Wire } from "./port-contract.ts";

/** A server on loopback with the options of the page server, and pages that connect to it; which side is the far one, `pair` decides. */
async function sockets(pair: (desk: Port, page: Port) => Port): Promise<Wire> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  await once(server, "listening");
  const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const drop = (): void => {
    for (const socket of server.clients) socket.terminate();
  };
  // Ports are opened one at a time: the far end numbers them in the order in which it takes them.
  let turn: Promise<unknown> = Promise.resolve();
  const connect = async (): Promise<Port> => {
    const accepted = once(server, "connection") as Promise<[WebSocket]>;
    const page = await connectSocket(url);
    return pair(new SocketPort((await accepted)[0]), page);
  };
  return {
    connect: () => {
      const port = turn.then(connect);
      turn = port;
      return port;
    },
    kill: drop,
    close: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describePortContract("a WebSocket, at the page", () => {
  const take = farEnd();
  return sockets((desk, page) => {
    take(desk);
    return page;
  });
});

describePortContract("a WebSocket, at the desk", () => {
  const take = farEnd();
  return sockets((desk, page) => {
    take(page);
    return desk;
  });
});
