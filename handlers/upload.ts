// 上传书面材料: says what to send and remembers what the next file is for.

import { card } from "../src/chat/card.ts";
import { readCode } from "../src/domain/obligation.ts";
import { awaitFile } from "../src/services/submissions/awaiting-file.ts";
import { findAssignment, materialOf } from "../src/services/submissions/owed.ts";
import { codeOf, matterName, SECRECY } from "../src/services/submissions/words.ts";
import { type AnyHandler, defineAction } from "./define.ts";
import { privately } from "./privately.ts";

/** The person's next file is for this material, for an hour. */
export const uploadAction: AnyHandler = defineAction({
  action: "upload",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    const owed = await findAssignment(work.tx, asker, args, work.now);
    const material = materialOf(owed, readCode(args)?.materialKey ?? null);
    if (!material || material.definition)
      return privately(context, { text: "这份材料不用上传文件，请发送 /报送 重新选择。" });
    await awaitFile(work, asker.id, { code: codeOf(owed, material) });
    return privately(context, {
      card: card("请把文件发给我", {
        facts: [
          ["事项", `${owed.code} ${matterName(owed)}`],
          ["单位", owed.unit.name],
          ["材料", material.name],
        ],
        body: [
          `接下来一小时内发来的文件就作为“${material.name}”收取；以后再发，请附一句“${codeOf(owed, material)}”，或者直接发，由我来问。`,
          "可发 docx、pdf 或盖章扫描件(jpg、png)，每个不超过20MB。",
          SECRECY,
        ],
      }),
    });
  },
});
