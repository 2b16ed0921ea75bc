// The simulator's own pages and its JSON: phones to write from and read on, switches for what may go wrong.
import { describeAttempts } from "../simulated/attempt.ts";
import { Page } from "../simulated/page.tsx";
import { mountSharedSwitches } from "../simulated/switches.ts";
import type { Said } from "./aibot.ts";
import type { Server } from "./rest.ts";
import type { Simulator } from "./simulator.ts";
import type { Message } from "./world.ts";

type Json = Record<string, unknown>;
interface Button {
  text: string;
  type?: number;
  key?: string;
  url?: string;
}

const describeBot = ({ lost, attempts }: Said) =>
  lost ? "没有人接着长连接，这句话丢了" : attempts.length > 0 ? describeAttempts(attempts) : "已交给长连接";

/** Mounts `/`, `/phone/:userid` and the switches under `/sim`. */
export function mountPhones(server: Server, simulator: Simulator): void {
  const { world } = simulator;
  server.get("/", (context) => context.html(<Home simulator={simulator} />));
  server.get("/phone/:userid", (context) => {
    const userid = context.req.param("userid");
    return context.html(<Phone simulator={simulator} userid={userid} answer={context.req.query("answer")} />);
  });
  server.get("/group/:name", (context) => {
    const name = context.req.param("name");
    return context.html(
      <Page title={name}>
        {simulator.sees({ group: name }).map((message) => (
          <Shown message={message} />
        ))}
      </Page>,
    );
  });
  server.post("/phone/:userid", async (context) => {
    const userid = context.req.param("userid");
    const form = await context.req.parseBody();
    const message = world.messages.find(({ id }) => id === form.message);
    const file = form.file instanceof File && form.file.size > 0 ? form.file : null;
    const attempts = message
      ? await simulator.presses(userid, message, String(form.button))
      : file
        ? await simulator.sends(
            userid,
            file.type.startsWith("image/") ? "image" : "file",
            file.name,
            new Uint8Array(await file.arrayBuffer()),
          )
        : await simulator.says(userid, String(form.text ?? ""));
    return context.redirect(`/phone/${userid}?answer=${encodeURIComponent(describeAttempts(attempts))}`);
  });
  server.post("/phone/:userid/bot", async (context) => {
    const userid = context.req.param("userid");
    const { text, group, file, enter } = await context.req.parseBody();
    const held =
      file instanceof File && file.size > 0
        ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
        : null;
    const place = { ...(group ? { group: String(group) } : {}), ...(held && group ? { quote: held } : {}) };
    const said = enter
      ? await simulator.aibot.enters(userid)
      : held && !group
        ? await simulator.aibot.sends(userid, held.name.match(/\.(png|jpe?g)$/i) ? "image" : "file", held)
        : await simulator.aibot.says(userid, String(text ?? ""), place);
    return context.redirect(`/phone/${userid}?answer=${encodeURIComponent(describeBot(said))}`);
  });
  server.get("/sim/messages", (context) =>
    context.json({
      messages: world.messages.map(({ patched, ...rest }) => ({
        ...rest,
        patched: Object.fromEntries(patched),
      })),
    }),
  );
  server.post("/sim/faults", async (context) => {
    const { callback, ...faults } = (await context.req.json()) as Json;
    const { aibot, ...others } = faults;
    Object.assign(world.faults, others);
    Object.assign(world.faults.callback, callback ?? {});
    Object.assign(world.aibot.faults, aibot ?? {});
    return context.json({ ...world.faults, aibot: world.aibot.faults });
  });
  mountSharedSwitches(server, world);
  server.post("/sim/save-address", async (context) => {
    const { url } = (await context.req.json()) as { url: string };
    const saver = new URL(url).pathname.startsWith("/callback/wecom-aibot/") ? simulator.aibot : simulator;
    return context.json({ verified: await saver.savesAddress(url) });
  });
  server.post("/sim/cut-bot", (context) => {
    simulator.aibot.cut();
    return context.json({ connected: simulator.aibot.connected });
  });
}

