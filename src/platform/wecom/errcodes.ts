// WeCom's error codes as errors of ours: whether to try again, what is wrong, and how to mend it.
import type { AppError } from "../../errors.ts";
import { codeOf, errorOf, later, type Meaning, misconfigured, rejected, slower } from "../meanings.ts";

const UNSEEN =
  "企业微信里没有这位成员，或者应用对其不可见。请在管理后台“应用管理”里把该成员加入可见范围，或请其重新绑定";
const SECRET = "WECOM_SECRET 与应用不符。请在管理后台“应用管理”里重新查看 Secret";
const AGENT = "WECOM_AGENT_ID 与 WECOM_SECRET 不是同一个应用。请从同一个应用的页面复制这两项";
const CARD = "卡片内容不合企业微信的规定";

/** A bot may not speak in a chat that has not spoken to it, or has heard too much. */
export const NOT_SPOKEN = 846607;

// D:90313 and the pages of each call. A block for 45009 lasts a minute, an hour or a day, and doesn't say which.
const MEANINGS: Record<number, Meaning> = {
  [-1]: later("企业微信系统繁忙", 2_000),
  40001: misconfigured(SECRET),
  40091: misconfigured(SECRET),
  40003: rejected(UNSEEN),
  40007: rejected("文件在企业微信已过期(3天)。请重新发送文件"),
  40013: misconfigured("WECOM_CORP_ID 不对。请在管理后台“我的企业”页底部查看企业 ID"),
  40014: later("访问令牌失效", 1_000),
  42001: later("访问令牌过期", 1_000),
  40029: rejected("登录链接已用过或已过期。请回到聊天窗口重新点开"),
  42003: rejected("登录链接已过期。请回到聊天窗口重新点开"),
  40050: rejected("找不到这个群。请核对群的配置"),
  40056: misconfigured(AGENT),
  301002: misconfigured(AGENT),
  40058: rejected("消息内容过长或缺项"),
  42014: rejected(`${CARD}：编号已用过`),
  43012: misconfigured("应用还没有设置“接收消息”，不能发带按钮的卡片。请先在管理后台填好回调地址并保存"),
  45001: rejected("文件超过企业微信的上限(20MB)"),
  45002: rejected("消息内容过长"),
  45009: slower("企业微信提示发送过快，已暂停", 60_000),
  45033: slower("企业微信提示同时请求过多，已暂停", 5_000),
  46004: rejected("企业微信里没有这个手机号"),
  48001: rejected("应用没有调用这个接口的权限"),
  48002: rejected("应用没有调用这个接口的权限"),
  49008: rejected("这个群已经解散"),
  50001: rejected("PUBLIC_URL 的域名不是可信域名。请在管理后台“网页授权及JS-SDK”里设置"),
  60011: rejected("应用没有权限查看或发送给该成员。请在管理后台扩大应用的可见范围"),
  60020: misconfigured("本服务器的出口 IP 不在企业可信IP里。请在管理后台应用详情页的“企业可信IP”加上它"),
  60111: rejected(UNSEEN),
  60140: rejected("卡片已经更新过，或已超过72小时"),
  81013: rejected(UNSEEN),
  82001: rejected("消息没有收件人"),
  86001: rejected("找不到这个群。请核对群的配置"),
  86003: rejected("找不到这个群。请核对群的配置"),
  86008: rejected("这个群不是本应用建立的，应用不能往里发。请改用群机器人"),
  93000: rejected("群机器人已被移除，或 WECOM_WEBHOOK_KEYS 里的 key 不对。请在群里重新添加并更新 key"),
  93004: rejected("群机器人已停用。请在群里启用"),
  40008: rejected("企业微信不接受这种消息"),
  40201: rejected("企业微信判为骚扰消息，没有发出"),
  846601: misconfigured(
    "智能机器人没有开启长连接。请在管理后台机器人的 API 模式里选择长连接，或设置 WECOM_AIBOT_MODE=callback",
  ),
  846604: rejected("智能机器人回复得太晚，企业微信不再接受"),
  846605: rejected("智能机器人找不到要回复的消息"),
  846606: rejected("智能机器人已经回复过这条消息"),
  // Says nothing about which of the two it is: a pause mends the one and costs little in the other.
  [NOT_SPOKEN]: later(
    "智能机器人发不进这个会话：对方还没有跟机器人说过话，或者发得过多。请对方先给机器人发一条消息",
    60_000,
  ),
  846608: rejected("智能机器人回复得太慢，企业微信不再接受"),
  846609: later("智能机器人的长连接还没有接通", 1_000),
  846611: later("文件上传中断", 1_000),
  846616: later("文件没有传完整", 1_000),
  846625: rejected(`${CARD}：编号不对`),
  846697: rejected("智能机器人不能发这种文件"),
  853000: misconfigured("WECOM_AIBOT_ID 或 WECOM_AIBOT_SECRET 不对。请在管理后台机器人的 API 模式里重新查看"),
  93006: rejected("智能机器人不在这个群里，或已被移出"),
  93019: misconfigured("WECOM_AIBOT_ID 不对。请在管理后台机器人的 API 模式里重新查看"),
};

/** The error for an errcode other than 0. Of the errmsg it keeps our own address, which 60020 is about. */
export function errorFor(errcode: number, errmsg = ""): AppError {
  const known = MEANINGS[errcode];
  const unknown = rejected(errcode >= 42014 && errcode <= 42051 ? CARD : "企业微信没有接受请求");
  const address = errcode === 60020 ? /from ip:\s*([0-9a-f.:]+)/i.exec(errmsg)?.[1] : undefined;
  return errorOf(
    known ?? unknown,
    errcode,
    `(企业微信错误码 ${errcode}${address ? `，出口 IP ${address}` : ""})`,
  );
}

/** The errcode behind an error, or null where it is none of WeCom's. */
export function errcodeOf(error: unknown): number | null {
  const code = codeOf(error);
  return code === null ? null : Number(code);
}

/** What support asks for: the hint id at the end of an errmsg (`hint: [170…]`), or null. */
export function hintOf(errmsg: string): string | null {
  return /hint:\s*\[([^\]]{1,80})\]/.exec(errmsg)?.[1] ?? null;
}
