// Who is behind a platform's account: what /绑定 says to people who are bound, and codes for those who aren't.
import { card } from "../chat/card.ts";
import { type Asker, holds, type Reply } from "../chat/context.ts";
import { SAY } from "../chat/messages.ts";
import { ROLE_NAMES } from "../domain/roles.ts";
import { nearest, normaliseName } from "../domain/text.ts";
import { CODE_DAYS, issueBindingCode, onDay } from "./people.ts";
import { describePost } from "./roster-appointments.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const CODE = /^[0-9A-Za-z]{8}$/;

/** Answers `/绑定`, `/绑定 姓名` and `/绑定 姓名 单位`; to the asker alone, for a code is for no other eyes. */
export async function answerBinding(work: UnitOfWork, asker: Asker, words: string): Promise<Reply> {
  const [name = "", unit = ""] = words.split(/[\s,,、]+/);
  if (name === "" || CODE.test(name)) return { to: "asker", text: describeSelf(asker) };
  if (!holds(asker, "coordinator"))
    return { to: "asker", text: `${SAY.forbidden(ROLE_NAMES.coordinator)}${describeSelf(asker)}` };
  return giveCode(work, name, unit);
}

function describeSelf(asker: Asker): string {
  const posts = asker.posts.map(describePost).join("、");
  return `您已绑定，身份是${asker.name}${posts ? `(${posts})` : ""}。要换账号，请向牵头科室索取新的绑定码。`;
}

async function giveCode(work: UnitOfWork, name: string, unit: string): Promise<Reply> {
  const { tx, orgId, today } = work;
  const people = await tx.person.findMany({
    where: { orgId, active: true },
    include: { bindings: true, appointments: { where: onDay(today), include: { unit: true } } },
  });
  const fits = (text: string) => normaliseName(text) === normaliseName(unit);
  const named = people.filter(
    (person) =>
      normaliseName(person.name) === normaliseName(name) &&
      (unit === "" || person.appointments.some(({ unit: own }) => [own.name, ...own.aliases].some(fits))),
  );
  const [person] = named;
  if (!person) {
    const near = nearest(
      name,
      people.map((each) => each.name),
      3,
    );
    const where = unit ? `${unit}的` : "";
    return { to: "asker", text: `名册里没有${where}“${name}”。相近的有：${near.join("、")}。` };
  }
  const postsOf = ({ appointments }: typeof person) =>
    appointments.map((post) => describePost({ ...post, unitName: post.unit.name })).join("、") || "没有岗位";
  if (named.length > 1) {
    const lines = named.map((each) => `${each.name}：${postsOf(each)}`);
    return {
      to: "asker",
      text: [`有${named.length}位“${name}”，请写明单位，如：/绑定 ${name} 单位名称`, ...lines].join("\n"),
    };
  }
  const code = await issueBindingCode(work, person.id);
  return {
    to: "asker",
    card: card("绑定码", {
      facts: [
        ["姓名", person.name],
        ["岗位", postsOf(person)],
        ["绑定码", code],
        ["有效期", `${CODE_DAYS}天内，只能用一次`],
      ],
      body: [
        `请当面或电话告知本人，由本人私聊机器人发送：/绑定 ${code}`,
        ...(person.bindings.length > 0 ? ["本人已绑定过账号，此码用于绑定另一个账号。"] : []),
      ],
    }),
  };
}
