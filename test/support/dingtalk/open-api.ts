// The simulated REST interfaces: tokens, faults, rates and the month's quota, by both models of answers.
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { SECOND } from "../simulated/spans.ts";
import { mountCards } from "./open-api-cards.ts";
import { mountHooks } from "./open-api-hooks.ts";
import { mountMessages } from "./open-api-messages.ts";
import { mountPeople } from "./open-api-people.ts";
import { fresh, type World } from "./world.ts";

export type Json = Record<string, unknown>;

/** Hono with Node's own request beside it, so that a connection can be cut. */
export type Server = Hono<{ Bindings: HttpBindings }>;

/** A refusal: a code of the new interface with its status, or an errcode of the old one. */
export class Refusal extends Error {
  readonly errcode: string | number;
  readonly status: number;

  constructor(errcode: string | number, status = 400) {
    super(String(errcode));
    this.errcode = errcode;
    this.status = status;
  }
}

/** One call, as the routes see it. */
export interface Call {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Json;
  form: FormData | null;
  /** x-acs-dingtalk-access-token. */
  token: string;
}

/** How a route is guarded. Most want the app's token and count against the month. */
export interface Guard {
  token?: boolean;
  metered?: boolean;
}

/** Mounts routes of one of the two models. */
export type Route = (
  method: "GET" | "POST" | "PUT",
  path: string,
  call: (call: Call) => Json | Promise<Json>,
  guard?: Guard,
) => void;

/** What the parts of the interface are mounted with. */
export interface Mounting {
  world: World;
  /** Routes under `/v1.0`, with real statuses. */
  api: Route;
  /** Routes of the old interface, always answered with 200. */
  oapi: Route;
}

const PAGE = "<html><body>The server is temporarily unavailable</body></html>";
const CALLS_A_SECOND = 20;
const WORDS: Record<string, string> = {
  "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": "应用请求该接口的 QPS 超限",
  "Forbidden.AccessDenied.ApiCountLimitForOrg": "企业当月调用量超限",
};

/** Mounts everything but the gateway. */
export function mountOpenApi(server: Server, world: World): void {
  const recent = new Map<string, number[]>();

  /** 20 calls a second of one path; a call that is turned away counts for nothing. */
  function keepRate(path: string): boolean {
    const since = world.now() - SECOND;
    const calls = (recent.get(path) ?? []).filter((at) => at > since);
    recent.set(path, calls);
    if (calls.length >= CALLS_A_SECOND) return false;
    calls.push(world.now());
    return true;
  }

  const route =
    (model: "new" | "old"): Route =>
    (method, path, call, { token: wanted = true, metered = true } = {}) => {
      const refusals =
        model === "new"
          ? {
              rate: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi",
              month: "Forbidden.AccessDenied.ApiCountLimitForOrg",
            }
          : { rate: 90018, month: 90020 };
      const run = async (context: Context<{ Bindings: HttpBindings }>): Promise<Json> => {
        const { faults, quota, tokens } = world;
        const fault = faults.refuse.find((one) => one.times > 0 && (one.path ?? path) === path);
        if (fault) {
          fault.times--;
          throw new Refusal(fault.code, fault.status);
        }
        if (!keepRate(path)) throw new Refusal(refusals.rate, 403);
        const query = context.req.query();
        const token =
          model === "new"
            ? (context.req.header("x-acs-dingtalk-access-token") ?? "")
            : (query.access_token ?? "");
        const held = tokens.get(token);
        if (wanted && (!held || held.dropped))
          throw new Refusal(model === "new" ? "InvalidAuthentication" : 40014);
        if (wanted && held!.expiresAt <= world.now())
          throw new Refusal(model === "new" ? "InvalidAuthentication" : 42001);
        if (metered && quota.calls.used >= quota.calls.most) throw new Refusal(refusals.month, 403);
        if (metered) quota.calls.used++;
        const isForm = context.req.header("content-type")?.startsWith("multipart/") ?? false;
        const text = isForm ? "" : await context.req.text();
        return call({
          params: context.req.param() as Record<string, string>,
          query,
          token,
          form: isForm ? await context.req.formData() : null,
          body: text === "" ? {} : (JSON.parse(text) as Json),
        });
      };
      server.on(method, path, async (context) => {
        const { faults } = world;
        if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
        if (faults.status !== null) return context.html(PAGE, faults.status as 503);
        let answer: Json;
        let refusal: Refusal | null = null;
        try {
          answer = await run(context);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refusal = error;
          answer = {};
        }
        world.calls.push({ path, at: world.now(), code: refusal?.errcode ?? null });
        if (faults.lostAnswers > 0) {
          faults.lostAnswers--;
          context.env.outgoing.destroy();
          return context.body(null);
        }
        const id = fresh("request-");
        if (model === "new")
          return refusal
            ? context.json(
                {
                  code: String(refusal.errcode),
                  message: WORDS[refusal.message] ?? "refused",
                  requestid: id,
                },
                refusal.status as 400,
              )
            : context.json(answer);
        return context.json(
          refusal
            ? { errcode: refusal.errcode, errmsg: "refused by the simulator", request_id: id }
            : { errcode: 0, errmsg: "ok", ...answer, request_id: id },
        );
      });
    };

  const mounting: Mounting = { world, api: route("new"), oapi: route("old") };
  mountTokens(mounting);
  mountMessages(mounting);
  mountCards(mounting);
  mountPeople(mounting, server);
  mountHooks(mounting);
}

const FREE = { token: false, metered: false };

function mountTokens({ world, api, oapi }: Mounting): void {
  const { settings, tokens } = world;
  /** The same token while it lives, as the real one. */
  const issue = (prefix: string) => {
    const live = [...tokens].find(
      ([name, { dropped, expiresAt }]) => name.startsWith(prefix) && !dropped && expiresAt > world.now(),
    );
    const seconds = world.faults.tokenSeconds;
    const token = live?.[0] ?? fresh(prefix);
    tokens.set(token, { expiresAt: world.now() + seconds * SECOND, dropped: false });
    return { token, seconds };
  };
  const known = (key: unknown, secret: unknown) =>
    key === settings.clientId && secret === settings.clientSecret;
  api(
    "POST",
    "/v1.0/oauth2/accessToken",
    ({ body }) => {
      if (!known(body.appKey, body.appSecret)) throw new Refusal("invalidClientIdOrSecret");
      const { token, seconds } = issue("new-");
      return { accessToken: token, expireIn: seconds };
    },
    FREE,
  );
  oapi(
    "GET",
    "/gettoken",
    ({ query }) => {
      if (!known(query.appkey, query.appsecret)) throw new Refusal(40089);
      const { token, seconds } = issue("old-");
      return { access_token: token, expires_in: seconds };
    },
    FREE,
  );
}
