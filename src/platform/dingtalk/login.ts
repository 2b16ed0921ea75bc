// Who opens a page: 免登 by a script inside DingTalk's client, its own login page in any other browser.
import type { Login } from "../../chat/platform.ts";
import type { DingtalkApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";

/** Where logins go. */
export interface LoginSettings {
  corpId: string;
  /** AppKey. */
  clientId: string;
  /** `DINGTALK_LOGIN_BASE`, as https://login.dingtalk.com */
  loginBase: string;
}

// DingTalk's own script, which only its client can answer.
const LIBRARY = "https://g.alicdn.com/dingding/dingtalk-jsapi/3.0.25/dingtalk.open.js";
const NOBODY = "60121";

/** True inside DingTalk's own client. */
export function isInsideDingtalk(agent: string): boolean {
  return /DingTalk/i.test(agent);
}

/** Asks the client for a code and goes back with it; a client too old for that says so. */
function askForCode(values: { corpId: string; clientId: string; returnTo: string; state: string }): string {
  // No `<` in it, so that no value could end the script.
  const json = JSON.stringify(values).replaceAll("<", "\\u003c");
  return `(function (to) {
  function fail() { document.body.textContent = "登录没有成功。请把钉钉升级到最新版本，再从聊天窗口重新点开。"; }
  if (!window.dd || !dd.requestAuthCode) return fail();
  dd.requestAuthCode({
    corpId: to.corpId,
    clientId: to.clientId,
    onSuccess: function (answer) {
      var query = new URLSearchParams({ code: answer.code, state: to.state });
      location.replace(to.returnTo + "?" + query);
    },
    onFail: fail,
  });
})(${json});`;
}

/**
 * Logins of one app. Inside the client `script` asks for a code of 免登 and comes back with `code`; a browser comes back
 * with `authCode`. Both work once.
 */
export function createLogin(
  settings: LoginSettings,
  api: Pick<DingtalkApi, "identify" | "exchange" | "findByUnion">,
): Login {
  const { corpId, clientId, loginBase } = settings;
  return {
    url({ returnTo, state }) {
      const query = new URLSearchParams({
        redirect_uri: returnTo,
        response_type: "code",
        client_id: clientId,
        scope: "openid corpid",
        state,
        prompt: "consent",
      });
      return `${loginBase}/oauth2/auth?${query}`;
    },
    script: ({ agent, returnTo, state }) =>
      isInsideDingtalk(agent)
        ? { library: LIBRARY, body: askForCode({ corpId, clientId, returnTo, state }) }
        : null,
    async read({ code, authCode }) {
      if (code) return api.identify(code);
      if (!authCode) return null;
      try {
        const { userId, outside } = await api.findByUnion(await api.exchange(authCode));
        return outside ? null : userId;
      } catch (error) {
        if (errcodeOf(error) === NOBODY) return null;
        throw error;
      }
    },
  };
}
