// The vendor's own client of Stream mode, pointed at the simulator: a judge of the simulator, and a measure for ours.
import axios from "axios";
import { DWClient } from "dingtalk-stream";
import type { Simulator } from "./simulator.ts";

/** How the vendor's client is made. */
export interface OfficialOptions {
  keepAlive?: boolean;
  debug?: boolean;
  /** Milliseconds between attempts, 1000 by itself. */
  retryMs?: number;
  /** Milliseconds between pings, 8000 by itself. */
  pingMs?: number;
}

/** The vendor's client as it is published, except that its waits can be shortened; `over()` ends it for good. */
export type Official = DWClient & { over(): void };

const GATEWAY = "https://api.dingtalk.com";

// Its gateway is a constant: the only way to another is the request itself.
const redirects = new Map<string, string | null>();
axios.interceptors.request.use((config) => {
  const { clientId } = (config.data ?? {}) as { clientId?: string };
  const target = clientId === undefined ? undefined : redirects.get(clientId);
  if (target === null) throw new Error("this client is over");
  if (target && config.url?.startsWith(GATEWAY)) config.url = target + config.url.slice(GATEWAY.length);
  return config;
});

/** A client with the simulated app's credentials, not connected yet. It tries for ever: call `over()`. */
export function officialClient(simulator: Simulator, options: OfficialOptions = {}): Official {
  const { clientId, clientSecret } = simulator.world.settings;
  redirects.set(clientId, simulator.url);
  const client = new DWClient({
    clientId,
    clientSecret,
    keepAlive: options.keepAlive ?? false,
    debug: options.debug ?? false,
  });
  const inner = client as unknown as { reconnectInterval: number; heartbeat_interval: number };
  inner.reconnectInterval = options.retryMs ?? 5;
  inner.heartbeat_interval = options.pingMs ?? 8000;
  const over = () => {
    redirects.set(clientId, null);
    (client as unknown as { config: { autoReconnect: boolean } }).config.autoReconnect = false;
    client.disconnect();
    simulator.gateway.cut();
  };
  return Object.assign(client, { over });
}
