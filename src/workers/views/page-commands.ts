import { type Command, ContractError, decodeCommand } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";

/** Hands a page's commands to `obey`. A message that is none, or that `obey` refuses with a `ContractError`, closes the port with the reason. */
export function onCommand(port: Port, obey: (command: Command) => void): void {
  port.onMessage((message) => {
    try {
      if (typeof message !== "string") throw new ContractError("the page sends no data messages");
      obey(decodeCommand(message));
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      port.close(error.message);
    }
  });
}
