// The simulator's own pages: phones to write from and read on, groups, a login page.
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { describeAttempts } from "../simulated/attempt.ts";
import { Page } from "../simulated/page.tsx";
import { agreeInBrowser } from "./open-api-people.ts";
import { buttonsOf } from "./presses.ts";
import type { Said, Simulator } from "./simulator.ts";
import { type Card, findGroup, findPerson, type Message } from "./world.ts";

const describe = ({ push, attempts }: Said) =>
  push ? (push.deliveries > 0 ? "已推送" : "没有连接，没有送到") : describeAttempts(attempts);

/** Mounts `/`, `/phone/…`, `/group/…` and the login page. */
export function mountPhones(server: Hono<{ Bindings: HttpBindings }>, simulator: Simulator): void {
  const { world } = simulator;
  server.get("/", (context) => context.html(<Home simulator={simulator} />));
  server.get("/phone/:userid", (context) => {
    const userid = context.req.param("userid");
    const name = findPerson(world, userid)?.name ?? userid;
    return context.html(
      <Chat
        title={`${name}的手机`}
        path={`/phone/${userid}`}
        messages={simulator.sees({ userid })}
        cards={world.cards}
        answer={context.req.query("answer")}
      />,
    );
  });
  server.get("/group/:id", (context) => {
    const group = findGroup(world, context.req.param("id"));
    if (!group) return context.notFound();
    return context.html(
      <Chat
        title={group.title}
        path={`/group/${encodeURIComponent(group.title)}`}
        messages={simulator.sees({ group: group.conversationId })}
        cards={world.cards}
        answer={context.req.query("answer")}
        speakers={group.members.map((id) => findPerson(world, id)!)}
      />,
    );
  });
  server.post("/phone/:userid", (context) =>
    post(context, simulator, context.req.param("userid"), `/phone/${context.req.param("userid")}`),
  );
  server.post("/group/:id", async (context) => {
    const { from } = await context.req.parseBody();
    const id = context.req.param("id");
    return post(context, simulator, String(from), `/group/${encodeURIComponent(id)}`, id);
  });
  server.get("/oauth2/auth", (context) => {
    const { as, ...query } = context.req.query();
    if (as === undefined) return context.html(<Login simulator={simulator} query={query} />);
    try {
      return context.redirect(agreeInBrowser(world, context.req.url, as));
    } catch (error) {
      return context.text((error as Error).message, 400);
    }
  });
}

async function post(context: Context, simulator: Simulator, from: string, path: string, group?: string) {
  const form = await context.req.parseBody();
  const file = form.file instanceof File && form.file.size > 0 ? form.file : null;
  const text = String(form.text ?? "");
  const said = await (async () => {
    const card = simulator.world.cards.get(String(form.card));
    if (card) {
      const { answered } = await simulator.presses(from, card.outTrackId, {
        params: { key: String(form.key) },
      });
      return answered ? "卡片已回答" : "卡片没有回答";
    }
    const message = simulator.world.messages.find(({ id }) => id === form.message);
    if (message) {
      const done = await simulator.taps(from, message, String(form.label));
      return typeof done === "string" ? done : describe(done);
    }
    if (!file) return describe(await simulator.says(from, text, group === undefined ? {} : { group }));
    const sent = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    // Nobody can mention a robot with a file: in a group it is quoted.
    return describe(
      group === undefined
        ? await simulator.sends(from, sent)
        : await simulator.quotes(from, sent, text, { group }),
    );
  })();
  return context.redirect(`${path}?answer=${encodeURIComponent(said)}`);
}

