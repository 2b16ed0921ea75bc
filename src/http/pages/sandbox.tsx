// The sandbox's page: the bureau's people, one phone and the clock; scripts under /assets bring it to life.
import { ROLE_NAMES } from "../../domain/roles.ts";
import { GUIDE_STEPS, SUGGESTED_WORDS } from "../sandbox-guide.ts";
import { Document } from "./layout.tsx";

function Clock() {
  return (
    <section class="clock" aria-label="沙盒时钟">
      <p class="clock-now">
        <span class="sr-only">沙盒时间</span>
        <time id="now" />
      </p>
      <button
        type="button"
        class="clock-toggle"
        id="clock-toggle"
        aria-label="调时钟"
        aria-expanded="false"
        aria-controls="clock-tools"
      />
      <div class="clock-tools" id="clock-tools">
        <button type="button" data-advance="PT1H">
          +1小时
        </button>
        <button type="button" data-advance="P1D">
          +1天
        </button>
        <button type="button" id="clock-next" title="拨到下一个会发出消息的时刻">
          下一次提醒
        </button>
        <form id="clock-pick" class="clock-pick">
          <label class="sr-only" for="clock-to">
            拨到
          </label>
          <input type="datetime-local" id="clock-to" required />
          <button type="submit">拨到</button>
        </form>
        <button type="button" id="reset" class="clock-reset">
          重置
        </button>
      </div>
    </section>
  );
}

function Guide() {
  return (
    <aside class="guide" aria-label="试一试">
      <details id="guide" open>
        <summary>
          <strong>试一试</strong>
          <span>十步走完一次专项行动</span>
        </summary>
        <ol>
          {GUIDE_STEPS.map((step) => (
            <li class="step">
              <p>
                <strong>{step.title}</strong> {step.detail}
              </p>
              <button
                type="button"
                data-who={step.who}
                data-group={step.group}
                data-say={step.say}
                data-act={step.act}
              >
                {step.label}
              </button>
            </li>
          ))}
        </ol>
      </details>
    </aside>
  );
}

function Chat() {
  return (
    <section class="chat" id="chat" aria-label="会话" hidden>
      <header class="chat-head">
        <button type="button" class="chat-back" id="back" aria-label="返回人员列表" />
        <div class="chat-name">
          <h2 id="chat-title">报送机器人</h2>
          <p id="chat-who" />
        </div>
      </header>
      <div class="chat-tabs" id="chat-tabs" role="tablist" aria-label="会话" />
      <ol class="log" id="log" role="log" aria-live="polite" aria-label="消息" tabindex={0} />
      <section class="words" id="words" aria-label="常用的话" />
      <form class="composer" id="composer">
        <label class="composer-file" title="发送文件">
          <span class="sr-only">发送文件</span>
          <input type="file" id="file" />
        </label>
        <label class="sr-only" for="text">
          消息
        </label>
        <textarea id="text" rows={1} placeholder="发消息，按 Enter 发送" autocomplete="off" />
        <button type="submit" id="send">
          发送
        </button>
      </form>
      <p class="drop" id="drop" aria-hidden="true">
        松开就发送文件
      </p>
    </section>
  );
}

/** The whole page. `publicUrl` is what links in messages begin with. */
export function SandboxPage(props: { bureau: string; headPost: string; publicUrl: string }) {
  const roles = { ...ROLE_NAMES, director: props.headPost, deputy: `分管副${props.headPost}` };
  return (
    <Document title="报送机器人 · 沙盒" styles={["sandbox.css"]} scripts={["sandbox.js"]} view="people">
      <header class="top">
        <h1>
          <img src="/assets/icon.svg" alt="" width={28} height={28} />
          报送机器人
        </h1>
        <p class="top-bureau">沙盒 · {props.bureau}</p>
        <Clock />
      </header>
      <main
        class="desk"
        id="desk"
        data-public-url={props.publicUrl}
        data-words={JSON.stringify(SUGGESTED_WORDS)}
        data-roles={JSON.stringify(roles)}
      >
        <Guide />
        <nav class="people" id="people" aria-label="选一个人">
          <noscript>沙盒页面要用到 JavaScript，请在浏览器里打开它。</noscript>
        </nav>
        <section class="chat-none" id="chat-none">
          <img src="/assets/icon.svg" alt="" width={56} height={56} />
          <p>从左边选一个人，看他手机上的会话</p>
          <p>这里的人和单位都是虚构的，时间可以随意往后拨</p>
        </section>
        <Chat />
      </main>
      <p class="toast" id="toast" role="status" aria-live="polite" hidden />
    </Document>
  );
}
