// How a ledger will look: its form as a unit fills it in, and the head of its sheet.
import type { LedgerDefinition, LedgerField } from "../../ledger/definition.ts";
import { requirementNotes } from "../../ledger/form.ts";
import { hintOf } from "../../ledger/kinds.ts";
import { WORDS } from "../../ledger/messages.ts";
import { sayFormula } from "../../services/definitions/formula.ts";
import { RowControls } from "./form-controls.tsx";
import { Panel, Table } from "./parts.tsx";

/** Stands outside the form of the page, so that trying it out posts nothing. */
export function LedgerPreview({ definition }: { definition: LedgerDefinition }) {
  const worked = definition.fields.filter(({ kind }) => kind === "computed").map(({ label }) => label);
  const notes = [
    ...requirementNotes(definition),
    ...(worked.length > 0 ? [`${worked.join("、")}自动计算，不用填`] : []),
  ];
  return (
    <section id="preview" class="ledger-preview" aria-label="预览">
      <Table
        caption="表格的表头"
        head={[
          WORDS.sequence,
          ...definition.fields.map(({ label, required }) => `${label}${required ? "*" : ""}`),
        ]}
        rows={[["1", ...definition.fields.map(exampleOf(definition))]]}
      />
      <Panel
        title="填写的样子"
        aside="预览，填了不会保存"
        note={notes.length > 0 ? `${notes.join("；")}。` : ""}
      >
        <RowControls
          definition={definition}
          values={{}}
          marks={{ errors: {}, remarks: {} }}
          nameOf={(key) => `preview.${key}`}
          fileAt={() => null}
        />
      </Panel>
    </section>
  );
}

/** What stands under a column's name: how it is filled in, or worked out. */
const exampleOf =
  ({ fields }: LedgerDefinition) =>
  (field: LedgerField): string =>
    sayFormula(field.compute, fields) || hintOf(field);
