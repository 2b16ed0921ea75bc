// The page on which a coordinator makes a ledger or changes one: title, columns, and how it will look.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { LedgerFault, TypedLedger } from "../../services/definitions/typed.ts";
import type { KnownVersion } from "../../services/definitions/view.ts";
import { momentWords } from "../../services/submissions/words.ts";
import { NoEnter } from "./form-controls.tsx";
import {
  Actions,
  ChoiceField,
  FileField,
  Form,
  SelectField,
  SubmitButton,
  TextField,
} from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { LedgerColumn, Move } from "./ledger-column.tsx";
import { LedgerPreview } from "./ledger-preview.tsx";
import { Facts, Notice, Panel } from "./parts.tsx";

/** What the page shows. */
export interface LedgerEditProps {
  person: string;
  /** Null for a new one. */
  code: string | null;
  /** The version that was opened; 0 for a new one. */
  version: number;
  /** The ledger that a new one is made after. */
  after: string | null;
  typed: TypedLedger;
  faults: readonly LedgerFault[];
  /** What it comes to as typed; null while something is wrong. */
  definition: LedgerDefinition | null;
  /** The ledger in force, whose key and rules a change rests on. */
  base: LedgerDefinition | null;
  versions: readonly KnownVersion[];
  /** The ledgers that a new one may be made after. */
  models: readonly { code: string; title: string }[];
  notice: { tone: "good" | "bad" | "warn"; lines: readonly string[] } | null;
}

/** The whole page. */
export function LedgerEditPage(props: LedgerEditProps) {
  const { code, typed, faults, definition, version, notice } = props;
  const path = pathOf(props);
  const errorOf = (field: string) => faults.find((fault) => fault.field === field)?.sentence;
  const named = (field: string, label: string) => {
    const error = errorOf(field);
    return { name: field, label, ...(error ? { error } : {}) };
  };
  return (
    <Page
      title={code === null ? "新做一本台账" : typed.title}
      person={props.person}
      lead={
        code === null
          ? "先定栏目，看过样子再保存"
          : `第${version}版；保存后是第${version + 1}版，已报的条目不变`
      }
      styles={["form.css", "plan.css", "ledger.css"]}
    >
      {notice ? <Notice tone={notice.tone} lines={notice.lines} /> : null}
      {faults.length > 0 ? (
        <Notice tone="bad" title={`没有保存：有${faults.length}处要改`}>
          <ul>
            {faults.map(({ field, sentence }) => (
              <li>
                <a href={`#${field}`}>{sentence}</a>
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {code === null ? <Start {...props} /> : null}
      <Form action={path} upload>
        <NoEnter />
        <input type="hidden" name="_version" value={String(version)} />
        <input type="hidden" name="_after" value={props.after ?? ""} />
        <Panel title="台账">
          <TextField {...named("title", "名称")} required value={typed.title} />
          <ChoiceField
            {...named("level", "级别")}
            value={typed.level}
            options={[
              { value: "一般", label: "一般" },
              { value: "敏感", label: "敏感", detail: "条目只在登录后填写和查看" },
            ]}
          />
          <ChoiceField
            {...named("nil", "没有内容可报时")}
            value={typed.nil}
            options={[
              { value: "plain", label: "零报告" },
              { value: "inspected", label: "逐项说明自查情况后报“未发现问题”" },
            ]}
          />
          <Rests {...props} />
        </Panel>
        <Panel
          title="栏目"
          aside={`${typed.columns.length}栏`}
          note="改名称、加减选项都可以；改成另一种填法的，新旧各算一栏。"
        />
        {typed.columns.map((column, index) => (
          <LedgerColumn
            column={column}
            index={index}
            of={typed.columns.length}
            path={path}
            given={props.base?.fields.some(({ key, given }) => given && key === column.key) ?? false}
            wrong={faults.some(({ field }) => field.startsWith(`c${index}.`))}
            named={named}
          />
        ))}
        <p class="ledger-buttons">
          <Move act="add" to={`${path}#column-${typed.columns.length}`} words="增加一栏" />
        </p>
        <Actions tip="保存之前可以先预览、下载空表看看">
          <button
            type="submit"
            class="weui-btn weui-btn_default"
            name="_do"
            value="preview"
            formaction={`${path}#preview`}
            formnovalidate
          >
            预览
          </button>
          <SubmitButton kind="plain" name="_do" value="sheet" unchecked>
            下载空表
          </SubmitButton>
          <SubmitButton name="_do" value="save" unchecked>
            保存
          </SubmitButton>
        </Actions>
      </Form>
      {definition ? <LedgerPreview definition={definition} /> : null}
      <Versions versions={props.versions} />
    </Page>
  );
}

/** What a new ledger may begin with. */
function Start({ models, after, typed }: LedgerEditProps) {
  return (
    <details class="plan-item weui-cells" open={after === null && typed.columns.length === 0}>
      <summary class="plan-summary">
        <span class="plan-what">
          <strong>从现成的开始</strong>
          <span class="cell-detail">上传一份空表，或者照着一本台账改；也可以直接在下面一栏一栏地加</span>
        </span>
      </summary>
      <Form action="/ledgers/new" upload>
        <FileField
          name="_file"
          label="空表(.xlsx)"
          accept=".xlsx"
          hint="表头那一行变成栏目，填法按名称推断，请逐栏核对"
        />
        <p class="ledger-buttons">
          <SubmitButton kind="plain" small name="_do" value="import" unchecked>
            读出栏目
          </SubmitButton>
        </p>
        <SelectField
          name="_model"
          label="照着哪一本"
          value={after ?? ""}
          options={models.map(({ code, title }) => ({ value: code, label: title }))}
        />
        <p class="ledger-buttons">
          <SubmitButton kind="plain" small name="_do" value="model" unchecked>
            照着它开始
          </SubmitButton>
        </p>
      </Form>
    </details>
  );
}

function Rests({ base }: LedgerEditProps) {
  const labels = (keys: readonly string[] | undefined) =>
    keys?.map((key) => base?.fields.find((field) => field.key === key)?.label ?? key).join("、");
  const facts: [string, string][] = [
    ...(base?.key ? [["认出同一条", `看${labels(base.key)}`] as [string, string]] : []),
    ...(base?.problem ? [["问题登记", "条目会登记为问题，跟踪到销号"] as [string, string]] : []),
    ...(base?.attachment ? [["附件", `附件${base.attachment}`] as [string, string]] : []),
  ];
  return facts.length > 0 ? <Facts items={facts} /> : null;
}

function pathOf({ code }: LedgerEditProps): string {
  return `/ledgers/${code ?? "new"}`;
}

function Versions({ versions }: { versions: readonly KnownVersion[] }) {
  if (versions.length === 0) return null;
  return (
    <Panel title="各版" note="条目按填报时的那一版显示，导出时合在一张表里。">
      <Facts
        items={versions.map(({ version, by, at, rows }): [string, string] => [
          `第${version}版`,
          [by ? `${by}${at ? ` ${momentWords(at)}` : ""}` : "自带", rows > 0 ? `现有${rows}条` : ""]
            .filter(Boolean)
            .join("，"),
        ])}
      />
    </Panel>
  );
}
