// The bot's table of contents: everything people can say, in the order in which help shows it.
import { accept } from "./accept.ts";
import { acceptAllAction, acceptAllConfirmed } from "./accept-all.ts";
import { acknowledgeAction, acknowledgeCommand } from "./acknowledge.ts";
import { amendAction, amendCommand } from "./amend.ts";
import { bind } from "./bind.ts";
import { chatFormsAction, chatFormsCommand } from "./chat-forms.ts";
import { claimAction, claimCommand, claimsAction } from "./claim.ts";
import {
  acceptClosing,
  agreeClaims,
  agreeClosing,
  applyClosing,
  closeCommand,
  declineClosing,
  refuseClosing,
} from "./close.ts";
import { reopenCommand, stopAction, stopCommand, stopConfirmed } from "./close-matter.ts";
import { consultationAction, consultCommand } from "./consult.ts";
import { contacts } from "./contacts.ts";
import type { AnyHandler } from "./define.ts";
import {
  answerOption,
  answerPhrase,
  dialogueConfirm,
  dialogueMore,
  dialogueStop,
  fillSteps,
} from "./dialogue.ts";
import { bindDirectory } from "./directory.ts";
import { doubt } from "./doubt.ts";
import { attachAction, detachAction, evidenceAction, evidenceCommand } from "./evidence.ts";
import { exportFiles } from "./export.ts";
import { extendCommand, extendNo, extendYes } from "./extend.ts";
import { confirmFile, declineFile, importFile, takeFile } from "./file.ts";
import { fillForCommand } from "./fill-for.ts";
import { fillFormAction, fillProblemsAction } from "./fill-form.ts";
import { defineHelp } from "./help.ts";
import { importCommand, pastedPlan } from "./import.ts";
import { exportLedgers, ledgerSettings, ledgers } from "./ledgers.ts";
import { mineCommand } from "./mine.ts";
import { confirmNil, nilAction, nilCommand } from "./nil.ts";
import { noticeCommand } from "./notice.ts";
import { paperCommand } from "./paper.ts";
import { pressAction, pressCommand } from "./press.ts";
import { progress, progressQuestion } from "./progress.ts";
import { publishAction, publishCommand } from "./publish.ts";
import { reachCommand } from "./reach.ts";
import { problemAction, rectifyCommand } from "./rectify.ts";
import { chooseUnitAction, matterAction, reportCommand } from "./report.ts";
import { returnAction, returnCommand } from "./return.ts";
import { review } from "./review.ts";
import { askHandUpAction, handUpAction, passReturnAction, previewUpAction, sumUpAction } from "./roll-up.ts";
import { sendSheet } from "./sheet.ts";
import { keepRows, previewGoodRows, takeRows } from "./sheet-rows.ts";
import { signAction, signCommand, signReturnAction } from "./sign.ts";
import { sendTextForm, takeTextFormPhrase } from "./text-form.ts";
import { triggerAction, triggerCommand } from "./trigger.ts";
import { uploadAction } from "./upload.ts";
import { upward } from "./upward.ts";
import { restoreCommand, waiveCommand } from "./waive.ts";
import { withheldPhrase } from "./withheld.ts";

const table: AnyHandler[] = [
  // Before all other phrases: what was kept back says nothing, least of all an answer to a question.
  withheldPhrase,
  reportCommand,
  chooseUnitAction,
  matterAction,
  takeTextFormPhrase,
  sendTextForm,
  fillSteps,
  answerOption,
  dialogueConfirm,
  dialogueMore,
  dialogueStop,
  sendSheet,
  uploadAction,
  takeFile,
  confirmFile,
  declineFile,
  importFile,
  previewGoodRows,
  takeRows,
  keepRows,
  evidenceCommand,
  evidenceAction,
  attachAction,
  detachAction,
  nilCommand,
  nilAction,
  confirmNil,
  amendCommand,
  amendAction,
  fillForCommand,
  extendCommand,
  extendYes,
  extendNo,
  signCommand,
  signAction,
  signReturnAction,
  mineCommand,
  importCommand,
  pastedPlan,
  publishCommand,
  publishAction,
  claimCommand,
  claimAction,
  claimsAction,
  triggerCommand,
  triggerAction,
  progress,
  progressQuestion,
  // Behind every other phrase: what nobody else recognises is an answer while a question waits.
  answerPhrase,
  ledgers,
  ledgerSettings,
  exportLedgers,
  exportFiles,
  fillFormAction,
  fillProblemsAction,
  upward,
  previewUpAction,
  handUpAction,
  askHandUpAction,
  sumUpAction,
  passReturnAction,
  chatFormsCommand,
  chatFormsAction,
  contacts,
  acknowledgeCommand,
  acknowledgeAction,
  bindDirectory,
  pressCommand,
  pressAction,
  reachCommand,
  review,
  accept,
  acceptAllAction,
  acceptAllConfirmed,
  doubt,
  returnCommand,
  returnAction,
  paperCommand,
  waiveCommand,
  restoreCommand,
  stopCommand,
  stopAction,
  stopConfirmed,
  reopenCommand,
  rectifyCommand,
  problemAction,
  closeCommand,
  applyClosing,
  agreeClosing,
  declineClosing,
  agreeClaims,
  acceptClosing,
  refuseClosing,
  noticeCommand,
  consultCommand,
  consultationAction,
  bind,
];

/** Every handler, help included. */
export const handlers: readonly AnyHandler[] = [...table, defineHelp(table)];
