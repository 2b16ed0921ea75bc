// A province, two cities and two counties below one of them, each a bureau of its own in one deployment.
import { existsSync, readFileSync } from "node:fs";
import { createApp } from "../../src/app.ts";
import type { SeenMessage } from "../../src/cli/sandbox-client.ts";
import { createLog } from "../../src/log.ts";
import { setUpBureau } from "../../src/services/bureau.ts";
import type { Roster, RosterPerson } from "../../src/services/roster-content.ts";
import { pdf } from "../submissions/story.ts";
import { TEST_CONFIG } from "../support/config.ts";
import { openBlank } from "../support/databases.ts";
import { type Harness, talkTo } from "../support/harness.ts";

export const PROVINCE = "海原省应急管理厅";
export const EAST = "东川市应急管理局";
export const WEST = "西川市应急管理局";
export const RIVER = "河口县应急管理局";
export const HILL = "青岭区应急管理局";

const SEED = new URL("../../../shared/seeds/S3-liaoning-emergency-2024.txt", import.meta.url);
const OWN = new URL("../fixtures/three-levels-plan.txt", import.meta.url);

/** The province's plan: the source where it lies beside the project, else one with the same facts. */
export const PLANS = [OWN, ...(existsSync(SEED) ? [SEED] : [])].map((at) => readFileSync(at, "utf8"));

type Post = RosterPerson["posts"][number];

/** A person with posts as 「unit role」. */
const somebody = (id: string, name: string, ...posts: string[]): RosterPerson => ({
  id,
  name,
  posts: posts.map((post): Post => {
    const [unit = "", role = ""] = post.split(" ");
    return { unit, role: role as Post["role"] };
  }),
});

const office = (code: string, name: string) => ({
  code,
  name,
  aliases: [],
  kind: "office" as const,
  members: [],
});

/** A bureau with a lead office and offices that report; people are called after their bureau's letter. */
function bureauOf(letter: string, name: string, offices: readonly [string, string][]): Roster {
  return {
    units: [
      { code: "ju", name, aliases: ["我局", "本局"], kind: "bureau", members: [] },
      office("fagui", "法规科"),
      ...offices.map(([code, title]) => office(code, title)),
    ],
    people: [
      somebody(`${letter}-director`, `${letter.toUpperCase()}局长`, "ju director"),
      somebody(`${letter}-lead`, `${letter.toUpperCase()}牵头`, "fagui coordinator", "fagui contact"),
      somebody(
        `${letter}-deputy`,
        `${letter.toUpperCase()}分管`,
        "fagui deputy",
        ...offices.map(([code]) => `${code} deputy`),
      ),
      ...offices.map(([code, title]) =>
        somebody(`${letter}-${code}`, `${letter.toUpperCase()}${title}联系人`, `${code} contact`),
      ),
    ],
  };
}

const PROVINCE_ROSTER: Roster = {
  units: [
    { code: "ting", name: PROVINCE, aliases: ["省应急厅", "省厅", "我厅"], kind: "bureau", members: [] },
    office("jiandu", "执法监督处"),
    office("weihua", "危险化学品处"),
    office("east", EAST),
    office("west", WEST),
    {
      code: "shi",
      name: "各市应急管理局",
      aliases: ["各市应急局"],
      kind: "group",
      members: ["east", "west"],
    },
    { code: "chu", name: "厅机关各有关处室", aliases: [], kind: "group", members: ["weihua"] },
  ],
  people: [
    somebody("p-director", "P厅长", "ting director"),
    somebody("p-lead", "P牵头", "jiandu coordinator", "jiandu contact"),
    somebody("p-deputy", "P分管", "jiandu deputy", "east deputy", "west deputy"),
    somebody("p-weihua", "P危化联系人", "weihua contact"),
  ],
};

const OFFICES: readonly [string, string][] = [
  ["weihua", "危化科"],
  ["dadui", "执法大队"],
];

/** Opens the deployment at an instant, with all five bureaus in it. */
export async function openLevels(now: string): Promise<Harness> {
  const store = await openBlank();
  const config = { ...TEST_CONFIG, sandboxNow: new Date(now) };
  const app = await createApp(config, { store, log: createLog("error") });
  const sandbox = { coordinator: null, sandbox: true };
  await setUpBureau(app.runtime, { name: PROVINCE, roster: PROVINCE_ROSTER, ...sandbox });
  const below: [string, string, Roster][] = [
    [EAST, PROVINCE, bureauOf("e", EAST, OFFICES)],
    [WEST, PROVINCE, bureauOf("w", WEST, OFFICES)],
    [RIVER, EAST, bureauOf("r", RIVER, OFFICES)],
    [HILL, EAST, bureauOf("h", HILL, OFFICES)],
  ];
  for (const [name, under, roster] of below)
    await setUpBureau(app.runtime, { name, roster, under, ...sandbox });
  await app.start();
  return talkTo(app, config.publicUrl);
}

/** Everything that one walk over the levels needs to be said in few words. */
export function tell(levels: Harness) {
  const { db } = levels.app.runtime.store;
  const person = (id: string) => levels.person(id);
  const last = async (id: string, title: string) => {
    const seen = (await person(id).sees()).filter(({ text }) => text.includes(title));
    if (seen.length === 0) throw new Error(`${id} has not seen “${title}”`);
    return seen.at(-1)!;
  };

  /** The bureau's assignment of a matter: of its own upward report, or of a unit by name. */
  const assignmentOf = (bureau: string, unit: string, what: string, period = "") =>
    db.assignment.findFirstOrThrow({
      where: {
        period,
        unit: { name: unit },
        obligation: { what: { contains: what }, campaign: { org: { name: bureau } } },
      },
    });
  const codeOf = async (...place: Parameters<typeof assignmentOf>) =>
    `A${(await assignmentOf(...place)).number}`;

  /** Posts fields of the confirm page, units by name. */
  const settle = async (id: string, path: string, fields: Record<string, string | string[]>) => {
    const page = await person(id).opens(path);
    const { orgId } = await db.person.findUniqueOrThrow({ where: { id } });
    const units = await db.unit.findMany({ where: { orgId } });
    const form = new FormData();
    form.set("revision", /name="revision" value="(\d+)"/.exec(page.text)![1]!);
    for (const [name, values] of Object.entries(fields))
      for (const value of [values].flat()) {
        const unit = name.endsWith(".unitId") && units.find((one) => one.name === value);
        form.append(name, unit ? unit.id : value);
      }
    return person(id).opens(page.path, form);
  };

  const document = (id: string, code: string, name: string) => {
    const form = new FormData();
    form.set("file", new File([pdf(name)], name));
    return person(id).opens(`/form/${code}-1`, form);
  };

  /** Presses a button of the newest card with this title. */
  const press = async (id: string, title: string, label: string) =>
    person(id).presses(await last(id, title), label);

  /** `/上报 A12` and its button. */
  const handUp = async (id: string, code: string, label = "上报"): Promise<SeenMessage> => {
    const [card] = await person(id).says(`/上报 ${code}`);
    const [answer] = await person(id).presses(card!, label);
    return answer!;
  };

  return { db, person, last, press, assignmentOf, codeOf, settle, document, handUp };
}

/** The path behind a card's link. */
export function pathOf(message: SeenMessage, label: string): string {
  const url = message.card?.actions.find((one) => one.label === label)?.url;
  if (!url) throw new Error(`no link “${label}” on ${message.text}`);
  return new URL(url).pathname;
}
