// DingTalk's error codes as errors of ours: whether to try again, what is wrong, and how to mend it.
import type { AppError } from "../../errors.ts";
import { codeOf, errorOf, later, type Meaning, misconfigured, rejected, slower } from "../meanings.ts";

/** A code of the new interface (`invalidParameter.userIds.empty`) or the old one's errcode as text (`40014`). */
export type Errcode = string;

// Most of its throttles say the same.
const slow = (retryAfterMs: number, sentence = "钉钉提示发送过快，已暂停") => slower(sentence, retryAfterMs);
const TOKEN = later("钉钉访问令牌失效", 1_000);
const BUSY = later("钉钉系统繁忙", 2_000);

const ACCOUNT =
  "DINGTALK_CLIENT_ID 与 DINGTALK_CLIENT_SECRET 不符。请在开放平台应用的“凭证与基础信息”里重新复制这两项";
const ROBOT = "DINGTALK_ROBOT_CODE 不对。请在开放平台应用的“机器人”页复制 RobotCode，并发布应用版本";
const PERMISSION = "应用没有调用这个接口的权限。请在开放平台应用的“权限管理”里申请，再发布一次版本";
const ADDRESS = "本服务器的出口 IP 不在应用的白名单里。请在开放平台应用的“安全设置”里加上它";
const UNSEEN =
  "钉钉里没有这位成员，或者应用对其不可见。请在开放平台应用的“版本管理与发布”里把该成员加入可见范围，或请其重新绑定";
const SINGLE = "机器人不能与这位成员单聊。请在开放平台应用的“机器人”页允许单聊，并发布版本";
const GROUP = "找不到这个群，群已解散，或机器人已被移出。请在群设置的“机器人”里重新添加";
const CONTENT = "消息内容被钉钉拦下。请改换说法，或电话通知";
const QUOTA =
  "本月钉钉额度已用完，下月1日恢复。请电话通知，或在网页查看；需要增加额度的，请单位管理员在钉钉购买";
const HOOK = "群里的自定义机器人已被移除，或 DINGTALK_WEBHOOK_TOKENS 里的 token 不对。请在群里重新添加并更新";
const UNSAFE_ROBOT =
  "自定义机器人的安全设置没有通过。用加签的，请核对 DINGTALK_WEBHOOK_TOKENS 里的密钥和服务器时钟；用关键词的，请把关键词设为“报送”";
const CODE_USED = "登录链接已用过或已过期。请回到聊天窗口重新点开";
const FILE = "文件在钉钉已过期，或不是发给本机器人的。请重新发送文件";
const CARD = "卡片没有投放。请核对 DINGTALK_CARD_TEMPLATE_ID 与卡片平台里已发布的卡片";

