// What a problem's page posts: `do` names the act, `requestId` and `application` what it is about, and its fields carry
// the act in front, since one page holds several forms: `progress.note`, `progress.file`, `decide.note`.
import type { Asker } from "../chat/context.ts";
import { AppError } from "../errors.ts";
import { keepFile, type StoredFile } from "../services/files.ts";
import { inspectUpload } from "../services/form-upload.ts";
import { agreeToClosing, applyForClosing, declineClosing } from "../services/rectification/apply.ts";
import { decideClosing, recordFinding } from "../services/rectification/decide.ts";
import { reopenProblem, settleTerms, withdrawProblem } from "../services/rectification/direct.ts";
import type { Evidence } from "../services/rectification/entries.ts";
import { addProgress, answerProblem, type Done } from "../services/rectification/progress.ts";
import type { UnitOfWork } from "../services/unit-of-work.ts";

/** What can be done on the page, with what is said afterwards. */
export const ACTS = {
  progress: "已记入整改进展",
  answer: "已答复，牵头科室会看到",
  apply: "已申请销号",
  agree: "已同意申请，已送验收",
  decline: "已退回继续整改，已告知联系人",
  accept: "已同意，已告知该单位",
  refuse: "已退回继续整改，已告知该单位",
  settle: "已核定，已告知该单位",
  record: "已登记上级验收，已告知该单位",
  reopen: "已重新打开，已告知该单位",
  withdraw: "已撤销，已告知该单位",
} as const;

/** One of them. */
export type Act = keyof typeof ACTS;

/** A posted form: texts by name, and the file where one was chosen. */
export interface PostedProblem {
  act: Act;
  fields: Record<string, string>;
  upload: StoredFile | null;
}

/** The act that a word names, or null. */
export function readAct(word: string | undefined): Act | null {
  return word !== undefined && Object.hasOwn(ACTS, word) ? (word as Act) : null;
}

/** Texts of a form by name. */
export function textsOf(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form.entries()].flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value.replace(/\r\n?/g, "\n").trim()]] : [],
    ),
  );
}

/** The name of an input of an act's form; 同意 and 不同意 share theirs. */
export function inputName(act: Act, field: string): string {
  return `${act === "accept" || act === "refuse" ? "decide" : act}.${field}`;
}

/** An act's own fields, by their bare names. */
export function fieldsOf(act: Act, texts: Record<string, string>): Record<string, string> {
  const prefix = inputName(act, "");
  const { requestId = "", application = "" } = texts;
  const own = Object.entries(texts).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );
  return { ...Object.fromEntries(own), requestId, application };
}

/** The evidence that a form carries; INVALID_INPUT with the sentence why it can't be taken. */
export async function readEvidence(form: FormData, act: Act): Promise<StoredFile | null> {
  const file = form.get(inputName(act, "file"));
  if (!(file instanceof File) || (file.size === 0 && file.name === "")) return null;
  const upload = await inspectUpload(file);
  if ("problem" in upload) throw new AppError("INVALID_INPUT", upload.problem);
  return upload;
}

async function keep(work: UnitOfWork, upload: StoredFile | null): Promise<Evidence | null> {
  return upload && { sha256: (await keepFile(work, upload)).sha256, name: upload.name };
}

/** Does what the form asks for. */
export async function doPosted(
  work: UnitOfWork,
  asker: Asker,
  problemId: string,
  { act, fields, upload }: PostedProblem,
): Promise<Done> {
  const text = (name: string) => fields[name] ?? "";
  const requestId = `page:${text("requestId") || crypto.randomUUID()}`;
  const own = { problemId, requestId };
  const application = Number(text("application")) || 0;
  const inspection = {
    origin: text("origin"),
    foundBy: text("foundBy"),
    document: text("document"),
    foundOn: text("foundOn"),
  };
  switch (act) {
    case "progress":
      return addProgress(work, asker, {
        ...own,
        note: text("note"),
        datedOn: text("datedOn"),
        evidence: await keep(work, upload),
      });
    case "answer":
      return answerProblem(work, asker, {
        ...own,
        way: text("way"),
        measure: text("measure"),
        owner: text("owner"),
        deadlineOn: text("deadlineOn"),
      });
    case "apply":
      return applyForClosing(work, asker, {
        ...own,
        result: text("result"),
        evidence: await keep(work, upload),
      });
    case "agree":
      return agreeToClosing(work, asker, { ...own, application });
    case "decline":
      return declineClosing(work, asker, { ...own, application, note: text("note") });
    case "accept":
    case "refuse":
      return decideClosing(work, asker, {
        ...own,
        application,
        accepted: act === "accept",
        note: text("note"),
      });
    case "settle":
      return settleTerms(work, asker, {
        ...own,
        way: text("way"),
        measure: text("measure"),
        owner: text("owner"),
        deadlineOn: text("deadlineOn"),
      });
    case "record": {
      const passed = text("passed");
      if (passed !== "yes" && passed !== "no")
        throw new AppError("INVALID_INPUT", "请选择上级验收通过还是不通过。");
      return recordFinding(work, asker, {
        ...own,
        passed: passed === "yes",
        note: text("note"),
        document: text("document"),
        datedOn: text("datedOn"),
      });
    }
    case "reopen":
      return reopenProblem(work, asker, {
        ...own,
        ...inspection,
        note: text("note"),
        deadlineOn: text("deadlineOn"),
      });
    case "withdraw":
      return withdrawProblem(work, asker, { ...own, note: text("note") });
  }
}
