// /上报: what the bureau reports upward: handed up inside this deployment, or entered with 上报日期 and 文号.
import { card } from "../src/chat/card.ts";
import type { Reply } from "../src/chat/context.ts";
import { formatDay } from "../src/domain/day.ts";
import { assignmentCode, readCode } from "../src/domain/obligation.ts";
import { pageLink } from "../src/services/links.ts";
import { readCampaigns } from "../src/services/progress/campaigns.ts";
import { scopeOf, WHOLE } from "../src/services/progress/scope.ts";
import { sayMatter, sayUpward } from "../src/services/progress/words.ts";
import { answerPreview, findAnswer, listAnswers } from "../src/services/roll-up/answer.ts";
import { findUpward, mayRecordUpward, readUpward, recordUpward } from "../src/services/upward.ts";
import { type Asked, defineCommand } from "./define.ts";

const USAGE = "登记请发：/上报 事项号 上报日期 文号，例如 /上报 3 2023-09-18 某应急〔2023〕3号";

/** `/上报`, `/上报 A12`, `/上报 3 2023-09-18 文号`, `/上报 A12 9月18日 文号`. */
export const upward = defineCommand({
  words: ["/上报"],
  summary: "本局对外报送：看汇总并报上级，或登记上报日期和文号(牵头科室)",
  allow: "bound",
  async run(context): Promise<Reply> {
    const { work, asker, args } = context;
    const { orgId, now, today } = work;
    const [, which = "", entry = ""] = /^(\S+)\s*(.*)$/su.exec(args) ?? [];
    if (which === "") return list(context);
    const campaigns = await readCampaigns(work.tx, { orgId, scope: WHOLE, now, today });
    const code = readCode(which.replace(/^第|[项号.]$/g, ""));
    const assignmentId =
      code &&
      (await findUpward(work.tx, {
        orgId,
        number: code.number,
        isCode: /^[aa]/iu.test(which),
        campaignIds: campaigns.map(({ id }) => id),
        today,
      }));
    if (!assignmentId) return { to: "asker", text: `没有“${which}”这项对外报送。${USAGE}` };
    const answers = await findAnswer(work, assignmentId);
    if (answers)
      return answerPreview(
        work,
        asker,
        answers.code,
        entry
          ? `这项直接报${answers.upper.name}，不用登记日期和文号；纸质报出的，由上级登记线下收件。`
          : undefined,
      );
    if (entry === "") return list(context);
    const read = readUpward(entry, today);
    if ("problem" in read) return { to: "asker", text: read.problem };
    const done = await recordUpward(work, asker, { assignmentId, ...read });
    const late = done.lateDays > 0 ? `，比期限晚${done.lateDays}天` : "，按时";
    const number = done.number ? `，文号${done.number}` : "。文号还没有登记，取得后请再发一次补上";
    return {
      to: "asker",
      text: `${done.repeated ? "此前已登记过" : "已登记"}：“${done.what}”${done.period ? `(${done.period})` : ""}${formatDay(done.on, true)}报${done.recipient}${late}${number}。`,
    };
  },
});

async function list({ work, asker }: Asked): Promise<Reply> {
  const { orgId, now, today } = work;
  const scope = scopeOf(asker);
  const campaigns = await readCampaigns(work.tx, { orgId, scope, now, today });
  const shown = campaigns.filter(({ upward }) => upward.length > 0);
  if (shown.length === 0) {
    const text =
      scope.unitIds === null
        ? "目前没有需要本局对外报送的事项。"
        : "本局对外报送由牵头科室登记，目前没有由您单位承办的。";
    return { to: "asker", text };
  }
  const own = shown.filter(({ leadUnitId }) => mayRecordUpward(asker, [leadUnitId]));
  const answers = await listAnswers(
    work,
    shown.flatMap(({ upward }) => upward.filter(({ upcoming }) => !upcoming)),
  );
  return {
    to: "asker",
    card: card("本局对外报送", {
      body: [
        ...shown.flatMap(({ upward }) =>
          upward
            .filter(({ upcoming }) => !upcoming)
            .map((matter) => {
              const code = answers.has(matter.assignment) ? `${assignmentCode(matter.assignment)} ` : "";
              return `${code}${sayMatter(matter)}：${sayUpward(matter, work.today)}`;
            }),
        ),
        ...(answers.size > 0 ? ["", "带编号的直接报上级：发送“/上报 编号”看汇总并报出。"] : []),
        ...(own.length > 0 && answers.size === 0 ? ["", USAGE] : []),
      ],
      actions: [
        ...[...answers].slice(0, 3).map((number) => ({
          action: "preview-up",
          label: `看${assignmentCode(number)}`,
          value: assignmentCode(number),
        })),
        ...own.slice(0, 1).map(({ code }) => ({
          action: "open-upward",
          label: "网页登记",
          url: pageLink(work, asker.id, `/progress/${code}/upward`),
        })),
      ],
    }),
  };
}
