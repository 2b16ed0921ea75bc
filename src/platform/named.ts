// Which of a deployment's bots of one kind a platform is: that of the environment, or one that the config file names.
import type { Platform } from "../chat/platform.ts";

/** What tells one bot from others of its kind. */
export type Named = Required<Pick<Platform, "route" | "bureau">>;

/** The one that stands in the environment, which serves the deployment's first bureau. */
export const DEFAULT: Named = { route: "default", bureau: null };

/** Its name in rows, queues and leases: `wecom`, or `wecom.jia`. No colon, which queues refuse. */
export function nameOf(kind: string, { route }: Pick<Named, "route">): string {
  return route === DEFAULT.route ? kind : `${kind}.${route}`;
}

/** The platform as people call it, with its bureau where it names one. */
export function titleOf(title: string, { bureau }: Pick<Named, "bureau">): string {
  return bureau === null ? title : `${title}（${bureau}）`;
}
