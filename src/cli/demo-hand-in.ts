// How a contact hands one material in during a demo: by page, text form, workbook, file or nil report.
import { dayOf } from "../domain/day.ts";
import { materialCode } from "../domain/obligation.ts";
import { NIL_INSPECTION } from "../ledger/definitions/index.ts";
import { buildWorkbook, readWorkbook } from "../ledger/workbook.ts";
import { type MatterMaterial, nilWayOf } from "../services/submissions/materials.ts";
import { type Duty, nameOf } from "./demo-duties.ts";
import type { Way } from "./demo-script.ts";
import type { Content, HandIn, Stage } from "./demo-stage.ts";
import { fillPage, fillSkeleton, inventRows, writeReport, writeTable } from "./demo-values.ts";
import type { SeenMessage, Talker } from "./sandbox-client.ts";

const RECEIPT = /报送\d{8}-\d{4}/g;
const WAY_WORDS: Record<Way, string> = {
  page: "点“在网页填报”，填好提交",
  text: "点“文字填报”，填好整段发回",
  sheet: "点“下载表格”，填好发回",
  file: "点“上传书面材料”，发送文件",
  nil: "发送“/零报告”，",
};

/** Invents what a unit hands in; `index` makes it differ from others' and from earlier versions. */
export async function inventContent(
  stage: Stage,
  {
    duty,
    material,
    way,
    by,
    index,
  }: { duty: Duty; material: MatterMaterial; way: Way; by: string; index: number },
): Promise<Content> {
  const today = dayOf(stage.app.runtime.clock.now());
  const filling = {
    unit: duty.unit,
    person: stage.cast.nameOf(by),
    today,
    baseYear: Number(today.slice(0, 4)),
    index,
  };
  if (way === "nil") {
    const inspected = nilWayOf(duty, material) === "inspected";
    return { kind: "nil", typed: inspected ? inventRows(NIL_INSPECTION, filling).typed.slice(0, 1) : [] };
  }
  const { definition, kind, name } = material;
  if (definition) return { kind: "rows", definition, ...inventRows(definition, filling) };
  const isTable = kind === "ledger";
  return {
    kind: "file",
    name: `${name}(${stage.cast.callUnit(duty.unit)}).${isTable ? "xlsx" : "docx"}`,
    bytes: isTable ? await writeTable(name, filling) : await writeReport(name, filling),
  };
}

/** Hands one material in as a contact would and notes the receipt; `command` opens the matter. */
export async function handIn(
  stage: Stage,
  by: string,
  { duty, material, way }: { duty: Duty; material: MatterMaterial; way: Way },
  content: Content,
  command: "/报送" | "/改报" = "/报送",
): Promise<HandIn> {
  const at = stage.app.runtime.clock.now();
  const talker = stage.sandbox.person(by);
  const code = materialCode(duty.number, material.key);
  const answer = await send(stage, talker, { duty, code, way }, content, command);
  const receipts = [...new Set(answer.text.match(RECEIPT) ?? [])];
  const done: HandIn = { duty, material, content, at, receipts, title: answer.title };
  stage.handIns.push(done);
  const { cast, transcript } = stage;
  const size = content.kind === "rows" ? `，${content.stored.length}条` : "";
  const part = material.name === duty.what ? "" : `的${material.name}`;
  const opened = way === "nil" ? "" : `发送“${command} ${duty.code}”，`;
  const nil = way !== "nil" ? "" : inspected(content) ? "填好自查范围、方式和数量发回" : "点“确认零报告”";
  transcript.act(
    at,
    `${cast.nameOf(by)}(${cast.callUnit(duty.preparer)}) 报“${nameOf(duty)}”${part}：${opened}${WAY_WORDS[way]}${nil}${size}`,
  );
  transcript.note(
    receipts.length > 0
      ? `机器人：${answer.title}，回执号${receipts.join("、")}${answer.progress}`
      : `机器人：${answer.text.slice(0, 200)}`,
  );
  return done;
}

/** Whether a nil report says item by item what was inspected. */
function inspected(content: Content): boolean {
  return content.kind === "nil" && content.typed.length > 0;
}

