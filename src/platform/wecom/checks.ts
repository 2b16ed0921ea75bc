// Looks an app over for the doctor: credentials, trusted address, sight of members; each with how to mend it.

import type { Finding } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import { check } from "../checks.ts";
import type { WecomApi } from "./api.ts";

const BASE = "WECOM_API_BASE";

/** Asks WeCom what it lets this app do; never throws. */
export async function checkApp(api: WecomApi): Promise<Finding[]> {
  // The first call fetches the token too, so that a wrong secret or an untrusted address shows here.
  const reached = await check("企业微信连接", BASE, async () => {
    const addresses = await api.listCallbackAddresses();
    return `凭据可用，回调来自${addresses.length}个地址段`;
  });
  if (reached.level === "broken") return [reached];
  const seen = await check("企业微信通讯录", BASE, async () => {
    const departments = await api.listNamedDepartments();
    if (departments.length === 0)
      throw new AppError(
        "PLATFORM_REJECTED",
        "应用看不到任何部门。请在管理后台“应用管理”里设置应用的可见范围。",
      );
    const nameless = departments.every(({ name }) => name === "");
    return `应用可见${departments.length}个部门${nameless ? "，但看不到名称，不能按通讯录核对人员，请用绑定码绑定" : ""}`;
  });
  return [reached, seen.level === "broken" ? { ...seen, level: "care" } : seen];
}
