import { describe, expect, test } from "vitest";
import { Once } from "../../../src/core/contract/port-events.ts";
import { PortChannel } from "../../../src/core/contract/port-channel.ts";
import type { Port, PortMessage } from "../../../src/core/contract/port.ts";
import { PagePorts } from "../../../src/main/desk/page-ports.ts";

function desk() {
  const controls: Port[] = [];
  const taken: { port: Port; messages: PortMessage[] }[] = [];
  const ports = new PagePorts((port) => controls.push(port));
  const remove = ports.add("books-0", {
    attach: (port) => {
      const messages: PortMessage[] = [];
      port.onMessage((message) => messages.push(message));
      taken.push({ port, messages });
    },
  });
  const open = (): { page: Port; closed: string[] } => {
    const channel: PortChannel = new PortChannel(
      (envelope) => far.receive(envelope),
      () => {},
    );
    const far: PortChannel = new PortChannel(
      (envelope) => channel.receive(envelope),
      (port) => ports.take(port),
    );
    const page = channel.open();
    const closed: string[] = [];
    page.onClose((reason) => closed.push(reason));
    return { page, closed };
  };
  return { controls, taken, ports, remove, open };
}

describe("a port that a page opens", () => {
  test("goes to whom its first message names, who hears all that follows and nothing of that", () => {
    const { controls, taken, open } = desk();
    const { page } = open();
    page.post('{"type":"port.open","to":"books-0"}');
    page.post("next");
    expect(taken.map(({ messages }) => messages)).toEqual([["next"]]);
    open().page.post('{"type":"port.open","to":"shell"}');
    expect([controls.length, taken.length]).toEqual([1, 1]);
  });

  test.each([
    ["says nothing of whom it is for", "hello", "control message is not JSON"],
    ["begins with bytes", new ArrayBuffer(8), "a data message where a control message was to come"],
    ["names nobody on this desk", '{"type":"port.open","to":"books-7"}', 'there is no "books-7" on this desk'],
    ["names a member that every object has", '{"type":"port.open","to":"__proto__"}', 'there is no "__proto__" on this desk'],
  ])("is closed where it %s", (_, first, reason) => {
    const { open } = desk();
    const { page, closed } = open();
    page.post(first);
    expect(closed).toEqual([reason]);
  });

  test("finds no source that was forgotten, and the newer one of two with one name", () => {
    const { ports, remove, open } = desk();
    const heard = new Once<string>();
    ports.add("books-0", { attach: () => heard.emit("newer") });
    remove();
    open().page.post('{"type":"port.open","to":"books-0"}');
    let who = "";
    heard.on((value) => (who = value));
    expect(who).toBe("newer");
  });
});
