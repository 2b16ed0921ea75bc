// Who is behind a platform's account: by a one-time code, by the number in the roster, and codes for those who aren't yet.
import { card } from "../chat/card.ts";
import { type Asker, holds, type Reply } from "../chat/context.ts";
import type { ChatEvent } from "../chat/event.ts";
import { SAY } from "../chat/messages.ts";
import type { Platform } from "../chat/platform.ts";
import { ROLE_NAMES } from "../domain/roles.ts";
import { nearest, normaliseName, toHalfWidth } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import type { Cipher } from "../store/cipher.ts";
import { CODE_DAYS, findOrgOf, issueBindingCode, onDay } from "./people.ts";
import { describePost } from "./roster-appointments.ts";
import type { Runtime } from "./runtime.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const CODE = /^[0-9A-Za-z]{8}$/;
const MOBILE = /^1\d{10}$/;

const WRONG_CODE = "绑定码不对、已用过或已过期。请向牵头科室重新索取。";

/** An account on a platform. */
export interface Account {
  platform: string;
  bot: string;
  userId: string;
  /** Only this bot knows somebody by this id. */
  ownId?: boolean | undefined;
}

const split = (words: string) => words.split(/[\s,，、]+/).filter(Boolean);

/** Who a stranger says to be; nothing of it is believed yet. */
export interface Claim {
  /** The bureau of the code or the number, or else the one that the platform serves. */
  orgId: string;
  code?: string;
  name?: string;
  mobile?: string;
  /** The one active person with that number. */
  personId?: string;
}

/**
 * Reads a stranger's words. A platform that names its bureau takes codes and numbers of that one alone; UNKNOWN_BOT until
 * its bureau is set up.
 */
export async function readClaim(
  runtime: Runtime,
  platform: Platform | undefined,
  event: ChatEvent,
): Promise<Claim> {
  const typed = /^\s*\/?\s*绑定(.*)$/s.exec(toHalfWidth(event.text))?.[1] ?? "";
  const words = split(typed);
  const code = words.find((word) => CODE.test(word));
  const mobile = words.find((word) => MOBILE.test(word));
  const orgId = await findOrgOf(runtime, platform);
  const within = platform?.bureau ? { orgId } : {};
  if (code) {
    const name = words.find((word) => word !== code);
    const where = { codeHash: runtime.cipher.digest(code.toUpperCase()), ...within };
    const issued = await runtime.store.db.bindingCode.findFirst({ where });
    return { orgId: issued?.orgId ?? orgId, code, ...(name === undefined ? {} : { name }) };
  }
  if (!mobile) return { orgId };
  const person = await findByNumber(runtime, mobile, within);
  return { orgId: person?.orgId ?? orgId, mobile, ...(person ? { personId: person.id } : {}) };
}

/**
 * What a stranger can do: bind by a code, with or without the name, or by the own number where the platform's directory
 * says whose it is; everything else explains how to get a code. Asks the platform now and writes in the answer.
 */
export async function prepareBinding(
  runtime: Runtime,
  platform: Platform | undefined,
  account: Account,
  claim: Claim,
): Promise<(work: UnitOfWork) => Promise<Reply>> {
  const { code, name, mobile } = claim;
  if (code) return async (work) => ({ to: "asker", text: await bindByCode(work, account, code, name) });
  if (mobile && platform?.findByMobile) {
    const personId =
      claim.personId && (await owns(runtime, platform, account, mobile)) ? claim.personId : null;
    return async (work) => ({
      to: "asker",
      text: personId
        ? await bind(work, account, personId)
        : "没有按这个手机号对上您的身份。请核对号码，或向牵头科室索取绑定码，然后发送：/绑定 绑定码。",
    });
  }
  return async () => ({ to: "asker", text: `${SAY.welcome}${SAY.notBound}` });
}

/** Binds by an unused code; `name`, where it was typed, has to be the person's. Says how it went. */
async function bindByCode(
  work: UnitOfWork,
  account: Account,
  typed: string,
  name: string | undefined,
): Promise<string> {
  const spent = await spendCode(work, typed, name);
  return "wrong" in spent ? spent.wrong : bind(work, account, spent.personId);
}

