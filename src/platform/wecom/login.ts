// Who opens a page: WeCom's silent login inside its client, its own login page in any other browser.
import { AppError } from "../../errors.ts";
import type { WecomApi } from "./api.ts";

/** Where logins go. */
export interface LoginSettings {
  corpId: string;
  agentId: number;
  /** `WECOM_OAUTH_BASE`, as https://open.weixin.qq.com */
  oauthBase: string;
  /** `WECOM_LOGIN_BASE`, as https://login.work.weixin.qq.com */
  loginBase: string;
}

/** True inside WeCom's own client. */
export function isInsideWecom(agent: string): boolean {
  return /wxwork\//i.test(agent);
}

/** The address that sends a browser to log in and back to `returnTo` with `code` and `state` (letters and digits). */
export function loginUrl(
  settings: LoginSettings,
  { inside, returnTo, state }: { inside: boolean; returnTo: string; state: string },
): string {
  const { corpId, agentId, oauthBase, loginBase } = settings;
  const common = { appid: corpId, redirect_uri: returnTo, state, agentid: String(agentId) };
  // D:91335: without its fragment the first address shows an error page.
  return inside
    ? `${oauthBase}/connect/oauth2/authorize?${new URLSearchParams({ ...common, response_type: "code", scope: "snsapi_base" })}#wechat_redirect`
    : `${loginBase}/wwlogin/sso/login?${new URLSearchParams({ ...common, login_type: "CorpApp" })}`;
}

/** The normalised user id behind a login's code, which works once. FORBIDDEN for somebody from outside. */
export async function readLogin(api: WecomApi, code: string): Promise<string> {
  const { userid } = await api.identify(code);
  if (!userid) throw new AppError("FORBIDDEN", "您不是本企业的企业微信成员,不能打开这个页面。");
  return userid.toLowerCase();
}