interface Answer {
  title: string;
  text: string;
  /** 「，已交1/2，缺书面材料」, 「，按时」. */
  progress: string;
}

async function send(
  { sandbox }: Stage,
  talker: Talker,
  { duty, code, way }: { duty: Duty; code: string; way: Way },
  content: Content,
  command: string,
): Promise<Answer> {
  const own = (messages: readonly SeenMessage[]) => messages.filter(({ to }) => to.person === talker.id);
  if (content.kind === "nil") {
    const asked = own(await talker.says(`/零报告 ${code}`));
    const form = asked.find(({ text }) => text.startsWith("【填报"));
    return answerOf(
      own(
        form
          ? await talker.says(fillSkeleton(form.text, NIL_INSPECTION, content.typed))
          : await talker.presses(asked.at(-1)!, "确认零报告"),
      ),
    );
  }
  const menu = own(await talker.says(`${command} ${duty.code}`)).at(-1)!;
  if (content.kind === "file") {
    await talker.presses(menu, `upload:${code}`);
    return answerOf(own(await talker.sends(content.name, content.bytes)));
  }
  const { definition, typed, stored } = content;
  if (way === "page") return fillInPage(talker, menu, code, typed);
  if (way === "text") {
    const form = own(await talker.presses(menu, `fill-text:${code}`)).find(({ text }) =>
      text.startsWith("【填报"),
    );
    return answerOf(own(await talker.says(fillSkeleton(form?.text ?? "", definition, typed))));
  }
  const sent = own(await talker.presses(menu, `fill-sheet:${code}`)).at(-1)!;
  const { name, url } = sent.files[0]!;
  const blank = await readWorkbook(await sandbox.download(url), definition);
  const filled = await buildWorkbook({
    definition,
    heading: blank.heading,
    rows: stored.map((values) => ({ values })),
    ...(blank.code ? { code: blank.code } : {}),
  });
  return answerOf(own(await talker.sends(name, filled)));
}

/** Opens the form's page by its button, posts what its hidden inputs hold and the rows, and reads the receipt's page. */
async function fillInPage(
  talker: Talker,
  menu: SeenMessage,
  code: string,
  typed: Record<string, string>[],
): Promise<Answer> {
  const actions = menu.card?.actions ?? [];
  // A material's buttons stand together, its page first.
  const sheet = actions.findIndex(({ action }) => action === `fill-sheet:${code}`);
  const button = actions.slice(0, sheet).findLast(({ url }) => url);
  const form = await talker.opens(new URL(button!.url!).pathname);
  const receipt = await talker.opens(form.path, { ...hiddenInputs(form.text), ...fillPage(typed) });
  const words = receipt.text.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/g, " ").replace(/\s+/g, " ");
  const title = /已经收到过|已收到一份材料|已收到第\d+版|报送成功/.exec(words)?.[0];
  const progress = [/已交 \d+\/\d+(?:，缺\S+)?/, /按时|(?:逾期报送|补报)，逾期\d+天/].flatMap(
    (pattern) => pattern.exec(words)?.[0] ?? [],
  );
  return {
    title: title ?? `网页回答${receipt.status}`,
    text: words,
    progress: progress.map((word) => `，${word}`).join(""),
  };
}

function hiddenInputs(html: string): Record<string, string> {
  const read = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return Object.fromEntries(
    (html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []).flatMap((tag) => {
      const name = read(tag, "name");
      return name ? [[name, read(tag, "value") ?? ""]] : [];
    }),
  );
}

/** The last message: a receipt where it is one. */
function answerOf(messages: readonly SeenMessage[]): Answer {
  const message = messages.at(-1);
  const fact = (name: string) => message?.card?.facts.find(([label]) => label === name)?.[1];
  const progress = [fact("材料"), fact("时效")].filter((word) => word !== undefined);
  return {
    title: message?.card?.title ?? message?.text.split("\n")[0] ?? "没有回答",
    text: message?.text ?? "",
    progress: progress.map((word) => `，${word}`).join(""),
  };
}