/** Uses up a code of this bureau, once; `wrong` says why it is not taken. */
export async function spendCode(
  work: UnitOfWork,
  typed: string,
  name: string | undefined,
): Promise<{ personId: string } | { wrong: string }> {
  const codeHash = work.cipher.digest(typed.toUpperCase());
  const unused = { codeHash, orgId: work.orgId, usedAt: null, expiresAt: { gt: work.now } };
  const found = await work.tx.bindingCode.findFirst({ where: unused });
  if (!found) return { wrong: WRONG_CODE };
  const person = await work.tx.person.findUniqueOrThrow({ where: { id: found.personId } });
  if (name !== undefined && normaliseName(name) !== normaliseName(person.name))
    return { wrong: "姓名与绑定码对不上。请核对后再发，或向牵头科室重新索取。" };
  const { count } = await work.tx.bindingCode.updateMany({ where: unused, data: { usedAt: work.now } });
  return count === 0 ? { wrong: WRONG_CODE } : { personId: person.id };
}

/**
 * Gives the account to the person, whoever had it; the person's earlier account on that platform is let go. An id that
 * only one bot knows stands beside the account that the platform knows.
 */
async function bind(
  work: UnitOfWork,
  { platform, bot: heardBy, userId, ownId }: Account,
  personId: string,
): Promise<string> {
  const bot = ownId ? heardBy : null;
  const { name, org } = await work.tx.person.findUniqueOrThrow({
    where: { id: personId },
    include: { org: true },
  });
  const corp = org.code;
  const { count: replaced } = await work.tx.binding.deleteMany({
    where: { platform, corp, bot, personId, userId: { not: userId } },
  });
  await work.tx.binding.upsert({
    where: { platform_corp_userId: { platform, corp, userId } },
    create: { platform, corp, userId, bot, personId, boundAt: work.now },
    update: { bot, personId, boundAt: work.now },
  });
  work.audit({ action: "bind", subject: `person:${personId}`, after: { platform, replaced } });
  return `${name}，您好，绑定成功。${SAY.welcome}发送 /帮助 可查看能办的事。`;
}

/** The one active person with this number; null where nobody has it, or several have. */
async function findByNumber(
  { store, cipher }: Runtime,
  mobile: string,
  within: { orgId?: string },
): Promise<{ id: string; orgId: string } | null> {
  const people = await store.db.person.findMany({
    where: { active: true, mobile: { not: null }, ...within },
    select: { id: true, orgId: true, mobile: true },
  });
  const [person, ...others] = people.filter((each) => opened(cipher, each.mobile!) === mobile);
  return person && others.length === 0 ? person : null;
}

/**
 * True where the platform's directory says that the number is the account's. Only numbers of the roster are asked about:
 * too many wrong ones and the platform stops answering.
 */
async function owns(
  runtime: Runtime,
  platform: Platform,
  account: Account,
  mobile: string,
): Promise<boolean> {
  try {
    return (await platform.findByMobile!(account.bot, mobile)) === account.userId;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    runtime.log.warn({ platform: platform.name, reason: error.message }, "number not looked up");
    return false;
  }
}

function opened(cipher: Cipher, sealed: string): string | null {
  try {
    return new TextDecoder().decode(cipher.open(Buffer.from(sealed, "base64")));
  } catch {
    return null;
  }
}

/** Answers `/绑定`, `/绑定 绑定码`, `/绑定 姓名` and `/绑定 姓名 单位` of somebody bound; to the asker alone. */
export async function answerBinding(
  work: UnitOfWork,
  asker: Asker,
  account: Pick<Account, "userId" | "ownId">,
  typed: string,
): Promise<Reply> {
  const [name = "", unit = ""] = split(typed);
  if (CODE.test(name) && work.via) {
    // An account that goes to somebody else, with the code that was made for that person.
    const said = await bindByCode(work, { ...work.via, ...account }, name, unit || undefined);
    return { to: "asker", text: said === WRONG_CODE ? describeSelf(asker) : said };
  }
  if (name === "") return { to: "asker", text: describeSelf(asker) };
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
        `本人不在平台通讯录里、不能和机器人说话的，请在浏览器打开 ${work.publicUrl}/bind ，输入绑定码后在网页办理；机器人的消息到不了浏览器，请电话催报。`,
        ...(person.bindings.length > 0
          ? ["本人已绑定过账号。用此码绑定后，同一平台上原来的账号不再有效。"]
          : []),
      ],
    }),
  };
}