function Home({ simulator }: { simulator: Simulator }) {
  const robots = [...simulator.world.robots.values()].map(({ group }) => group);
  const groups = [...robots, ...[...simulator.world.aibot.groups.values()].map(({ name }) => name)];
  return (
    <Page title="企业微信模拟器">
      <h2>成员</h2>
      <ul>
        {simulator.world.members.map(({ userid, name }) => (
          <li>
            <a href={`/phone/${userid}`}>
              {name}({userid})
            </a>
          </li>
        ))}
      </ul>
      <h2>群</h2>
      <ul>
        {groups.map((group) => (
          <li>
            <a href={`/group/${encodeURIComponent(group)}`}>{group}</a>
          </li>
        ))}
      </ul>
      <h2>给被测程序的设置</h2>
      <pre>
        {Object.entries({ ...simulator.env, ...simulator.aibot.env })
          .map(([name, value]) => `${name}=${value}`)
          .join("\n")}
      </pre>
    </Page>
  );
}

function Phone({
  simulator,
  userid,
  answer,
}: {
  simulator: Simulator;
  userid: string;
  answer: string | undefined;
}) {
  return (
    <Page title={`${userid}的手机`}>
      {answer ? <p>回调的回答：{answer}</p> : null}
      {simulator.sees({ userid }).map((message) => (
        <Shown message={message} userid={userid} />
      ))}
      <form method="post" enctype="multipart/form-data">
        <p>
          <label>
            文字 <input name="text" autofocus />
          </label>{" "}
          <label>
            或文件 <input type="file" name="file" />
          </label>{" "}
          <button type="submit">发送给应用</button> <a href={`/phone/${userid}`}>刷新</a>
        </p>
      </form>
      <form method="post" action={`/phone/${userid}/bot`} enctype="multipart/form-data">
        <p>
          <label>
            文字 <input name="text" />
          </label>{" "}
          <label>
            文件（群里为引用） <input type="file" name="file" />
          </label>{" "}
          <label>
            在{" "}
            <select name="group">
              <option value="">单聊</option>
              {[...simulator.world.aibot.groups].map(([id, { name }]) => (
                <option value={id}>{name}</option>
              ))}
            </select>
          </label>{" "}
          <button type="submit">发送给智能机器人</button>{" "}
          <button type="submit" name="enter" value="1">
            打开机器人会话
          </button>
        </p>
      </form>
    </Page>
  );
}

function Shown({ message, userid }: { message: Message; userid?: string }) {
  const card = (userid && message.patched.get(userid)) || message.body;
  if (message.msgtype !== "template_card")
    return (
      <article>
        {message.by === "aibot" ? <small>智能机器人</small> : null}
        <pre>{String(card.content ?? card.name ?? JSON.stringify(card))}</pre>
      </article>
    );
  const rows = (card.horizontal_content_list ?? []) as { keyname: string; value: string }[];
  const links = (card.jump_list ?? []) as { title: string; url: string }[];
  const buttons = (card.button_list ?? []) as Button[];
  const grey = card.replaced ?? card.replace_text;
  return (
    <article>
      {message.by === "aibot" ? <small>智能机器人 </small> : null}
      <strong>{(card.main_title as Json | undefined)?.title as string}</strong>{" "}
      {(card.main_title as Json | undefined)?.desc as string}
      {rows.map(({ keyname, value }) => (
        <div>
          {keyname}:{value}
        </div>
      ))}
      <pre>{String(card.sub_title_text ?? "")}</pre>
      {links.map(({ title, url }) => (
        <a href={url}>{title} </a>
      ))}
      {grey ? <em>{String(grey)}</em> : null}
      {grey
        ? null
        : buttons.map(({ text, url, key }) =>
            url ? (
              <a href={url}>{text} </a>
            ) : (
              <form method="post" style="display:inline">
                <input type="hidden" name="message" value={message.id} />
                <button type="submit" name="button" value={key}>
                  {text}
                </button>
              </form>
            ),
          )}
    </article>
  );
}
