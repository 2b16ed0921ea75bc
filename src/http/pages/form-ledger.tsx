// The page on which a unit fills in a ledger row by row, or the items of 「经自查未发现问题」.
import { requirementNotes } from "../../ledger/form.ts";
import type { RowIssue } from "../../ledger/validate.ts";
import type { EvidencePlace } from "../../services/evidence.ts";
import type { MergedRow, Sheet } from "../../services/form-sheet.ts";
import { formPath, SECRECY } from "../../services/submissions/words.ts";
import { inputName } from "../form-posted.ts";
import { NoEnter, RowControls, type RowMarks } from "./form-controls.tsx";
import { History, type HistoryProps } from "./form-history.tsx";
import { MatterFacts, matterTitle } from "./form-matter.tsx";
import { Actions, Form, SubmitButton, TextAreaField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel } from "./parts.tsx";

/** A reviewer's note on a row or one of its fields. */
export interface ShownNote {
  rowKey?: string;
  field?: string;
  note: string;
}

/** What the page shows. */
export interface LedgerPageProps {
  person: string;
  sheet: Sheet;
  rows: readonly MergedRow[];
  issues: readonly RowIssue[];
  /** The reviewer's words while it is returned or in doubt. */
  review: { title: string; note: string; notes: readonly ShownNote[] } | null;
  /** Who wrote in between, where rows of two people are shown. */
  conflict: { by: string; when: string } | null;
  revision: number;
  base: string;
  requestId: string;
  /** These rows came in just now and are shown again. */
  received: boolean;
  /** Under the buttons: when the draft was saved, by whom. */
  saved: string;
  /** Where a file named in a row can be opened; null where only its name came. */
  fileAt: (place: Omit<EvidencePlace, "material">, name: string) => string | null;
  /** What is said of rows that the last period left unfinished. */
  carried: string | null;
  /** The other form of the same material. */
  other: { href: string; label: string } | null;
  history: HistoryProps;
}

/** The whole page. */
export function LedgerPage(props: LedgerPageProps) {
  const { sheet, rows, issues, conflict, review } = props;
  const { owed, definition, nil } = sheet;
  const notes = requirementNotes(definition);
  const takesFiles = definition.fields.some(({ kind }) => kind === "file");
  return (
    <Page
      title={definition.title}
      person={props.person}
      lead={matterTitle(owed)}
      styles={["form.css"]}
      scripts={["form.js"]}
    >
      <Notice tone="warn" lines={[SECRECY]} />
      {conflict ? (
        <Notice tone="bad" title={`${conflict.by} ${conflict.when} 也改了这张表，两边的内容都在下面`}>
          <p>
            对方的内容列在各栏下方，您没有填的栏已带入，对方新增的条目排在最后。核对后点“保存草稿”或“提交”，以您这一次为准。
          </p>
        </Notice>
      ) : null}
      {review ? <ReviewNotice {...review} /> : null}
      {props.carried ? <Notice tone="warn" lines={[props.carried]} /> : null}
      {issues.length > 0 ? <IssueNotice issues={issues} /> : null}
      <MatterFacts owed={owed} />
      {notes.length > 0 ? <p class="form-note">{notes.join("；")}。</p> : null}
      <Unsaved />
      <Form
        action={formPath(owed, sheet.material, nil)}
        requestId={props.requestId}
        upload={takesFiles}
        keeps={sheet.definition.level !== "敏感" && !owed.sensitive}
        received={props.received}
      >
        <input type="hidden" name="_revision" value={String(props.revision)} />
        <input type="hidden" name="_base" value={props.base} />
        <NoEnter />
        {rows.map((row, index) => (
          <RowPanel {...props} row={row} index={index} />
        ))}
        {nil ? null : (
          <>
            <SubmitButton kind="plain" name="_do" value="add" unchecked>
              增加一行
            </SubmitButton>
            <Paste />
          </>
        )}
        <Panel>
          {nil ? null : (
            <Cell title="用表格填报，上传 .xlsx" href={`${formPath(owed, sheet.material)}/sheet`} />
          )}
          {props.other ? <Cell title={props.other.label} href={props.other.href} /> : null}
        </Panel>
        <History versions={props.history.versions} reviews={props.history.reviews} />
        <Actions tip={props.saved}>
          <SubmitButton kind="plain" name="_do" value="save" unchecked>
            保存草稿
          </SubmitButton>
          <SubmitButton name="_do" value="submit" unchecked>
            提交
          </SubmitButton>
        </Actions>
      </Form>
    </Page>
  );
}

