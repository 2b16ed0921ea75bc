// The bureau that plays a plan: the demo bureau, or one invented from the names that the plan itself gives.
import { DEMO_GROUP, DEMO_ORG, DEMO_ROSTER } from "../../prisma/demo-bureau.ts";
import { normaliseName } from "../domain/text.ts";
import type { Draft } from "../plan/draft.ts";
import type { Roster, RosterPerson } from "../services/roster-content.ts";

/** A bureau with its people, and what has to be said about how it came to be. */
export interface Bureau {
  name: string;
  headPost: string;
  group: string;
  /** Code of the lead unit. */
  lead: string;
  roster: Roster;
  remarks: string[];
}

type Unit = Roster["units"][number];

const SELF = /^(?:我|本)(?:局|单位|委|厅)$|^局机关$/;
const GROUP = /^(.*?)各(?:有关|相关)?(.+)$/;
const OFFICE = /(?:室|股|科|处|办|中心|大队)$/;
const MEMBERS = ["甲", "乙", "丙"];
const FALLBACK_LEAD = "法制科";

const FAMILY = "周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏";
const GIVEN = [
  "文彬",
  "晓岚",
  "志宏",
  "雨晴",
  "立新",
  "思远",
  "海燕",
  "国平",
  "静怡",
  "明哲",
  "春华",
  "书航",
];

/** The demo bureau as it is seeded. */
export function demoBureau(): Bureau {
  return {
    name: DEMO_ORG.name,
    headPost: DEMO_ORG.headPost,
    group: DEMO_GROUP.name,
    lead: "fagui",
    roster: DEMO_ROSTER,
    remarks: [],
  };
}

/** Units are the names in the draft's `who`, the lead unit is whom most reports go to inside, the bureau the issuer. */
export function inventBureau(draft: Draft): Bureau {
  const name = draft.issuer ?? "本单位";
  const isBureau = (each: string) => SELF.test(each) || normaliseName(each) === normaliseName(name);
  const named = [...new Set(draft.obligations.flatMap(({ who }) => who))].filter((each) => !isBureau(each));
  const lead = leadOf(draft, isBureau);
  const offices = [...new Set([lead ?? FALLBACK_LEAD, ...named.filter((each) => !GROUP.test(each))])];
  const remarks = [
    ...(draft.issuer ? [] : ["原文没有写明发文机关，以“本单位”代称"]),
    ...(lead ? [] : [`原文没有写明由内部哪个科室汇总，设“${FALLBACK_LEAD}”为牵头科室`]),
  ];
  // 「各执法部门」 and 「各执法单位」 are the same units.
  const kindOf = (group: string) => GROUP.exec(group)![2]!.replace(/(?:部门|单位)$/, "");
  const names = named.filter((each) => GROUP.test(each));
  const groups = names.map((group) => {
    const like = names.find((first) => kindOf(first) === kindOf(group))!;
    return { group, like, ...membersOf(like, offices.slice(1)) };
  });
  for (const { group, members, invented, like } of groups) {
    remarks.push(
      like !== group
        ? `“${group}”与“${like}”按同一批单位对待`
        : invented
          ? `“${group}”原文没有列出名单，虚构${members.join("、")}`
          : `“${group}”原文没有列出名单，以点到名的${members.join("、")}为成员`,
    );
    for (const member of members) if (!offices.includes(member)) offices.push(member);
  }
  const codes = new Map(offices.map((office, index) => [office, `u${index + 1}`]));
  const units: Unit[] = [
    { code: "bureau", name, aliases: [], kind: "bureau", members: [] },
    ...offices.map(
      (office): Unit => ({
        code: codes.get(office)!,
        name: office,
        aliases: [],
        kind: "office",
        members: [],
      }),
    ),
    ...groups.map(
      ({ group, members }, index): Unit => ({
        code: `g${index + 1}`,
        name: group,
        aliases: [],
        kind: "group",
        members: members.map((member) => codes.get(member)!),
      }),
    ),
  ];
  const lastWord = /[厅局委办]$/.exec(name)?.[0];
  return {
    name,
    headPost: lastWord === "厅" ? "厅长" : lastWord === "局" ? "局长" : "主要负责人",
    group: `${name}·联络群`,
    lead: codes.get(offices[0]!)!,
    roster: {
      units,
      people: peopleOf([...codes.values()], new Set(draft.contacts.map((contact) => contact.name))),
    },
    remarks: [...remarks, "以上单位的人员都是演示用的虚构姓名"],
  };
}

/** The unit inside the bureau that the plan most often sends reports to. */
function leadOf(draft: Draft, isBureau: (name: string) => boolean): string | null {
  const counts = new Map<string, number>();
  for (const { to } of draft.obligations) {
    if (to && OFFICE.test(to) && !isBureau(to)) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** The units named beside a group that are of its kind, or three invented ones where there are fewer than two. */
function membersOf(group: string, offices: readonly string[]): { members: string[]; invented: boolean } {
  const stem = GROUP.exec(group)![2]!;
  const alike = offices.filter((office) => office.at(-1) === stem.at(-1));
  if (alike.length > 1) return { members: alike, invented: false };
  return { members: MEMBERS.map((letter) => `${letter}${stem}`), invented: true };
}

/** A director, two deputies, and for each unit a head and two contacts; the first unit's A is the coordinator. */
function peopleOf(units: readonly string[], taken: ReadonlySet<string>): RosterPerson[] {
  const used = new Set(taken);
  let next = 0;
  const invent = (): string => {
    for (;;) {
      const family = [...FAMILY][next % FAMILY.length]!;
      const name = family + GIVEN[(next * 5 + Math.floor(next / FAMILY.length)) % GIVEN.length]!;
      next += 1;
      if (used.has(name)) continue;
      used.add(name);
      return name;
    }
  };
  const [lead, ...others] = units;
  const person = (posts: RosterPerson["posts"]): RosterPerson => ({
    id: `p${next + 1}`,
    name: invent(),
    posts,
  });
  return [
    person([{ unit: "bureau", role: "director" }]),
    person([{ unit: lead!, role: "deputy" }]),
    person(others.map((unit) => ({ unit, role: "deputy" }))),
    ...units.flatMap((unit) => [
      person([{ unit, role: "head" }]),
      person([
        { unit, role: "contact", rank: "A" },
        ...(unit === lead ? [{ unit, role: "coordinator" as const }] : []),
      ]),
      person([{ unit, role: "contact", rank: "B" }]),
    ]),
  ];
}
