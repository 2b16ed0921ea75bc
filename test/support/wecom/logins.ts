// The simulated login pages: silent inside WeCom's client, a page to choose from in any other browser.
import type { Context } from "hono";
import { html } from "hono/html";
import { MINUTE } from "../simulated/spans.ts";
import type { Server } from "./rest.ts";
import { findMember, fresh, type World } from "./world.ts";

/** Mounts both login addresses. `as` in the query says who is logged in: a member, or `outsider`. */
export function mountLogins(server: Server, world: World): void {
  const login = (context: Context, check: (query: Record<string, string>) => boolean) => {
    const query = context.req.query();
    const { redirect_uri: returnTo = "", state = "", as } = query;
    const { corpId, trustedDomains } = world.settings;
    if (query.appid !== corpId || !check(query)) return context.text("参数错误", 400);
    if (!/^[0-9A-Za-z]{0,128}$/.test(state) || !URL.canParse(returnTo)) return context.text("参数错误", 400);
    const back = new URL(returnTo);
    if (trustedDomains && !trustedDomains.includes(back.host))
      return context.text("redirect_uri 与配置的授权完成回调域名不一致(50001)", 400);
    if (as === undefined) return context.html(choose(world, context.req.url));
    const member = findMember(world, as);
    if (!member && as !== "outsider") return context.text("没有这位成员", 404);
    const code = fresh("code");
    world.logins.set(code, {
      userid: member?.userid ?? null,
      expiresAt: world.now() + 5 * MINUTE,
      used: false,
    });
    back.searchParams.set("code", code);
    back.searchParams.set("state", state);
    return context.redirect(back.toString());
  };
  server.get("/connect/oauth2/authorize", (context) =>
    login(
      context,
      ({ response_type, scope }) =>
        response_type === "code" && /^snsapi_(base|privateinfo)$/.test(scope ?? ""),
    ),
  );
  server.get("/wwlogin/sso/login", (context) =>
    login(
      context,
      ({ login_type, agentid }) => login_type === "CorpApp" && agentid === String(world.settings.agentId),
    ),
  );
}

function choose(world: World, url: string) {
  const linkFor = (as: string) => {
    const link = new URL(url);
    link.searchParams.set("as", as);
    return link.pathname + link.search;
  };
  return html`<!doctype html><meta charset="utf-8"><title>模拟登录</title><h1>以谁的身份登录？</h1>
    <ul>${world.members.map(({ userid, name }) => html`<li><a href="${linkFor(userid)}">${name}</a></li>`)}
    <li><a href="${linkFor("outsider")}">外部人员</a></li></ul>`;
}