/** Asked where a copy on this device was made before somebody else saved; hidden until the script finds one. */
function Unsaved() {
  return (
    <div id="unsaved" hidden>
      <Notice tone="warn" title="上次断网时，本机有没存上的内容，之后这张表又有人存过">
        <p>恢复后两边的内容都会列出来，由您核对。</p>
        <p class="row-buttons">
          <button type="button" class="link-button" value="restore">
            恢复来核对
          </button>
          <button type="button" class="link-button link-button_warn" value="drop">
            不要了
          </button>
        </p>
      </Notice>
    </div>
  );
}

/** Where rows copied out of a spreadsheet go; with the script they may be pasted into any field. */
function Paste() {
  return (
    <details class="paste">
      <summary>从 Excel 粘贴多行</summary>
      <TextAreaField
        name="_paste"
        label="粘贴到这里"
        hint="在 Excel 里选中几行复制，连表头一起更准；没有表头的，按本表栏目的先后对应"
        rows={4}
      />
      <SubmitButton kind="plain" name="_do" value="paste" unchecked>
        加到表里
      </SubmitButton>
    </details>
  );
}

/** The reviewer's words at the head of a form. */
export function ReviewNotice({ title, note, notes }: NonNullable<LedgerPageProps["review"]>) {
  const general = notes.filter(({ rowKey }) => !rowKey).map((one) => one.note);
  const placed = notes.length - general.length;
  const lines = [
    ...(note ? [note] : []),
    ...general,
    ...(placed > 0 ? [`另有${placed}条意见，写在下面对应的栏目旁。`] : []),
    "原来填的内容都在，改好后重新提交。",
  ];
  return <Notice tone="bad" title={title} lines={lines} />;
}

function IssueNotice({ issues }: { issues: readonly RowIssue[] }) {
  return (
    <Notice tone="bad" title={`还没有提交：有${issues.length}处要改，其余内容已存为草稿`}>
      <ul>
        {issues.map(({ row, field, message }) => (
          <li>
            <a href={`#${field ? inputName(field, row - 1) : `row-${row}`}`}>{message}</a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function RowPanel(props: LedgerPageProps & { row: MergedRow; index: number }) {
  const { row, index, sheet, conflict, rows } = props;
  const marks = marksOf(props);
  const whole = [
    ...props.issues.filter((issue) => issue.row === index + 1 && !issue.field).map(({ message }) => message),
    ...(props.review?.notes ?? [])
      .filter(({ rowKey, field }) => rowKey === row.rowKey && !field)
      .map(({ note }) => `审核意见：${note}`),
  ];
  const title = row.foreign && conflict ? `第${index + 1}条(${conflict.by}新增)` : `第${index + 1}条`;
  return (
    <div id={`row-${index + 1}`} class={row.foreign ? "row row_foreign" : "row"}>
      <Panel
        title={sheet.nil ? "自查情况" : title}
        aside={
          sheet.nil ? undefined : (
            <span class="row-buttons">
              <button type="submit" class="link-button" name="_do" value={`copy.${index + 1}`} formnovalidate>
                复制
              </button>
              {rows.length > 1 ? (
                <button
                  type="submit"
                  class="link-button link-button_warn"
                  name="_do"
                  value={`remove.${index + 1}`}
                  formnovalidate
                >
                  删除
                </button>
              ) : null}
            </span>
          )
        }
      >
        <input type="hidden" name={inputName("_row", index)} value={row.rowKey} />
        {whole.map((line) => (
          <p class="row-mark">{line}</p>
        ))}
        <RowControls
          definition={sheet.definition}
          values={row.values}
          marks={marks}
          nameOf={(key) => inputName(key, index)}
          fileAt={(field, name) => props.fileAt({ rowKey: row.rowKey, field }, name)}
        />
      </Panel>
    </div>
  );
}

function marksOf({
  row,
  index,
  issues,
  review,
  conflict,
}: LedgerPageProps & { row: MergedRow; index: number }): RowMarks {
  const errors: Record<string, string> = {};
  for (const issue of issues)
    if (issue.row === index + 1 && issue.field)
      errors[issue.field] = [errors[issue.field], issue.message].filter(Boolean).join(" ");
  const remarks: Record<string, string> = {};
  const remark = (field: string, words: string) => {
    remarks[field] = [remarks[field], words].filter(Boolean).join("\n");
  };
  for (const { rowKey, field, note } of review?.notes ?? [])
    if (rowKey === row.rowKey && field) remark(field, `审核意见：${note}`);
  for (const [field, value] of Object.entries(row.theirs ?? {}))
    remark(field, `${conflict?.by ?? "对方"}填的是：${value}`);
  return { errors, remarks };
}
