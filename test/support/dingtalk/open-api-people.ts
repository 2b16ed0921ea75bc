// The simulated directory and logins: people by mobile and unionId, departments, 免登, the browser's login page, storage.

import { HOUR, MINUTE } from "../simulated/spans.ts";
import { type Json, type Mounting, Refusal, type Server } from "./open-api.ts";
import { findPerson, fresh, type World } from "./world.ts";

const FREE = { metered: false };

/** A code of 免登, as `dd.requestAuthCode` gives it to a page in the client: five minutes, once. */
export function enterPage(world: World, userid: string): string {
  const code = fresh("code");
  world.logins.set(code, { userid, way: "page", expiresAt: world.now() + 5 * MINUTE, used: false });
  return code;
}

/** What a browser comes back with after a person agreed on the login page: the whole address. */
export function agreeInBrowser(world: World, address: string, userid: string): string {
  const asked = new URL(address).searchParams;
  const back = new URL(asked.get("redirect_uri") ?? "");
  const { trustedDomains, clientId } = world.settings;
  const wrong =
    asked.get("client_id") !== clientId ||
    asked.get("response_type") !== "code" ||
    !(asked.get("scope") ?? "").split(" ").includes("openid") ||
    asked.get("prompt") !== "consent" ||
    (trustedDomains && !trustedDomains.includes(back.host));
  if (wrong) throw new Error("the login page refuses this address");
  const code = fresh("auth");
  world.logins.set(code, { userid, way: "browser", expiresAt: world.now() + 5 * MINUTE, used: false });
  back.searchParams.set("authCode", code);
  back.searchParams.set("state", asked.get("state") ?? "");
  return back.href;
}

/** Mounts contacts, logins and where files lie. */
export function mountPeople({ world, api, oapi }: Mounting, server: Server): void {
  const takeLogin = (code: unknown, way: "page" | "browser") => {
    const login = world.logins.get(String(code));
    if (!login || login.way !== way || login.used || login.expiresAt <= world.now()) return null;
    login.used = true;
    return login.userid;
  };
  const inSight = (userid: string) => {
    const person = findPerson(world, userid);
    if (!person?.inside) throw new Refusal(60121);
    if (!person.visible) throw new Refusal(50002);
    return person;
  };

  oapi(
    "POST",
    "/topapi/v2/user/getuserinfo",
    ({ body }) => {
      const userid = takeLogin(body.code, "page");
      if (!userid) throw new Refusal(40078);
      const person = findPerson(world, userid)!;
      return { result: { userid, unionid: person.unionid, name: person.name, sys: false, sys_level: 0 } };
    },
    FREE,
  );
  api(
    "POST",
    "/v1.0/oauth2/userAccessToken",
    ({ body }) => {
      const { settings } = world;
      if (body.clientId !== settings.clientId || body.clientSecret !== settings.clientSecret)
        throw new Refusal("invalidClientIdOrSecret");
      const userid = takeLogin(body.code, "browser");
      if (!userid || body.grantType !== "authorization_code") throw new Refusal("invalid.code");
      const accessToken = fresh("user-");
      world.userTokens.set(accessToken, { userid, expiresAt: world.now() + 2 * HOUR });
      return { accessToken, refreshToken: fresh("refresh-"), expireIn: 7200, corpId: settings.corpId };
    },
    { token: false, metered: false },
  );
  api(
    "GET",
    "/v1.0/contact/users/me",
    ({ token }) => {
      const held = world.userTokens.get(token);
      if (!held || held.expiresAt <= world.now()) throw new Refusal("InvalidAuthentication");
      const { name, unionid } = findPerson(world, held.userid)!;
      return { nick: name, unionId: unionid, openId: `open-${held.userid}` };
    },
    { token: false, metered: false },
  );
  oapi(
    "POST",
    "/topapi/user/getbyunionid",
    ({ body }) => {
      const person = world.people.find(({ unionid }) => unionid === body.unionid);
      if (!person) throw new Refusal(60121);
      return { result: { contact_type: person.inside ? 0 : 1, userid: person.userid } };
    },
    FREE,
  );
  oapi(
    "POST",
    "/topapi/v2/user/getbymobile",
    ({ body }) => {
      const person = world.people.find(({ mobile, inside }) => inside && mobile === body.mobile);
      if (!person) throw new Refusal(40104);
      return { result: { userid: inSight(person.userid).userid } };
    },
    FREE,
  );
  oapi(
    "POST",
    "/topapi/v2/user/get",
    ({ body }) => {
      const { userid, unionid, name, department } = inSight(String(body.userid));
      return { result: { userid, unionid, name, dept_id_list: department, active: true } };
    },
    FREE,
  );
  oapi(
    "POST",
    "/topapi/v2/department/listsub",
    ({ body }) => ({
      result: world.departments.filter(({ parent_id }) => parent_id === Number(body.dept_id ?? 1)),
    }),
    FREE,
  );

  server.get("/storage/:code", (context) => {
    const { faults } = world;
    const code = context.req.param("code").replace(/\.file$/, "");
    world.calls.push({ path: "/storage", at: world.now(), code: null });
    const fault = faults.refuse.find(({ path, times }) => path === "/storage" && times > 0);
    if (fault) {
      fault.times--;
      return context.text("bad gateway", (fault.status ?? 502) as 502);
    }
    const file = world.files.get(code);
    if (!file) return context.text("expired", 403);
    const bytes = Uint8Array.from(file.bytes);
    return context.body(bytes, 200, { "content-type": "application/octet-stream" } satisfies Json as Record<
      string,
      string
    >);
  });
}
