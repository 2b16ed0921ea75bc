// Looks an app over for the doctor: credentials, directory, robot; each with how to mend it.
import type { Finding } from "../../chat/platform.ts";
import { check } from "../checks.ts";
import type { DingtalkApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";

const BASE = "DINGTALK_API_BASE";
// The answer to a message for nobody: the robot and its permission are in order, and nobody was sent anything.
const FOR_NOBODY = "invalidParameter.userIds.empty";

/** Asks DingTalk what it lets this app do, by one metered call; never throws. */
export async function checkApp(api: DingtalkApi): Promise<Finding[]> {
  // The first call fetches the token too, so that wrong credentials or a refused address show here.
  const seen = await check("钉钉通讯录", BASE, async () => {
    const departments = await api.listDepartments(1);
    return `凭据可用，根部门下可见${departments.length}个部门`;
  });
  if (seen.level === "broken" && isAccount(seen)) return [{ ...seen, what: "钉钉连接" }];
  const robot = await check("钉钉机器人", BASE, async () => {
    try {
      await api.sendToPeople([], { msgKey: "sampleText", msgParam: { content: "检查" } });
    } catch (error) {
      if (errcodeOf(error) !== FOR_NOBODY) throw error;
    }
    return "可以发消息";
  });
  return [seen.level === "broken" ? { ...seen, level: "care" } : seen, robot];
}

function isAccount({ detail, mend = "" }: Finding): boolean {
  return /DINGTALK_CLIENT|连不上|白名单/.test(detail + mend);
}
