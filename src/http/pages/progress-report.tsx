// What a unit handed in, one version of it: receipt, materials, reviews and the versions beside it.
import { dayOf, formatDay, timeOf } from "../../domain/day.ts";
import { formatField } from "../../ledger/kinds.ts";
import type { Report, ReportMaterial } from "../../services/progress/report.ts";
import { sayMatter } from "../../services/progress/words.ts";
import { Page } from "./layout.tsx";
import { Cell, Facts, Panel, Table, Tag } from "./parts.tsx";
import { matterPath, type Reading, sayMoment } from "./progress.tsx";

const VERDICTS = { accepted: "审核通过", returned: "退回补正", doubted: "待核实" } as const;

/** What a unit handed in, one version. `fileUrl` gives the link of a stored file. */
export function ReportPage(
  props: Reading & { report: Report; fileUrl: (file: { name: string; sha256: string }) => string },
) {
  const { report, person, fileUrl } = props;
  const late = report.lateDays > 0 ? `逾期${report.lateDays}天` : "按时";
  const back = matterPath(report.campaignCode, report);
  return (
    <Page title={`${report.unit}的报送`} person={person} lead={sayMatter(report)} wide>
      <p>
        <a href={back}>返回这一事项</a>
      </p>
      <Panel title="回执">
        <Facts
          items={[
            ["回执号", report.receiptNumber],
            ["报送时间", `${formatDay(dayOf(report.submittedAt), true)} ${timeOf(report.submittedAt)}`],
            ["报送人", report.submittedBy],
            ["版本", `第${report.version}版${report.complete ? "" : "(材料未交齐)"}`],
            ["时效", report.afterClosing && report.lateDays > 0 ? `${late}，补报` : late],
            ...report.reviews.map(({ verdict, note, reviewedAt }): [string, string] => [
              VERDICTS[verdict],
              [sayMoment(reviewedAt), note].filter(Boolean).join(" "),
            ]),
          ]}
        />
      </Panel>
      {report.materials.map((material) => (
        <MaterialPanel material={material} fileUrl={fileUrl} />
      ))}
      {report.versions.length > 1 ? (
        <Panel title="各版本">
          {report.versions.map(({ id, version, submittedAt }) => (
            <Cell
              title={`第${version}版`}
              detail={sayMoment(submittedAt)}
              end={id === report.id ? <Tag>当前</Tag> : null}
              href={`/progress/submissions/${id}`}
            />
          ))}
        </Panel>
      ) : null}
    </Page>
  );
}

function MaterialPanel(props: {
  material: ReportMaterial;
  fileUrl: (file: { name: string; sha256: string }) => string;
}) {
  const { name, nil, fileId, fileName, definition, values, sources } = props.material;
  const came = sources.some((source) => source !== null);
  const aside = nil ? "零报告" : definition ? `${values.length}条` : "";
  return (
    <Panel title={name} aside={aside}>
      {fileId ? (
        <Cell
          title={fileName ?? name}
          detail="点开下载"
          href={props.fileUrl({ name: fileName ?? name, sha256: fileId })}
        />
      ) : null}
      {definition && nil ? (
        <Facts
          items={definition.fields.map((field): [string, string] => [
            field.label,
            formatField(field, values[0]?.[field.key]),
          ])}
        />
      ) : null}
      {definition && !nil ? (
        <Table
          caption={name}
          head={["序号", ...(came ? ["来源单位"] : []), ...definition.fields.map(({ label }) => label)]}
          rows={values.map((row, index) => [
            String(index + 1),
            ...(came ? [sources[index] ?? "本局"] : []),
            ...definition.fields.map((field) => formatField(field, row[field.key])),
          ])}
        />
      ) : null}
      {nil && !definition ? <Cell title="本期没有需要报送的内容" /> : null}
    </Panel>
  );
}
