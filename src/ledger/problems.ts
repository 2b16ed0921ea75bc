// The problem a ledger row tells of, read by the definition's own map, so that problems count alike in every ledger.

import type { Day } from "../domain/day.ts";
import { holds } from "./compute.ts";
import type { LedgerDefinition } from "./definition.ts";
import { fieldOf } from "./definition.ts";
import { formatField } from "./kinds.ts";
import type { Values } from "./value.ts";

/** The facts of one problem; texts are empty and days null where the row is silent. */
export interface ProblemFacts {
  kind: string;
  description: string;
  measure: string;
  deadline: Day | null;
  department: string;
  owner: string;
  state: string;
  done: boolean;
  closed: boolean;
  closedOn: Day | null;
}

/** The problem in a row, or null where the ledger has no problems or this row reports none. */
export function problemOf(definition: LedgerDefinition, values: Values): ProblemFacts | null {
  const map = definition.problem;
  if (!map || (map.when && !holds(map.when, values))) return null;
  const text = (key: string | undefined): string =>
    key === undefined ? "" : formatField(fieldOf(definition, key), values[key]);
  if (text(map.description) === "") return null;
  const closed = map.closed !== undefined && holds(map.closed, values);
  return {
    kind: text(map.kind),
    description: text(map.description),
    measure: text(map.measure),
    deadline: text(map.deadline) || null,
    department: text(map.department),
    owner: text(map.owner),
    state: text(map.state),
    done: closed || (map.done !== undefined && holds(map.done, values)),
    closed,
    closedOn: text(map.closedOn) || null,
  };
}
