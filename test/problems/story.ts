// What the suites on problems share: a campaign whose units report problems in their ledgers.
import { codeFor, fieldsOf, wordsOf } from "../forms/pages.ts";
import { publishMatters } from "../support/factory.ts";
import type { Harness, SeenMessage } from "../support/harness.ts";

/** A row of the self-inspection ledger (一般) with a problem. */
export const ROW = {
  item: "执法案卷评查",
  found: "是",
  description: "两卷案卷缺少法制审核意见",
  measure: "补办审核并组织学习",
  owner: "顾建华",
  deadline: "2023-08-10",
  state: "整改中",
};

/** A row of the ledger of prominent problems (敏感). */
export const PROMINENT = {
  kind: "不规范",
  description: "检查记录未由两名人员签字",
  measure: "统一记录式样",
  department: "危化室",
  owner: "顾建华",
  deadline: "2023-08-04",
  closed: "否",
};

/** Publishes 自查自纠 to three units and the lead unit, and 突出问题 to one. */
export function publish(office: Harness): Promise<string[]> {
  return publishMatters(office.app, [
    {
      what: "报送自查自纠情况",
      units: ["weihua", "anji", "fangzai", "fagui"],
      dueOn: "2023-07-27",
      materials: [{ key: "1", kind: "ledger", name: "自查自纠台账", ledger: "self-inspection" }],
    },
    {
      what: "报送突出问题整治台账",
      units: ["weihua"],
      dueOn: "2023-07-27",
      materials: [{ key: "1", kind: "ledger", name: "突出问题台账", ledger: "prominent-problems" }],
    },
  ]);
}

/** A person hands in a ledger by its page; fields not named stay as they are. */
export async function fills(
  office: Harness,
  who: string,
  matter: { id: string; unit: string },
  form: Record<string, string>,
): Promise<void> {
  const path = `/form/${await codeFor(office.app, matter.id, matter.unit)}-1`;
  const page = await office.person(who).opens(path);
  const answer = await office.person(who).opens(path, { ...fieldsOf(page.text), ...form });
  if (!/\/receipt\/\d+$/.test(answer.path)) throw new Error(wordsOf(answer.text));
}

/** Posts one of a problem page's forms as its button would; fields by their bare names. */
export async function posts(
  office: Harness,
  who: string,
  code: string,
  act: string,
  fields: Record<string, string | File>,
  requestId: string = crypto.randomUUID(),
): Promise<{ status: number; words: string }> {
  const page = fieldsOf((await office.person(who).opens(`/problem/${code}`)).text);
  const form = new FormData();
  form.set("do", act);
  form.set("requestId", requestId);
  form.set("application", page.application ?? "");
  const prefix = act === "accept" || act === "refuse" ? "decide" : act;
  for (const [name, value] of Object.entries(fields)) form.set(`${prefix}.${name}`, value);
  const answer = await office.person(who).opens(`/problem/${code}`, form);
  return { status: answer.status, words: wordsOf(answer.text) };
}

/** The messages that one person got. */
export const toPerson = (messages: SeenMessage[], person: string) =>
  messages.filter(({ to }) => to.person === person);

/** The last of the messages. */
export function last(messages: readonly SeenMessage[]): SeenMessage {
  const message = messages.at(-1);
  if (!message) throw new Error("nobody received anything");
  return message;
}

/** The labels of a card's buttons. */
export const labels = (message: SeenMessage) => message.card!.actions.map(({ label }) => label);

/** A problem by its number. */
export function problemOf(office: Harness, number: number) {
  return office.app.runtime.store.db.problem.findFirstOrThrow({
    where: { number },
    include: { rectifications: { orderBy: { ordinal: "asc" } } },
  });
}
