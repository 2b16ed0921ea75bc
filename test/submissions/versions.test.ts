// Versions as the service makes them: requests repeated, two people at once, numbers without gaps, drafts.
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "../../src/errors.ts";
import { findPerson } from "../../src/services/people.ts";
import { readDraft, saveDraft } from "../../src/services/submissions/drafts.ts";
import { readLatest } from "../../src/services/submissions/latest.ts";
import { findAssignment } from "../../src/services/submissions/owed.ts";
import { submitMaterial } from "../../src/services/submissions/submit.ts";
import { inUnitOfWork, type UnitOfWork } from "../../src/services/unit-of-work.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, oneLedger } from "./story.ts";

const MONTHLY = "报送营商环境工作台账";
const LEDGER = { code: "business-environment", version: 1 };

let office: Harness;
let assignmentId: string;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    {
      what: MONTHLY,
      units: ["weihua"],
      dueOn: "2023-08-05",
      materials: oneLedger("business-environment", "法治化营商环境工作台账"),
    },
  ]);
  const asker = (await findPerson(office.app.runtime, "zhang-lei"))!;
  const code = await codeOf(office, MONTHLY, "weihua");
  assignmentId = (await findAssignment(office.app.runtime.store.db, asker, code, new Date(0))).id;
});
afterAll(() => office.close());

async function as<T>(personId: string, decide: (work: UnitOfWork) => Promise<T>): Promise<T> {
  const { runtime } = office.app;
  const { orgId, name } = (await findPerson(runtime, personId))!;
  return inUnitOfWork(
    runtime,
    { orgId, actor: { kind: "person", id: personId, name }, label: "page" },
    decide,
  );
}

const submit = (personId: string, requestId: string, ...measures: string[]) =>
  as(personId, (work) =>
    submitMaterial(work, {
      assignmentId,
      materialKey: "1",
      channel: "page",
      requestId,
      byPersonId: personId,
      content: {
        kind: "rows",
        ledger: LEDGER,
        rows: measures.map((measure) => ({
          rowKey: `办理许可|${measure}`,
          values: { indicator: "办理许可", measure, lead: "危化室", progress: "进行中", next: "继续" },
        })),
      },
    }),
  );

test("two people at once make two versions, and receipts have no gaps", async () => {
  const receipts = await Promise.all([
    submit("zhang-lei", "a", "一次办"),
    submit("tang-jing", "b", "一网办"),
  ]);
  expect(receipts.map(({ version }) => version).sort()).toEqual([1, 2]);
  expect(receipts.map(({ receiptNumber }) => receiptNumber).sort()).toEqual([
    "报送20230712-0001",
    "报送20230712-0002",
  ]);
});

test("a repeated request and repeated content keep their receipts and take no number", async () => {
  const third = await submit("zhang-lei", "c", "一次办", "一网办");
  expect(third).toMatchObject({ version: 3, repeated: false, receiptNumber: "报送20230712-0003" });
  expect(await submit("zhang-lei", "c", "别的内容")).toMatchObject({ version: 3, repeated: true });
  expect(await submit("tang-jing", "d", "一次办", "一网办")).toMatchObject({ version: 3, repeated: true });
  // What an earlier version said is a new version all the same.
  expect(await submit("tang-jing", "e", "一网办")).toMatchObject({
    version: 4,
    receiptNumber: "报送20230712-0004",
  });
});

test("a refusal gives its number back", async () => {
  await expect(submit("deng-fei", "f", "越权")).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(
    as("zhang-lei", async (work) => {
      await submitMaterial(work, {
        assignmentId,
        materialKey: "1",
        channel: "page",
        requestId: "g",
        byPersonId: "zhang-lei",
        content: { kind: "rows", ledger: LEDGER, rows: [{ values: { indicator: "半途而废" } }] },
      });
      throw new AppError("CONFLICT", "退");
    }),
  ).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await submit("zhang-lei", "h", "再来")).toMatchObject({
    version: 5,
    receiptNumber: "报送20230712-0005",
  });
});

test("content of another kind is refused with a sentence", async () => {
  const attempt = (content: Parameters<typeof submitMaterial>[1]["content"]) =>
    as("zhang-lei", (work) =>
      submitMaterial(work, {
        assignmentId,
        materialKey: "1",
        channel: "chat",
        requestId: "x",
        byPersonId: "zhang-lei",
        content,
      }),
    );
  await expect(attempt({ kind: "nil" })).rejects.toMatchObject({
    message: expect.stringContaining("不接受零报告"),
  });
  await expect(attempt({ kind: "file", sha256: "0".repeat(64), name: "a.pdf" })).rejects.toMatchObject({
    message: expect.stringContaining("是台账"),
  });
  await expect(
    attempt({ kind: "rows", ledger: { code: "case-entry", version: 1 }, rows: [{ values: {} }] }),
  ).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a version's rows keep the keys that the ledger's own fields give", async () => {
  const latest = await readLatest(office.app.runtime.store.db, assignmentId, 3);
  expect(latest?.rows["1"]?.map(({ rowKey, ordinal }) => [rowKey, ordinal])).toEqual([
    ["办理许可|一次办", 1],
    ["办理许可|一网办", 2],
  ]);
  expect((await readLatest(office.app.runtime.store.db, assignmentId))?.version).toBe(5);
});

test("a draft that somebody else saved in between is not overwritten", async () => {
  const save = (personId: string, progress: string, revision: number | null) =>
    as(personId, (work) =>
      saveDraft(work, {
        assignmentId,
        materialKey: "1",
        byPersonId: personId,
        revision,
        body: { rows: [{ rowKey: "r1", values: { progress } }] },
      }),
    );
  expect(await save("zhang-lei", "一", 0)).toEqual({ revision: 1 });
  expect(await save("zhang-lei", "二", 1)).toEqual({ revision: 2 });
  await expect(save("tang-jing", "三", 1)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(save("tang-jing", "三", 0)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await save("tang-jing", "四", null)).toEqual({ revision: 3 });
  const draft = await readDraft(office.app.runtime.store.db, assignmentId, "1");
  expect(draft).toMatchObject({
    revision: 3,
    savedById: "tang-jing",
    body: { rows: [{ values: { progress: "四" } }] },
  });
});

test("handing in by chat leaves a colleague's draft alone", async () => {
  const code = await codeOf(office, MONTHLY, "weihua");
  const form = (progress: string) =>
    `【填报 ${code}-1】\n指标任务：办理许可\n牵头单位：危化室\n本月进展：${progress}\n下月计划：继续`;
  const { db } = office.app.runtime.store;
  await office.person("zhang-lei").says(form("完成3件"));
  expect(await db.formDraft.count()).toBe(1);
  await office.person("tang-jing").says(form("完成4件"));
  expect(await db.formDraft.count()).toBe(0);
});