const MEANINGS: Record<Errcode, Meaning> = {
  // Of both interfaces.
  "1111": slow(5 * 60_000, "钉钉暂时封禁了本服务器的出口 IP，5分钟后再试"),
  // The new one.
  InvalidAuthentication: TOKEN,
  invalidClientIdOrSecret: misconfigured(ACCOUNT),
  "invalid.client": misconfigured(ACCOUNT),
  "unauthorized.client": misconfigured(ACCOUNT),
  authFailed: misconfigured(ACCOUNT),
  "Forbidden.AccessDenied.AccessTokenPermissionDenied": rejected(PERMISSION),
  "Forbidden.AccessDenied.IpNotInWhiteList": misconfigured(ADDRESS),
  "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi": slow(60_000),
  "Forbidden.AccessDenied.ApiCountLimitForOrg": rejected(QUOTA),
  "system.busy": BUSY,
  systemBusy: BUSY,
  "system.error": later("钉钉系统出错", 2_000),
  "send.too.fast": slow(2_000),
  "too.many.people": slow(2_000),
  "too.many.group": slow(2_000),
  "send.byToken.tooFast": slow(2_000),
  "todo.taskCreate.flowControlError": slow(2_000),
  "staffId.notExisted": rejected(UNSEEN),
  "illegal.receivers": rejected(UNSEEN),
  "robot.oto.notExist": rejected(SINGLE),
  "chatbotId.notAllow.sendOTO": rejected(SINGLE),
  "bot.stopped": rejected("机器人已停用。请在开放平台启用后重新发布"),
  "bot.forbidden.sendMessage": rejected("机器人被禁止在这个群里发言。请联系群主"),
  "invalid.openConversationId": rejected(GROUP),
  "group.disbanded": rejected(GROUP),
  "resource.not.found": rejected(GROUP),
  "conversation.org.notMatch": rejected("这个群不是本单位的内部群，机器人不能往里发"),
  "contain.unsafe.url": rejected(CONTENT),
  "invalidParameter.msgParam.tooLong": rejected("消息内容过长"),
  "invalidParameter.robotCode.downloadCode": rejected(FILE),
  "session.notExisted": rejected("这次对话的回复通道已失效"),
  "session.expired": rejected("这次对话的回复通道已失效"),
  // The old one.
  "-1": BUSY,
  "40014": TOKEN,
  "40001": TOKEN,
  "42001": TOKEN,
  "40089": misconfigured(ACCOUNT),
  "40078": rejected(CODE_USED),
  "40104": rejected("钉钉里没有这个手机号"),
  "60121": rejected(UNSEEN),
  "33012": rejected(UNSEEN),
  "50002": rejected("该成员或部门不在应用的授权范围里。请在开放平台应用的“权限管理”里扩大通讯录范围"),
  "50004": rejected("该部门不在应用的授权范围里。请在开放平台应用的“权限管理”里扩大通讯录范围"),
  "60011": rejected(PERMISSION),
  "60020": misconfigured(ADDRESS),
  "90018": slow(1_000),
  "90002": slow(2_000),
  "90020": rejected(QUOTA),
  "20001": rejected(QUOTA),
  "90030": rejected(QUOTA),
  "130101": slow(10 * 60_000, "这个群的机器人发得太快，被钉钉暂停10分钟"),
  "410100": slow(10 * 60_000, "这个群的机器人发得太快，被钉钉暂停10分钟"),
  "310000": rejected(UNSAFE_ROBOT),
  "300001": rejected(HOOK),
  "300005": rejected(HOOK),
  "400101": rejected(HOOK),
  "400106": rejected(HOOK),
  "400102": rejected("群里的自定义机器人已停用。请在群里启用"),
  "400013": rejected(GROUP),
  "460101": rejected("消息内容过长"),
};

// Whole families, where the table has no line of its own.
const FAMILIES: [RegExp, Meaning][] = [
  [/^Forbidden\.AccessDenied\.Qps/, slow(1_000)],
  [/^Forbidden\.AccessDenied\.Ip/, misconfigured(ADDRESS)],
  [/^Forbidden\.AccessDenied/, rejected(PERMISSION)],
  [/^invalidParameter\.robotCode\./, rejected(ROBOT)],
  [/^contain\.notAllowed\.|^43010[1-4]$|^param\.contentUnsafe$/, rejected(CONTENT)],
  [/^param\./, rejected(CARD)],
  [/^4104[5-8]$/, rejected("该成员今天收到的工作通知已到上限，明天再发")],
];

const QUOTA_CODES = ["Forbidden.AccessDenied.ApiCountLimitForOrg", "90020", "90030", "20001"];

/** The error for a code. `requestId` is what DingTalk's support asks for; nothing else of the answer is kept. */
export function errorFor(errcode: Errcode, requestId = ""): AppError {
  const known = MEANINGS[errcode] ?? FAMILIES.find(([family]) => family.test(errcode))?.[1];
  const note = `（钉钉错误码 ${errcode}${/^[\w-]{1,80}$/.test(requestId) ? `，请求号 ${requestId}` : ""}）`;
  return errorOf(known ?? rejected("钉钉没有接受请求"), errcode, note);
}

/** The code behind an error, or null where it is none of DingTalk's. */
export function errcodeOf(error: unknown): Errcode | null {
  const code = codeOf(error);
  return code === null ? null : String(code);
}

/** True where the month's allowance is used up: nothing helps before the next month. */
export function isQuota(error: unknown): boolean {
  return QUOTA_CODES.includes(errcodeOf(error) ?? "");
}

/** True where DingTalk turned a call away before doing anything: it counts for no allowance. */
export function isTurnedAway(error: unknown): boolean {
  const errcode = errcodeOf(error) ?? "";
  return /^Forbidden\.AccessDenied\.Q|^(?:90018|90002|1111)$/.test(errcode) || isQuota(error);
}