function Home({ simulator: { world, env } }: { simulator: Simulator }) {
  return (
    <Page title="钉钉模拟器">
      <h2>成员</h2>
      <ul>
        {world.people.map(({ userid, name }) => (
          <li>
            <a href={`/phone/${userid}`}>
              {name}({userid})
            </a>
          </li>
        ))}
      </ul>
      <h2>群</h2>
      <ul>
        {world.groups.map(({ title }) => (
          <li>
            <a href={`/group/${encodeURIComponent(title)}`}>{title}</a>
          </li>
        ))}
      </ul>
      <p>
        长连接 {String(world.connections.size)} 条；本月接口调用 {String(world.quota.calls.used)} 次，推送{" "}
        {String(world.quota.webhookAndStream.used)} 次。
      </p>
      <h2>给被测程序的设置</h2>
      <pre>
        {Object.entries(env)
          .map(([name, value]) => `${name}=${value}`)
          .join("\n")}
      </pre>
    </Page>
  );
}

function Login({ simulator, query }: { simulator: Simulator; query: Record<string, string> }) {
  return (
    <Page title="以谁的身份登录？">
      <ul>
        {simulator.world.people.map(({ userid, name }) => (
          <li>
            <a href={`/oauth2/auth?${new URLSearchParams({ ...query, as: userid })}`}>{name}</a>
          </li>
        ))}
      </ul>
    </Page>
  );
}

interface ChatProps {
  title: string;
  path: string;
  messages: Message[];
  cards: ReadonlyMap<string, Card>;
  answer: string | undefined;
  /** In a group: who may speak. */
  speakers?: { userid: string; name: string }[];
}

function Chat({ title, path, messages, cards, answer, speakers }: ChatProps) {
  return (
    <Page title={title}>
      {answer ? <p>{answer}</p> : null}
      {messages.map((message) => {
        const card = message.way === "card" ? cards.get(message.id) : undefined;
        return card ? <ShownCard card={card} /> : <Shown message={message} />;
      })}
      <form method="post" action={path} enctype="multipart/form-data">
        <p>
          {speakers ? (
            <label>
              谁{" "}
              <select name="from">
                {speakers.map(({ userid, name }) => (
                  <option value={userid}>{name}</option>
                ))}
              </select>{" "}
            </label>
          ) : null}
          <label>
            {speakers ? "@机器人 " : "文字 "}
            <input name="text" autofocus />
          </label>{" "}
          <label>
            {speakers ? "并引用文件" : "或文件"} <input type="file" name="file" />
          </label>{" "}
          <button type="submit">发送</button> <a href={path}>刷新</a>
        </p>
      </form>
    </Page>
  );
}

function Shown({ message }: { message: Message }) {
  const { body, at_userids: mentioned, id } = message;
  const words = body.content ?? body.text ?? body.markdown ?? body.fileName ?? JSON.stringify(body);
  return (
    <article>
      {body.title ? <strong>{String(body.title)}</strong> : null}
      <pre>{String(words)}</pre>
      {mentioned.length > 0 ? <p>提醒了：{mentioned.join("、")}</p> : null}
      {[...buttonsOf(message)].map(([label, url]) =>
        url.startsWith("dtmd:") ? (
          <form method="post" style="display:inline">
            <input type="hidden" name="message" value={id} />
            <button type="submit" name="label" value={label}>
              {label}
            </button>
          </form>
        ) : (
          <a href={url}>{label} </a>
        ),
      )}
    </article>
  );
}

/** A card as the one of this product's description draws it: five buttons, hidden where their label is empty. */
function ShownCard({ card: { outTrackId, params, toasts } }: { card: Card }) {
  return (
    <article>
      <strong>{params.title}</strong>
      <pre>{params.content}</pre>
      {params.status ? <em>{params.status}</em> : null}
      {[1, 2, 3, 4, 5].map((at) =>
        params[`label${at}`] ? (
          <form method="post" style="display:inline">
            <input type="hidden" name="card" value={outTrackId} />
            <button type="submit" name="key" value={params[`key${at}`]}>
              {params[`label${at}`]}
            </button>
          </form>
        ) : null,
      )}
      {toasts.length > 0 ? <p>提示：{toasts.at(-1)}</p> : null}
    </article>
  );
}
