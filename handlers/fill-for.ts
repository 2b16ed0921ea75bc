// /代填: the coordinator fills in for another unit, on the page, where its name stands beside the unit's.
import { card } from "../src/chat/card.ts";
import { pageLink } from "../src/services/links.ts";
import { findAssignment } from "../src/services/submissions/owed.ts";
import { codeOf, formPath, matterName } from "../src/services/submissions/words.ts";
import { type AnyHandler, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

/** `/代填 A12`. */
export const fillForCommand: AnyHandler = defineCommand({
  words: ["/代填"],
  summary: "代其他单位填报：/代填 编号",
  allow: ["coordinator"],
  async run(context) {
    const { work, asker, args } = context;
    if (args === "") return privately(context, { text: "请写明要代填的编号，例如：/代填 A12。" });
    const owed = await findAssignment(work.tx, asker, args, work.now, { onBehalf: true });
    if (!owed.onBehalf)
      return privately(context, { text: `${owed.code}是您本单位的报送，请发送：/报送 ${owed.code}` });
    if (owed.withdrawn || owed.state === "waived")
      return privately(context, { text: `${owed.code}“${owed.what}”不用再报。` });
    return privately(context, {
      card: card(`代填 ${owed.code}`, {
        facts: [
          ["单位", owed.unit.name],
          ["事项", matterName(owed)],
          ["期限", owed.due],
          ["状态", owed.status],
        ],
        body: `请打开网页填写。回执和各处都注明“代填：${asker.name} 代 ${owed.unit.name}”，提交后告知该单位核对。`,
        actions: owed.materials.map((material) => ({
          action: "page",
          label: `代填 ${codeOf(owed, material)} ${material.name.slice(0, 12)}`,
          url: pageLink(work, asker.id, `${formPath(owed, material)}?fill=1`),
        })),
      }),
    });
  },
});
