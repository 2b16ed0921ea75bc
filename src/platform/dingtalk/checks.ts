// Looks an app over for the doctor: credentials, directory, robot; each with how to mend it.
import type { Finding } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import type { DingtalkApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";

// The answer to a message for nobody: the robot and its permission are in order, and nobody was sent anything.
const FOR_NOBODY = "invalidParameter.userIds.empty";

/** Asks DingTalk what it lets this app do, by one metered call; never throws. */
export async function checkApp(api: DingtalkApi): Promise<Finding[]> {
  // The first call fetches the token too, so that wrong credentials or a refused address show here.
  const seen = await check("钉钉通讯录", async () => {
    const departments = await api.listDepartments(1);
    return `凭据可用，根部门下可见${departments.length}个部门`;
  });
  if (seen.level === "broken" && isAccount(seen)) return [{ ...seen, what: "钉钉连接" }];
  const robot = await check("钉钉机器人", async () => {
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

async function check(what: string, ask: () => Promise<string>): Promise<Finding> {
  try {
    return { level: "ok", what, detail: await ask() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [detail = "", ...mend] = error.message.split(/(?<=。)/);
    return {
      level: "broken",
      what,
      detail,
      mend: mend.join("") || "请检查网络和 DINGTALK_API_BASE，稍后再试",
    };
  }
}
