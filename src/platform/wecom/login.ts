// Who opens a page: WeCom's silent login inside its client, its own login page in any other browser.
import type { Login } from "../../chat/platform.ts";
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

/** Logins of one app. `state` may hold letters and digits only; what comes back is a `code` that works once. */
export function createLogin(settings: LoginSettings, api: Pick<WecomApi, "identify">): Login {
  const { corpId, agentId, oauthBase, loginBase } = settings;
  return {
    url({ agent, returnTo, state }) {
      const common = { appid: corpId, redirect_uri: returnTo, state, agentid: String(agentId) };
      // D:91335: without its fragment the first address shows an error page.
      return isInsideWecom(agent)
        ? `${oauthBase}/connect/oauth2/authorize?${new URLSearchParams({ ...common, response_type: "code", scope: "snsapi_base" })}#wechat_redirect`
        : `${loginBase}/wwlogin/sso/login?${new URLSearchParams({ ...common, login_type: "CorpApp" })}`;
    },
    async read({ code = "" }) {
      const { userid } = await api.identify(code);
      return userid ? userid.toLowerCase() : null;
    },
  };
}
