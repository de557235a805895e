import { contextBridge, ipcRenderer } from "electron";
import { BRIDGE, type PageBridge, PORT_NEWS, PORT_REQUEST, type PortNews } from "../core/contract/page-port.ts";

// A port cannot cross the context bridge; a message of the window to itself carries it from this world into the page's.
ipcRenderer.on(PORT_NEWS, ({ ports }, news: PortNews) => window.postMessage(news, "*", ports));

const bridge: PageBridge = { requestPort: () => ipcRenderer.send(PORT_REQUEST) };
contextBridge.exposeInMainWorld(BRIDGE, bridge);
