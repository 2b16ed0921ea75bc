// 零报告: asked to be confirmed where nothing happened, filled item by item where something was inspected.
import { card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { textForm } from "./blank-forms.ts";
import { pageButton } from "./cards.ts";
import { type MatterMaterial, nilWayOf } from "./materials.ts";
import type { Owed } from "./owed.ts";
import type { Filled } from "./take.ts";
import { codeOf, matterName, nilFormCode } from "./words.ts";

/** The materials of a matter that may be answered with 零报告. */
export function nilMaterials(owed: Owed): MatterMaterial[] {
  return owed.materials.filter((material) => nilWayOf(owed, material) !== "none");
}

/** The next step towards a nil report of one material: a card to confirm, or the items to fill in. */
export async function askForNil(work: UnitOfWork, asker: Asker, filled: Filled): Promise<Reply[]> {
  const { owed, material } = filled;
  const way = nilWayOf(owed, material);
  if (way === "none") return [{ to: "asker", text: nilRefusal(owed, material.name) }];
  const facts: [string, string][] = [
    ["事项", `${owed.code} ${matterName(owed)}`],
    ["单位", owed.unit.name],
    ["材料", material.name],
  ];
  const before = material.handedIn?.rows
    ? [`注意：上一版已报${material.handedIn.rows}条，报零报告后以零报告为准，旧版保留。`]
    : [];
  if (way === "plain")
    return [
      {
        to: "asker",
        card: card("确认零报告", {
          facts,
          body: ["本期确实没有应报的内容，由本单位负责。", ...before],
          actions: [
            { action: "nil-confirm", label: "确认零报告", value: codeOf(owed, material) },
            { action: "matter", label: "不是，去填报", value: owed.code },
          ],
        }),
      },
    ];
  return [
    {
      to: "asker",
      card: card("经自查未发现问题", {
        facts,
        body: [
          "请写明自查范围、方式和检查数量：复制下一条消息，填好后整段发回；也可以逐项填写，或在网页填写。",
          ...before,
        ],
        actions: [
          { action: "fill-steps", label: "逐项填写", value: nilFormCode(owed, material) },
          pageButton(work, asker, owed, material, "在网页填写", true),
        ],
      }),
    },
    { to: "asker", text: await textForm(work.tx, asker, owed, material, true) },
  ];
}

/** Why a matter or one of its materials takes no nil report. */
export function nilRefusal(owed: Owed, what = matterName(owed)): string {
  return `${owed.code}“${what}”不接受零报告，请如实填报。发送“/报送 ${owed.code}”可打开。`;
}
