// One material under review: its rows as a table (cards on a phone), nil items, or a file, each with room for notes.

import type { LedgerField } from "../../ledger/definition.ts";
import { formatField } from "../../ledger/kinds.ts";
import { WORDS } from "../../ledger/messages.ts";
import type { EvidencePlace } from "../../services/evidence.ts";
import type { Change } from "../../services/reviews/changes.ts";
import type { FieldNote } from "../../services/reviews/notes.ts";
import type { SubmittedRow, Version } from "../../services/submissions/latest.ts";
import type { HandedIn } from "../../services/submissions/materials.ts";
import { noteName } from "../review-posted.ts";
import { Cell, Panel, Prose } from "./parts.tsx";

/** What a material is shown with. */
export interface MaterialProps {
  version: Version;
  material: HandedIn;
  changes: readonly Change[];
  /** Notes typed on this page, or of the last review while it stands. */
  notes: readonly FieldNote[];
  /** Whether notes can be written. */
  writable: boolean;
  /** Where its file can be downloaded. */
  href: string | null;
  /** Where a file named in a row can be opened; null where only its name came. */
  fileAt: (place: EvidencePlace, name: string) => string | null;
}

/** One material. */
export function MaterialPanel(props: MaterialProps) {
  const { version, material, href } = props;
  const rows = version.rows[material.key] ?? [];
  const aside = material.nil ? "零报告" : href ? "文件" : `${rows.length}条`;
  const [first] = rows;
  return (
    <Panel title={material.name} aside={aside}>
      {href ? <Cell title={material.fileName} detail="点开下载" href={href} /> : null}
      {material.nil && !first ? <Prose>本期没有应报的内容。</Prose> : null}
      {first ? <RowTable {...props} rows={rows} /> : null}
      <div class="material-note">
        <Note
          {...props}
          place={{ material: material.key }}
          name={noteName(material.key)}
          label={`对“${material.name}”的意见`}
          summary="对整份材料批注"
        />
      </div>
    </Panel>
  );
}

function RowTable(props: MaterialProps & { rows: readonly SubmittedRow[] }) {
  const { rows, material, changes } = props;
  const fields = rows[0]!.definition?.fields ?? [];
  const used = fields.filter(
    (field) =>
      rows.some(({ values }) => formatField(field, values[field.key]) !== "") ||
      changes.some((change) => change.kind === "field" && change.field === field.key) ||
      props.notes.some((note) => note.field === field.key),
  );
  const unused = fields.filter((field) => !used.includes(field) && !field.compute);
  // 逐级汇总: rows of a lower bureau's units name where they came from.
  const came = rows.some(({ sourceUnit }) => sourceUnit !== null);
  const gone = changes.filter(({ kind }) => kind === "removed").length;
  return (
    <>
      <div class="review-box">
        <table class="review-table">
          <thead>
            <tr>
              <th scope="col">{WORDS.sequence}</th>
              {came ? <th scope="col">来源单位</th> : null}
              {used.map(({ label }) => (
                <th scope="col">{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row" data-label={WORDS.sequence}>
                  <span class="cell-text">{row.ordinal}</span>
                  {changes.some((change) => change.kind === "added" && change.rowKey === row.rowKey) ? (
                    <span class="changed">新增</span>
                  ) : null}
                  <Note
                    {...props}
                    place={{ material: material.key, rowKey: row.rowKey }}
                    name={noteName(material.key, row.ordinal)}
                    label={`对第${row.ordinal}行的意见`}
                  />
                </th>
                {came ? (
                  <td data-label="来源单位">
                    <span class="cell-text">{row.sourceUnit ?? "本局"}</span>
                  </td>
                ) : null}
                {used.map((field) => (
                  <FieldCell {...props} row={row} field={field} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {gone > 0 ? <p class="review-aside">上一版中有{gone}行已删去，见下方“已报的版本”。</p> : null}
      {unused.length > 0 ? (
        <p class="review-aside">没有填的栏目：{unused.map(({ label }) => label).join("、")}</p>
      ) : null}
    </>
  );
}

function FieldCell(props: MaterialProps & { row: SubmittedRow; field: LedgerField }) {
  const { row, field, material, changes } = props;
  const change = changes.find(
    (one) => one.kind === "field" && one.rowKey === row.rowKey && one.field === field.key,
  );
  const text = formatField(field, row.values[field.key]);
  return (
    <td data-label={field.label} class={change ? "cell_changed" : undefined}>
      <span class={text.length > 12 ? "cell-text cell-text_long" : "cell-text"}>
        {field.kind === "file" && text !== "" ? <FileNames {...props} text={text} /> : text || WORDS.none}
      </span>
      {change?.kind === "field" ? <span class="changed">原为：{change.before || "(空)"}</span> : null}
      <Note
        {...props}
        place={{ material: material.key, rowKey: row.rowKey, field: field.key }}
        name={noteName(material.key, row.ordinal, field.key)}
        label={`对第${row.ordinal}行“${field.label}”的意见`}
      />
    </td>
  );
}

function FileNames(props: MaterialProps & { row: SubmittedRow; field: LedgerField; text: string }) {
  const place = { material: props.material.key, rowKey: props.row.rowKey, field: props.field.key };
  return (
    <>
      {props.text.split("、").map((name, index) => {
        const href = props.fileAt(place, name);
        return (
          <>
            {index > 0 ? "、" : ""}
            {href ? <a href={href}>{name}</a> : `${name}(没有上传)`}
          </>
        );
      })}
    </>
  );
}

function Note(props: {
  notes: readonly FieldNote[];
  writable: boolean;
  place: Omit<FieldNote, "note">;
  name: string;
  label: string;
  summary?: string;
}) {
  const { notes, writable, place, name, label } = props;
  const written = notes
    .filter(
      (note) =>
        note.material === place.material && note.rowKey === place.rowKey && note.field === place.field,
    )
    .map(({ note }) => note)
    .join("\n");
  if (!writable) return written ? <span class="note-text">意见：{written}</span> : null;
  return (
    <details class="note" open={written !== ""}>
      <summary title={label}>{props.summary ?? "批注"}</summary>
      <textarea class="control" name={name} rows={2} aria-label={label}>
        {written}
      </textarea>
    </details>
  );
}
