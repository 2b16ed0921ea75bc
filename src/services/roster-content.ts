// What a roster says: units and people as one list.
import { z } from "zod";

/** A whole bureau: its units, groups of units and people. Codes tie them together. */
export const rosterSchema = z.object({
  units: z.array(
    z.object({
      code: z.string().min(1),
      name: z.string().min(1),
      aliases: z.array(z.string()).default([]),
      kind: z.enum(["bureau", "office", "group"]),
      /** Codes of a group's members. */
      members: z.array(z.string()).default([]),
    }),
  ),
  people: z.array(
    z.object({
      id: z.string().optional(),
      name: z.string().min(1),
      mobile: z.string().optional(),
      posts: z.array(
        z.object({
          unit: z.string(),
          role: z.enum(["contact", "head", "deputy", "director", "coordinator", "auditor"]),
          rank: z.enum(["A", "B"]).optional(),
          /** The last day on which it is held (离任日期). */
          untilOn: z.string().optional(),
        }),
      ),
    }),
  ),
});

export type Roster = z.infer<typeof rosterSchema>;
export type RosterPerson = Roster["people"][number];
